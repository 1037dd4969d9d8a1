using System.Text.RegularExpressions;
using Backtest.Engineering;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>A user's way from the file to the forecast.</summary>
public sealed class JourneyTests(Browsing browsing)
{
    /// <summary>A grid with a run of minutes.</summary>
    internal const string Heavy = """
        { "horizon": 6, "seasonLength": 12, "windows": 3, "baselines": ["naive"],
          "lstm": { "lookBack": 24, "units": [48, 64], "layers": 2, "epochs": 2000, "dropout": [0, 0.1, 0.2, 0.3], "seed": [1, 2, 3] } }
        """;

    [Fact]
    public Task From_a_file_to_its_forecast() => browsing.VisitAsync("", async page =>
    {
        await page.GetByLabel("Drop a file here")
            .SetInputFilesAsync([Repository.PathOf("samples", "sales.csv"), Repository.PathOf("samples", "sales.grid.json")]);

        await Expect(page.GetByText("One column of values, without times")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Plan" })).ToContainTextAsync("47 trials");
        await page.GetByLabel("Name of the series").FillAsync("journey");

        // One lag fewer: a third of the 18 ARIMAs of its first block go.
        await page.GetByRole(AriaRole.Group, new() { Name = "ARIMA, block 1" }).GetByLabel("p", new() { Exact = true }).FillAsync("0, 1");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Plan" })).ToContainTextAsync("41 trials");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the backtest" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Checks" })).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Regex("#/series/journey$"));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Verdict" })).ToContainTextAsync("Naive");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Forecast of every step" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(7);

        var forecast = await Saved.ByAsync(page, "Forecast (CSV)");
        Assert.Equal("journey-forecast.csv", forecast.Name);
        Assert.StartsWith("step,ds,yhat,lo-80,hi-80,lo-95,hi-95", forecast.Text);
        Assert.StartsWith("rank,trial,model", (await Saved.ByAsync(page, "Leaderboard (CSV)")).Text);
        Assert.StartsWith("<!doctype html>", (await Saved.ByAsync(page, "Report (HTML)")).Text, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("journey-", (await Saved.ByAsync(page, "Download model (ONNX)")).Name);
        await page.GetByLabel("Table format").SelectOptionAsync("xlsx");
        Assert.Equal("journey-forecast.xlsx", (await Saved.ByAsync(page, "Forecast (Excel)")).Name);

        // Deleting the published run requires a tick.
        await page.GetByRole(AriaRole.Link, new() { Name = "Runs", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete \"journey\"" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("its file, its grid, and 1 run. No forecasts will be served. This cannot be undone.");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToBeDisabledAsync();
        await dialog.GetByLabel("Also delete what is published").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page).ToHaveURLAsync(new Regex("#/$"));
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new($"^{Browsing.Series}") })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new("^journey") })).ToHaveCountAsync(0);
    });

    [Fact]
    public Task A_wrong_file_is_explained_where_it_is_wrong() => browsing.VisitAsync("new", async page =>
    {
        await ChooseAsync(page, "wrong.csv", "date,y\n2020-01-01,1\n2020-02-01,many\n2020-03-01,3\n");

        var problem = page.GetByRole(AriaRole.Alert);
        await Expect(problem).ToContainTextAsync("line 3, column 'y'");
        await Expect(problem).ToContainTextAsync("'many' is not a number.");
        await Expect(problem).ToContainTextAsync("Write a number such as 1234.5");
        await Expect(problem.Locator("pre")).ToHaveTextAsync("3 2020-02-01,many");
        await Expect(page.Locator("tr.wrong")).ToHaveTextAsync("32020-02-01many");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start the backtest" })).ToBeDisabledAsync();

        // The right file can replace it and be started.
        await page.GetByLabel("Choose another file").SetInputFilesAsync(Repository.PathOf("samples", "sales.csv"));
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start the backtest" })).ToBeEnabledAsync();
    });

    [Fact]
    public Task A_wrong_grid_is_explained_beside_it_and_stops_the_start() => browsing.VisitAsync("new", async page =>
    {
        await page.GetByLabel("Drop a file here").SetInputFilesAsync(Repository.PathOf("samples", "sales.csv"));
        var horizon = page.GetByLabel("Horizon", new() { Exact = true });
        await horizon.FillAsync("-3");
        await page.Keyboard.PressAsync("Tab");

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("-3 is not allowed.");
        await Expect(horizon).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start the backtest" })).ToBeDisabledAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "JSON" }).ClickAsync();
        await page.GetByLabel("The grid as JSON").FillAsync("{ \"horizon\": 3, // days\n \"arima\": { \"d\": [1] } }");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Plan" })).ToContainTextAsync("ARIMA 1");
    });

    [Fact]
    public Task Columns_are_given_their_parts_on_the_page() => browsing.VisitAsync("new", async page =>
    {
        await page.GetByLabel("Drop a file here").SetInputFilesAsync(Repository.PathOf("samples", "power-demand.csv"));
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The file has 3 value columns.");

        await page.GetByLabel("Role of demand").SelectOptionAsync("target");
        await page.GetByLabel("Role of dayOff").SelectOptionAsync("futureCovariate");

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Plan" })).ToContainTextAsync("trials");
        await Expect(page.GetByText("2021-01-01 to 2023-12-31")).ToBeVisibleAsync();
    });

    [Fact]
    public Task A_run_goes_on_over_a_reload_and_can_be_cancelled_and_resumed() => browsing.VisitAsync("new", async page =>
    {
        await page.GetByLabel("Drop a file here").SetInputFilesAsync(Repository.PathOf("samples", "air-passengers.csv"));
        await page.GetByLabel("Name of the series").FillAsync("heavy");
        await page.GetByRole(AriaRole.Button, new() { Name = "JSON" }).ClickAsync();
        await page.GetByLabel("The grid as JSON").FillAsync(Heavy);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Plan" })).ToContainTextAsync("LSTM 24");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the backtest" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Running" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Best so far:")).ToBeVisibleAsync();
        await page.ReloadAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Running" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("max", "26");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the run" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cancelled" })).ToBeVisibleAsync();

        // With its own grid, even if another one has taken its place.
        var address = page.Url;
        await browsing.Platform.UploadAsync(
            "heavy.grid.json", """{ "horizon": 12, "baselines": ["naive"] }""", TestContext.Current.CancellationToken);
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Running" })).ToBeVisibleAsync();
        Assert.Equal(address, page.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the run" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cancelled" })).ToBeVisibleAsync();
    });

    [Fact]
    public async Task A_file_of_several_series_leads_to_the_model_families_over_all_of_them()
    {
        var csv = "unique_id,ds,y\n" + string.Concat(new[] { "a", "b" }.SelectMany(id => Enumerable.Range(0, 40)
            .Select(t => $"{id},{new DateTime(2020, 1, 1).AddDays(t):yyyy-MM-dd},{100 + (t * t % (id == "a" ? 7 : 11))}\n")));
        await browsing.VisitAsync("new", async page =>
        {
            await ChooseAsync(page, "many.csv", csv);
            await Expect(page.GetByText("one run backtests all of them")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Start the backtest" }).ClickAsync();

            await Expect(page.GetByText("2 series, all done")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Model families over all series" })).ToContainTextAsync("ARIMA");
            await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Series of the panel" })).ToContainTextAsync("a");
            await Barriers.AssertNoneAsync(page, "panel");
            await page.GetByLabel("Find").FillAsync("b");
            await page.GetByRole(AriaRole.Link, new() { Name = "b", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "b", Exact = true })).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Verdict" })).ToBeVisibleAsync();
            await Barriers.AssertNoneAsync(page, "series of a panel");
            await page.GetByText("A series of many").GetByRole(AriaRole.Link, new() { Name = "many" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Series of the panel" })).ToBeVisibleAsync();
        });
    }

    [Fact]
    public async Task A_name_that_exists_is_said_before_its_data_are_replaced_and_so_is_the_grid_that_stays()
    {
        var summary = await browsing.Platform.GetAsync($"api/series/{Browsing.Series}", TestContext.Current.CancellationToken);
        var requested = summary.GetProperty("runs")[0].GetProperty("requestedAt").GetDateTimeOffset().UtcDateTime;
        await browsing.VisitAsync("new", async page =>
        {
            await page.GetByLabel("Drop a file here").SetInputFilesAsync(Repository.PathOf("samples", "sales.csv"));
            var name = page.GetByLabel("Name of the series");
            await name.FillAsync(Browsing.Series);

            await Expect(name).ToHaveAccessibleDescriptionAsync(FormattableString.Invariant(
                $"\"{Browsing.Series}\" already exists (run of {requested:d MMM}). Uploading replaces its data; earlier runs are kept."));
            await Expect(page.GetByText("The grid of the earlier upload is used again.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Start without it" }).ClickAsync();
            await Expect(page.GetByText("The grid of the earlier upload is used again.")).ToHaveCountAsync(0);
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Plan" })).ToContainTextAsync("Theta");
        });
    }

    private static Task ChooseAsync(IPage page, string name, string content) =>
        page.GetByLabel("Drop a file here").SetInputFilesAsync(
            new FilePayload { Name = name, MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(content) });
}
