using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>Two models side by side, and why one of them lost.</summary>
public sealed partial class CompareTests(Browsing browsing)
{
    private const string Line = "line";

    // Seventy points of a rising line with noise: a straight line is close, and the last value lags one step behind.
    private static int ValueAt(int t) => 100 + (10 * t) + (t * 7919 % 4);

    [Fact]
    public async Task Why_a_model_lost_is_said_by_a_test_its_worst_window_and_the_hold_out()
    {
        await browsing.UploadAsync(
            Line,
            "y\n" + string.Concat(Enumerable.Range(0, 70).Select(t => $"{ValueAt(t)}\n")),
            """{ "seasonLength": 1, "horizon": 1, "windows": 12, "winner": "best", "baselines": ["naive"], "arima": { "d": 1, "constant": true } }""");

        await browsing.VisitAsync($"series/{Line}/compare", async page =>
        {
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Why Naive lost" })).ToBeVisibleAsync();
            var label = (await page.GetByLabel("A", new() { Exact = true }).Locator("option:checked").TextContentAsync())!.Trim()[3..];
            var sentences = page.Locator(".sentences");
            await Expect(sentences).ToContainTextAsync($"Naive was closer than {label} in 0 of 12 windows, and further off in 12.");
            await Expect(sentences).ToContainTextAsync("The difference is more than chance (Diebold-Mariano test, p < 0.001).");
            await Expect(sentences).ToContainTextAsync(
                $"Mean absolute error on the hold-out: {ValueAt(69) - ValueAt(68)}, against");
            await Expect(page.GetByText("A is closer in 12 of 12 windows.")).ToBeVisibleAsync();

            var rows = page.GetByRole(AriaRole.Group, new() { Name = "Windows", Exact = true }).Locator("tbody tr");
            await Expect(rows).ToHaveCountAsync(12);
            var cells = (await rows.AllInnerTextsAsync()).Select(row => row.Split('\t', StringSplitOptions.TrimEntries)).ToList();
            Assert.All(cells, row => Assert.Equal("A", row[3]));

            // The window named is the one with the largest difference of errors, up to the digits shown.
            await Expect(sentences).ToContainTextAsync(Worst());
            var named = Worst().Match(await sentences.InnerTextAsync()).Groups["value"].Value;
            double Behind(string[] row) => Number(row[2]) - Number(row[1]);
            Assert.InRange(Behind(cells.Single(row => row[0] == $"no. {named}")), cells.Max(Behind) - 0.002, double.MaxValue);

            await page.GetByRole(AriaRole.Button, new() { Name = "Swap" }).ClickAsync();
            await Expect(rows.First.Locator("td").Last).ToHaveTextAsync("B");
        });
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("It lost most in the window from value (?<value>[0-9]+)")]
    private static partial Regex Worst();
}
