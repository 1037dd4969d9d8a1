using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>Numbers as people read them, on the page and in the tables that it hands out.</summary>
public sealed partial class DownloadsTests(Browsing browsing)
{
    private const string Prices = "prices";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Values_have_as_many_digits_as_the_data_and_tables_come_as_a_spreadsheet_reads_them()
    {
        await browsing.UploadAsync(
            Prices,
            "day,price\n" + string.Concat(Enumerable.Range(0, 60).Select(t => string.Create(
                CultureInfo.InvariantCulture, $"{new DateTime(2024, 1, 1).AddDays(t):yyyy-MM-dd},{12 + (t * 7919 % 31 / 100.0):0.00}\n"))),
            """{ "seasonLength": 1, "horizon": 3, "windows": 3, "baselines": ["naive"], "theta": {} }""");
        var forecast = (await browsing.Platform.GetAsync($"api/series/{Prices}/forecast?level=80,95", Stop)).GetProperty("forecast");
        var point = forecast[0].GetProperty("value").GetDouble();

        await browsing.VisitAsync($"series/{Prices}", async page =>
        {
            var body = page.GetByRole(AriaRole.Group, new() { Name = "Forecast of every step" }).Locator("tbody");
            await Expect(body.Locator("tr")).ToHaveCountAsync(3);
            var table = await body.InnerTextAsync();
            var numbers = NumberPattern().Matches(table).Select(number => number.Value).ToList();
            Assert.Equal(3 * 5, numbers.Count);
            Assert.All(numbers, number => Assert.Matches(@"^[0-9]+\.[0-9]{2}$", number));
            Assert.Equal(point.ToString("0.00", CultureInfo.InvariantCulture), numbers[0]);

            var format = page.GetByLabel("Table format");
            await format.SelectOptionAsync(new SelectOptionValue { Label = "CSV with semicolons and decimal comma" });
            var lines = (await TextAsync(page, "Forecast (CSV)")).Split('\n');
            Assert.Equal("step;ds;yhat;lo-80;hi-80;lo-95;hi-95", lines[0].Trim());
            var cells = lines[1].Trim().Split(';');
            Assert.Equal(("1", "2024-03-01"), (cells[0], cells[1]));
            Assert.Equal(point, double.Parse(cells[2].Replace(',', '.'), CultureInfo.InvariantCulture), 1e-9);
            Assert.StartsWith("rank;trial;model;", await TextAsync(page, "Leaderboard (CSV)"));

            await format.SelectOptionAsync(new SelectOptionValue { Label = "Excel" });
            var (forecasts, rows) = (await SheetAsync(page, "Forecast (Excel)"), await SheetAsync(page, "Leaderboard (Excel)"));
            var shown = Assert.Single(ValuePattern().Matches(forecasts), cell =>
                double.TryParse(cell.Groups["value"].Value, CultureInfo.InvariantCulture, out var value) && Math.Abs(value - point) < 1e-9);
            Assert.DoesNotContain("t=\"", shown.Value, StringComparison.Ordinal);
            Assert.Contains("Theta", rows, StringComparison.Ordinal);

            await format.SelectOptionAsync(new SelectOptionValue { Label = "JSON, one object per line" });
            var predictions = (await TextAsync(page, "Predictions of every window (NDJSON)")).Trim().Split('\n');
            var first = JsonDocument.Parse(predictions[0]).RootElement;
            Assert.Equal(
                ["unique_id", "ds", "cutoff", "model", "y", "yhat", "lo-80"],
                first.EnumerateObject().Select(field => field.Name).Where(name => name is not ("trial" or "step" or "window")).Take(7));
            await format.SelectOptionAsync(new SelectOptionValue { Label = "Parquet" });
            Assert.StartsWith("PAR1", await TextAsync(page, "Predictions of every window (Parquet)"));
        });
    }

    private static async Task<IDownload> DownloadAsync(IPage page, string button) => await page.RunAndWaitForDownloadAsync(
        () => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync());

    private static async Task<string> TextAsync(IPage page, string button) =>
        await File.ReadAllTextAsync(await (await DownloadAsync(page, button)).PathAsync(), Stop);

    // The cells of a workbook's only sheet.
    private static async Task<string> SheetAsync(IPage page, string button)
    {
        await using var archive = await ZipFile.OpenReadAsync(await (await DownloadAsync(page, button)).PathAsync(), Stop);
        using var sheet = new StreamReader(await archive.GetEntry("xl/worksheets/sheet1.xml")!.OpenAsync(Stop));
        return await sheet.ReadToEndAsync(Stop);
    }

    [GeneratedRegex(@"[0-9]+\.[0-9]+")]
    private static partial Regex NumberPattern();

    [GeneratedRegex("<c[^>]*><v>(?<value>[^<]*)</v>")]
    private static partial Regex ValuePattern();
}
