using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>Forecasts made elsewhere, given with a new backtest.</summary>
public sealed class OwnForecastsTests(Browsing browsing)
{
    private const string Name = "own-with-upload";

    private static int ValueOf(int year) => 100 + (year * 7 % 11);

    [Fact]
    public Task They_are_checked_with_the_plan_and_scored_in_the_run() => browsing.VisitAsync("new", async page =>
    {
        await page.GetByLabel("Drop a file here").SetInputFilesAsync(
        [
            Text($"{Name}.csv", "ds,y\n" + string.Concat(Enumerable.Range(1970, 40).Select(year => $"{year}-01-01,{ValueOf(year)}\n"))),
            Text("grid.json", """{ "seasonLength": 1, "horizon": 3, "windows": 2, "baselines": ["naive"], "theta": {} }"""),
        ]);
        var plan = page.GetByRole(AriaRole.Region, new() { Name = "Plan" });
        await Expect(plan).ToContainTextAsync("Theta 1");

        // The last years known to the windows and to the hold-out of the last three years.
        var form = page.GetByRole(AriaRole.Group, new() { Name = "Your own forecasts" });
        await Expect(form).ToContainTextAsync("the cutoffs are 2000-01-01, 2003-01-01 and, for the hold-out, 2006-01-01.");
        await form.GetByLabel("Add tables").SetInputFilesAsync(Text("mine.csv", "ds,cutoff,yhat\n2001-01-01,2000-01-01,1\n"));
        await Expect(form).ToContainTextAsync("From the cutoff 2000-01-01 there is no forecast of 2002-01-01.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Fix 1 problem to continue" })).ToBeVisibleAsync();
        await Expect(form).ToContainTextAsync("the cutoffs are 2000-01-01");
        await Expect(page.Locator("tr.wrong")).ToHaveCountAsync(0);

        // As the naive method forecasts: a table of the same name takes its place.
        await form.GetByLabel("Add tables").SetInputFilesAsync(Text("mine.csv", "ds,cutoff,yhat\n" + string.Concat(
            new[] { 2000, 2003, 2006 }.SelectMany(cutoff => Enumerable.Range(cutoff + 1, 3)
                .Select(year => $"{year}-01-01,{cutoff}-01-01,{ValueOf(cutoff)}\n")))));
        await Expect(plan).ToContainTextAsync("External 1");
        await form.GetByLabel("Add tables").SetInputFilesAsync(Text("other.csv", "ds,yhat\n2001-01-01,1\n"));
        await Expect(form).ToContainTextAsync("The forecasts have no column 'cutoff'.");
        await form.GetByRole(AriaRole.Button, new() { Name = "Leave out other" }).ClickAsync();
        await Expect(plan).ToContainTextAsync("External 1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the backtest" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Verdict" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Leaderboard", Exact = true }).ClickAsync();
        var rows = page.GetByRole(AriaRole.Group, new() { Name = "Leaderboard" });
        var (mine, naive) = (Row(rows, "External mine"), Row(rows, "Baseline Naive"));
        await Expect(mine).ToHaveCountAsync(1);
        await Expect(naive).ToHaveCountAsync(1);
        Assert.Equal(await ScoresAsync(naive), await ScoresAsync(mine));
    });

    private static ILocator Row(ILocator rows, string name) =>
        rows.GetByRole(AriaRole.Row, new() { NameRegex = new Regex(Regex.Escape(name)) });

    // The errors on the windows and on the hold-out.
    private static async Task<string> ScoresAsync(ILocator row) =>
        string.Join(' ', (await row.Locator("td").AllInnerTextsAsync()).Skip(1).Take(5));

    private static FilePayload Text(string name, string content) =>
        new() { Name = name, MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(content) };
}
