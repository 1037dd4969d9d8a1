using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>Whether to use a forecast, and why.</summary>
public sealed class VerdictTests(Browsing browsing)
{
    [Fact]
    public async Task The_verdict_is_said_in_words_with_its_reasons()
    {
        // A new level in the hold-out, which nothing before it announces.
        var csv = "month,y\n" + string.Concat(Enumerable.Range(0, 84)
            .Select(t => $"{new DateTime(2015, 1, 1).AddMonths(t):yyyy-MM-dd},{200 + (t * t % 7) + (t < 72 ? 0 : 150)}\n"));
        await browsing.UploadAsync("new-level", csv, """{ "horizon": 12, "theta": {} }""");

        await browsing.VisitAsync("series/new-level", async page =>
        {
            var verdict = page.GetByRole(AriaRole.Region, new() { Name = "Verdict" });
            await Expect(verdict).ToContainTextAsync("Do not use");
            await Expect(verdict).ToContainTextAsync("On the last 12 months it missed by");
            await Expect(verdict.Locator(".bad-check")).ToContainTextAsync("0 of 12 values fell inside the 80 % band (about 10 expected)");
            await Expect(verdict).ToContainTextAsync("All 12 forecasts were too low");
        });
        await browsing.VisitAsync("?find=new-level", async page =>
        {
            await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new("^new-level ") })).ToContainTextAsync("do not use");
        });
    }

    [Fact]
    public Task A_forecast_that_nothing_speaks_against_is_trusted() => browsing.VisitAsync($"series/{Browsing.Series}", async page =>
    {
        var verdict = page.GetByRole(AriaRole.Region, new() { Name = "Verdict" });
        await Expect(verdict.Locator(".a-trust")).ToHaveTextAsync("✓ Trust");
        await Expect(verdict.Locator(".good")).ToContainTextAsync(["It was better than repeating last year.", "The intervals are", "forecast", "windows between"]);
        await Expect(verdict.Locator(".warn, .bad-check")).ToHaveCountAsync(0);
    });

    [Fact]
    public async Task Windows_in_a_few_days_of_three_years_are_said_and_those_of_the_default_are_spread()
    {
        const string few = "few-days";
        await ThreeYears.StoreAsync(browsing);
        await browsing.UploadAsync(
            few, ThreeYears.Csv, """{ "seasonLength": 7, "horizon": 7, "windows": 5, "baselines": ["naive"], "theta": {} }""");

        await browsing.VisitAsync($"series/{few}", async page =>
        {
            var verdict = page.GetByRole(AriaRole.Region, new() { Name = "Verdict" });
            await Expect(verdict.Locator(".a-caution")).ToHaveTextAsync("! Caution");
            await Expect(verdict.Locator(".warn").Filter(new() { HasText = "All 5 windows lie between 2023-11-20 and 2023-12-24: other times of the year are not tested." }))
                .ToBeVisibleAsync();
        });
        await browsing.VisitAsync($"series/{ThreeYears.Name}", page => Expect(
            page.GetByRole(AriaRole.Region, new() { Name = "Verdict" }).Locator(".good").Filter(new() { HasText = "ranked the trials" }))
            .ToContainTextAsync(new System.Text.RegularExpressions.Regex("^.20 windows between 2022-.* and 2023-12-24 ranked the trials.$")));
    }

    [Fact]
    public async Task One_window_is_said_and_so_is_where_the_intervals_come_from_and_why_two_of_them_are_the_same()
    {
        const string name = "constant";
        await browsing.UploadAsync(
            name,
            "month,price in EUR\n" + string.Concat(Enumerable.Range(0, 40).Select(t => $"{new DateTime(2019, 1, 1).AddMonths(t):yyyy-MM-dd},100\n")),
            """{ "seasonLength": 1, "horizon": 4, "windows": 1, "baselines": ["naive"] }""");

        await browsing.VisitAsync($"series/{name}", async page =>
        {
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Verdict" }).Locator(".warn").Filter(new() { HasText = "One window" }))
                .ToContainTextAsync("One window ranked the trials: another window might rank them differently.");
            await Expect(page.GetByText("The intervals come from its errors in the windows. The 80 % and the 95 % band are the same, because the errors behind them do not vary."))
                .ToBeVisibleAsync();
        });
    }
}
