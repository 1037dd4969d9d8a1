using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Backtest.Core.Planning.Catalogue;
using Backtest.Testing.Workbooks;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>The page shows how it read a file before storing it, and lets users correct the reading.</summary>
public sealed class ReadingTests(Browsing browsing)
{
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"];

    // A title, dates in the second column, a decimal comma.
    private static readonly string Titled = "Tagesumsatz der Filiale Nord;;\n;;\nKasse;Datum;Umsatz\n"
        + string.Concat(Enumerable.Range(0, 60)
            .Select(day => $"{1 + (day % 3)};{new DateTime(2024, 1, 20).AddDays(day):dd.MM.yyyy};{1000 + (day % 7 * 31)},{day % 2 * 5}\n"));

    [Fact]
    public Task The_first_rows_are_shown_as_read_with_role_and_format_of_each_column() => browsing.VisitAsync("new", async page =>
    {
        await ChooseAsync(page, "Umsatz Nord.csv", Encoding.UTF8.GetBytes(Titled));

        var table = page.GetByRole(AriaRole.Group, new() { Name = "First rows of the file" });
        await Expect(table.GetByRole(AriaRole.Row).Nth(3)).ToContainTextAsync("20.01.2024");
        await Expect(table.GetByRole(AriaRole.Row).Nth(3)).ToContainTextAsync("4");
        await Expect(page.GetByLabel("Role of Datum")).ToHaveValueAsync("time");
        await Expect(page.GetByText("left out").First).ToContainTextAsync("1");
        await page.GetByLabel("Role of Umsatz").SelectOptionAsync("target");
        await Expect(page.GetByText("2024-01-20 to 2024-03-19")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Role of Umsatz")).ToHaveValueAsync("target");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Plan" })).ToContainTextAsync("trials");
        await PictureAsync(page, "preview");
    });

    [Fact]
    public Task What_is_chosen_is_said_in_the_grid_and_read_again() => browsing.VisitAsync("new", async page =>
    {
        await ChooseAsync(page, "ambiguous.csv", Encoding.UTF8.GetBytes("date,y\n" + string.Concat(Enumerable.Range(1, 12)
            .SelectMany(day => new[] { 1, 3, 5, 7, 9, 11 }.Select(month => $"{day:00}/{month:00}/2020,{day + month}\n")))));
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        await page.GetByText("Change how the file is read").WaitForAsync();
        await page.GetByLabel("Times are written").FillAsync("monthFirst");
        await page.Keyboard.PressAsync("Tab");
        await page.GetByRole(AriaRole.Button, new() { Name = "JSON" }).ClickAsync();

        var text = page.GetByLabel("The grid as JSON");
        await Expect(text).ToHaveValueAsync(new Regex("monthFirst"));
        var grid = JsonDocument.Parse(await text.InputValueAsync());
        Assert.Equal("monthFirst", grid.RootElement.GetProperty("columns").GetProperty("format").GetString());
    });

    // The answer to an earlier change comes while the next field is being filled, and then the answer to that.
    [Fact]
    public Task What_is_typed_stays_whatever_the_page_learns_meanwhile() => browsing.VisitAsync("new", async page =>
    {
        await ChooseAsync(page, "ambiguous.csv", Encoding.UTF8.GetBytes("date,y\n" + string.Concat(Enumerable.Range(1, 12)
            .SelectMany(day => new[] { 1, 3, 5, 7, 9, 11 }.Select(month => $"{day:00}/{month:00}/2020,{day + month}\n")))));
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        var (format, missing) = (page.GetByLabel("Times are written"), page.GetByLabel("Cells without a value"));

        await format.PressSequentiallyAsync("monthF", new() { Delay = 20 });
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("monthF");
        await format.PressSequentiallyAsync("irst", new() { Delay = 20 });
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Expect(page.GetByText("2020-01-01 to 2020-12-11")).ToBeVisibleAsync();
        await Expect(format).ToBeFocusedAsync();
        await Expect(format).ToHaveValueAsync("monthFirst");

        // A list with a comma at its end is on its way to a second entry.
        await missing.PressSequentiallyAsync("-,", new() { Delay = 20 });
        await page.GetByLabel("Name of the series").FillAsync("renamed");
        await Expect(page.GetByText("Times and values")).ToBeVisibleAsync();
        await missing.FocusAsync();
        await page.Keyboard.PressAsync("End");
        await missing.PressSequentiallyAsync("n/a", new() { Delay = 20 });
        await Expect(missing).ToHaveValueAsync("-,n/a");
        await page.GetByRole(AriaRole.Button, new() { Name = "JSON" }).ClickAsync();
        var text = page.GetByLabel("The grid as JSON");
        await Expect(text).ToHaveValueAsync(new Regex("n/a"));
        var columns = JsonDocument.Parse(await text.InputValueAsync()).RootElement.GetProperty("columns");
        Assert.Equal("""{"format":"monthFirst","missing":["-","n/a"]}""", JsonSerializer.Serialize(columns));

        // A grid to start with leaves the reading as it is.
        await page.GetByLabel("Start with").SelectOptionAsync("ARIMA only");
        await Expect(page.GetByLabel("Start with").Locator("option:checked")).ToHaveTextAsync("ARIMA only");
        await Expect(page.GetByLabel("The grid as JSON")).ToHaveValueAsync(
            "{\n  \"columns\": { \"format\": \"monthFirst\", \"missing\": [\"-\", \"n/a\"] },\n  \"arima\": \"auto\"\n}\n");
        await Expect(page.GetByText("2020-01-01 to 2020-12-11")).ToBeVisibleAsync();
    });

    // The page can set everything that the grid's columns can.
    [Fact]
    public Task Every_key_of_columns_has_a_control() => browsing.VisitAsync("new", async page =>
    {
        await ChooseAsync(
            page,
            "sales.csv",
            Encoding.UTF8.GetBytes("date,y\n" + string.Concat(Enumerable.Range(1, 28).Select(day => $"2020-01-{day:00},{day % 5}\n"))));
        await page.GetByText("Change how the file is read").ClickAsync();
        foreach (var key in GridCatalogue.Columns.Select(field => field.Name)
            .Except(["time", "id", "target", "pastCovariates", "futureCovariates"]))
        {
            await Expect(page.Locator($"[data-columns-key={key}]").Locator("input, select")).ToBeVisibleAsync();
        }

        var roles = await page.GetByLabel("Role of y")
            .Locator("option")
            .EvaluateAllAsync<string[]>("options => options.map(option => option.value)");
        Assert.Subset(roles.ToHashSet(), new HashSet<string> { "time", "id", "target", "pastCovariate", "futureCovariate", "leftOut" });
    });

    [Fact]
    public Task A_wide_file_without_years_is_refused_by_the_name_of_what_it_is() => browsing.VisitAsync("new", async page =>
    {
        var csv = $"Artikel;{string.Join(';', Months)}\n"
            + string.Concat(Enumerable.Range(1, 4)
                .Select(item => $"A{item};{string.Join(';', Enumerable.Range(1, 12).Select(month => item * month))}\n"));
        await ChooseAsync(page, "Artikel.csv", Encoding.UTF8.GetBytes(csv));

        var problem = page.GetByRole(AriaRole.Alert);
        await Expect(problem)
            .ToContainTextAsync("The file is wide, with a month in each column from 'Jan' to 'Dez', but no column has the years.");
        await Expect(problem).ToContainTextAsync("Add a column named year");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start the backtest" })).ToBeDisabledAsync();
        await Expect(page.GetByLabel("Table begins on line")).ToBeVisibleAsync();
        await PictureAsync(page, "refused");
    });

    [Fact]
    public Task A_workbook_is_shown_as_a_file_of_text_is() => browsing.VisitAsync(browsing.Platform.Address, "new", async page =>
    {
        var rows = Enumerable.Range(0, 40)
            .Select(row => WorkbookBuilder.Number($"{45292 + row}", 1) + WorkbookBuilder.Number($"{row % 7}.5"));
        var workbook = new WorkbookBuilder { Formats = ["14"] }.Sheet(
            WorkbookBuilder.Rows([WorkbookBuilder.Text("day") + WorkbookBuilder.Text("sales"), .. rows]),
            "2024").Sheet(WorkbookBuilder.Rows(WorkbookBuilder.Text("empty")), "Notes").Build();
        await page.GetByLabel("Drop a file here")
            .SetInputFilesAsync(new FilePayload { Name = "sales.xlsx", MimeType = "application/octet-stream", Buffer = workbook });

        await Expect(page.GetByText("2024-01-01 to 2024-02-09")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Name of the series")).ToHaveValueAsync("sales");
        await Expect(page.GetByText("The sheet '2024', the first of")).ToBeVisibleAsync();
        await page.GetByText("Change how the file is read").ClickAsync();
        await page.GetByLabel("Sheet of the workbook").FillAsync("Nowhere");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The workbook has no sheet 'Nowhere'.");
        await page.GetByLabel("Sheet of the workbook").FillAsync("2024");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByText("2024-01-01 to 2024-02-09")).ToBeVisibleAsync();
    }, expectedStatuses: 400);

    private static Task ChooseAsync(IPage page, string name, byte[] content) =>
        page.GetByLabel("Drop a file here").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = content });

    // For inspection: BACKTEST_PICTURES names a folder.
    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("BACKTEST_PICTURES") is { Length: > 0 } folder)
        {
            await page.SetViewportSizeAsync(1280, 1150);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = false });
        }
    }
}
