using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>The report on the screen and in print.</summary>
public sealed partial class ReportTests(Browsing browsing)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_dated_and_begins_with_the_next_value_and_how_far_off_the_forecast_has_been()
    {
        var run = await browsing.PublishedAsync(Browsing.Series);
        var (forecast, board) = (await GetAsync(run, "forecast?level=80,95"), await GetAsync(run, "leaderboard"));
        var next = forecast.GetProperty("forecast")[0];
        var (interval, day) = (next.GetProperty("intervals")[0], board.GetProperty("timing").GetProperty("finishedAt").GetDateTimeOffset());
        string Whole(JsonElement number) => number.GetDouble().ToString("0", CultureInfo.InvariantCulture);

        // Repeating last year: the months of 1960 against those of 1959.
        var values = (await Browsing.SampleAsync("air-passengers.csv")).Trim().Split('\n')[1..]
            .Select(line => int.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)).ToArray();
        var lastYear = Enumerable.Range(132, 12).Average(t => Math.Abs(values[t] - values[t - 12]));
        await browsing.VisitAsync("", async page =>
        {
            await page.GotoAsync(AddressOf(run).ToString());

            await Expect(page.Locator("h1 + p")).ToContainTextAsync($"Backtested on {day.UtcDateTime:yyyy-MM-dd}.");
            await Expect(page.Locator("h1 + p + p")).ToHaveTextAsync(
                $"The value of the next month (1961-01-01) is forecast to be {Whole(next.GetProperty("value"))}, and with a chance of 80 % between "
                    + $"{Whole(interval.GetProperty("lower"))} and {Whole(interval.GetProperty("upper"))}.");
            await Expect(page.Locator("h1 + p + p + p")).ToContainTextAsync(new Regex(
                $@"On the last 12 months it missed by [0-9]+ on average; repeating last year missed by {lastYear:0} \([0-9]+ % (better|worse)\)\."));

            // What repeats the run stays folded.
            await Expect(page.Locator("details[open]")).ToHaveCountAsync(0);
            foreach (var part in new[] { "How it was tested", "How to repeat it", "The values" })
            {
                await Expect(page.Locator("details", new() { HasText = part }).Locator("table, pre").First).ToBeHiddenAsync();
            }
        });
    }

    [Fact]
    public async Task What_stands_before_the_details_is_two_pages_in_print_with_the_hold_out_drawn()
    {
        var run = await browsing.PublishedAsync(Browsing.Series);
        await browsing.VisitAsync("", async page =>
        {
            await page.GotoAsync(AddressOf(run).ToString());

            // The hold-out comes first, with the fan of its forecast.
            var heldOut = page.Locator("figure").First;
            await Expect(heldOut.Locator("figcaption")).ToContainTextAsync("The held-out values (grey), and their forecast by");
            await Expect(heldOut.Locator(".fan80")).ToBeVisibleAsync();
            await Expect(heldOut.Locator(".fan95")).ToBeVisibleAsync();
            var whole = Pages(await page.PdfAsync(new() { Format = "A4" }));
            await page.EvaluateAsync(
                """
                () => {
                  const first = document.querySelector('.details');
                  while (first.nextSibling) first.nextSibling.remove();
                  first.remove();
                }
                """);

            Assert.InRange(Pages(await page.PdfAsync(new() { Format = "A4" })), 1, 2);
            Assert.True(whole > 2, $"The report has {whole} pages.");
        });
    }

    private Uri AddressOf(string run) => new(browsing.Platform.Address, $"api/series/{Browsing.Series}/backtests/{run}/report");

    private Task<JsonElement> GetAsync(string run, string path) =>
        browsing.Platform.GetAsync($"api/series/{Browsing.Series}/backtests/{run}/{path}", Stop);

    private static int Pages(byte[] pdf) => PagePattern().Count(System.Text.Encoding.Latin1.GetString(pdf));

    [GeneratedRegex(@"/Type /Page\b")]
    private static partial Regex PagePattern();
}
