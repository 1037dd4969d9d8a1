using System.Text.RegularExpressions;
using Backtest.Engineering;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>Several runs of one series.</summary>
public sealed class RunsTests(Browsing browsing)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_is_not_published_has_its_own_result_in_every_view()
    {
        const string name = "two-runs";
        var csv = await Browsing.SampleAsync("air-passengers.csv");
        await browsing.UploadAsync(
            name, csv, """{ "seasonLength": 12, "horizon": 12, "windows": 2, "arima": { "p": [0, 1], "d": 1, "q": [0, 1], "D": 1 } }""");
        var first = await browsing.PublishedAsync(name);
        await browsing.UploadAsync(name, csv, """{ "seasonLength": 12, "horizon": 6, "windows": 3, "theta": {} }""", then: first);

        await browsing.VisitAsync($"series/{name}/leaderboard", async page =>
        {
            await Expect(page.GetByText("trials on 3 windows of 6")).ToBeVisibleAsync();
            await Expect(page.Locator(".run-banner")).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
            await AssertUncoveredAsync(page);
            var pair = page.GetByRole(AriaRole.Group, new() { Name = "Two runs" });
            await Expect(pair.GetByRole(AriaRole.Row, new() { NameRegex = new("^Windows") })).ToHaveTextAsync("Windows3 of 62 of 12");
            await Expect(page.GetByText("The runs hold out different values")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = $"Show the result of run {first}" }).ClickAsync();

            // The other run has ARIMA models and four steps more.
            await Expect(page.Locator(".run-banner")).ToContainTextAsync($"This is run {first}");
            await Expect(page).ToHaveURLAsync(new Regex($@"#/series/{name}\?run={first}$"));
            await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Forecast of every step" }).GetByRole(AriaRole.Row))
                .ToHaveCountAsync(13);
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Verdict" })).ToContainTextAsync("Chosen");
            Assert.Equal(13, (await Saved.ByAsync(page, "Forecast (CSV)")).Text.TrimEnd().Split('\n').Length);
            Assert.Contains($"Run {first} has", (await Saved.ByAsync(page, "Report (HTML)")).Text);
            await page.GetByRole(AriaRole.Link, new() { Name = "Leaderboard" }).ClickAsync();
            await Expect(page.GetByText("trials on 2 windows of 12")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Group, new() { Name = "Leaderboard" }).Locator("tbody:not(.pinned) a").First.ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Metrics" })).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Compare with the chosen model" }).ClickAsync();
            await Expect(page.GetByText("of 2 windows").First).ToBeVisibleAsync();

            await page.GetByRole(AriaRole.Link, new() { Name = "Show the published run" }).ClickAsync();
            await Expect(page.GetByText("of 3 windows").First).ToBeVisibleAsync();
            await Expect(page.Locator(".run-banner")).ToHaveCountAsync(0);
        });

        // A file of the same name is not silently tried with the grid of the earlier one.
        await browsing.VisitAsync("new", async page =>
        {
            await page.GetByLabel("Drop a file here").SetInputFilesAsync(Repository.PathOf("samples", "air-passengers.csv"));
            await page.GetByLabel("Name of the series").FillAsync(name);
            await Expect(page.GetByText($"\"{name}\" already exists (run of ")).ToBeVisibleAsync();
            await Expect(page.GetByText("The grid of the earlier upload is used again.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Start without it" }).ClickAsync();
            await Expect(page.GetByText("The grid of the earlier upload is used again.")).ToHaveCountAsync(0);
        });

        // An id without a run gives a message, not another run.
        await browsing.VisitAsync(
            browsing.Platform.Address,
            $"series/{name}?run=0123456789abcdef",
            page => Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("has no finished run '0123456789abcdef'"),
            expectedStatuses: [404]);
    }

    [Fact]
    public async Task A_run_that_is_over_before_the_page_looks_leads_to_its_result_but_stays_if_it_is_opened_later()
    {
        var run = await browsing.PublishedAsync(Browsing.Series);
        await browsing.VisitAsync($"series/{Browsing.Series}/runs", async page =>
        {
            // The same grid again is the same run, which is over.
            var plan = page.GetByRole(AriaRole.Region, new() { Name = "Plan" });
            await Expect(page.GetByLabel("Start with").Locator("option:checked")).ToHaveTextAsync("your own grid");
            await plan.GetByRole(AriaRole.Button, new() { Name = "Start the run" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Verdict" })).ToBeVisibleAsync();
            Assert.EndsWith($"#/series/{Browsing.Series}", page.Url);

            await page.GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = run, Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "See the result" })).ToBeVisibleAsync();

            // An empty grid takes the place of the stored one.
            await page.GetByRole(AriaRole.Link, new() { Name = "All runs" }).ClickAsync();
            await Expect(plan).Not.ToContainTextAsync("Theta");
            await page.GetByLabel("Start with").SelectOptionAsync("what suits the series");
            await Expect(plan).ToContainTextAsync("Theta");
        });
    }

    [Fact]
    public async Task A_newer_run_is_told_and_runs_are_deleted_the_published_one_after_a_tick()
    {
        const string name = "newer-runs";
        var csv = await Browsing.SampleAsync("air-passengers.csv");
        await browsing.UploadAsync(name, csv, """{ "horizon": 12, "windows": 2, "baselines": ["naive"] }""");
        var first = await browsing.PublishedAsync(name);

        await browsing.VisitAsync($"series/{name}/leaderboard", async page =>
        {
            await page.Clock.InstallAsync();
            await page.ReloadAsync();
            await Expect(page.GetByText("trials on 2 windows of 12")).ToBeVisibleAsync();
            await browsing.UploadAsync(name, csv, """{ "horizon": 6, "windows": 3, "baselines": ["naive"] }""", then: first);
            var second = await browsing.PublishedAsync(name);

            // The page looks for newer runs twice a minute, and leaves what it shows until the reader wants the other.
            await page.Clock.FastForwardAsync("00:31");
            var banner = page.Locator(".run-banner");
            await Expect(banner).ToContainTextAsync($"A newer run is done: {second}");
            await Expect(page.GetByText("trials on 2 windows of 12")).ToBeVisibleAsync();
            await banner.GetByRole(AriaRole.Button, new() { Name = "Show its result" }).ClickAsync();
            await Expect(page.GetByText("trials on 3 windows of 6")).ToBeVisibleAsync();
            await Expect(banner).ToHaveCountAsync(0);

            await browsing.Platform.UploadAsync($"{name}.grid.json", JourneyTests.Heavy, Stop);
            var third = (await browsing.Platform.WaitAsync(name, run => run.GetProperty("state").GetString() == "running", Stop))
                .GetProperty("run").GetString();
            await page.Clock.FastForwardAsync("00:31");
            await Expect(banner).ToHaveTextAsync($"A newer run is in progress: {third}");

            await page.GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
            var dialog = await DeleteAsync(page, third!);
            await Expect(dialog).ToContainTextAsync("The run is cancelled first.");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new(third!) })).ToHaveCountAsync(0);

            dialog = await DeleteAsync(page, second);
            await Expect(dialog).ToContainTextAsync("Forecasts will come from the run of");
            await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToBeDisabledAsync();
            await dialog.GetByLabel("Also delete what is published").CheckAsync();
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new(first) })).ToContainTextAsync("published");
            await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new(second) })).ToHaveCountAsync(0);
        });
    }

    // At the top of the page, in a window that ends with the last row of the list, the bar with the plan is not over the list.
    private static async Task AssertUncoveredAsync(IPage page)
    {
        var plan = page.GetByRole(AriaRole.Region, new() { Name = "Plan" });
        await Expect(plan).ToContainTextAsync("trials");
        var list = (await page.GetByRole(AriaRole.Group, new() { Name = "Runs", Exact = true }).BoundingBoxAsync())!;
        var usual = page.ViewportSize!;
        await page.SetViewportSizeAsync(usual.Width, (int)(list.Y + list.Height));
        Assert.Equal(0, await page.EvaluateAsync<double>("scrollY"));
        list = (await page.GetByRole(AriaRole.Group, new() { Name = "Runs", Exact = true }).BoundingBoxAsync())!;
        Assert.True((await plan.BoundingBoxAsync())!.Y >= list.Y + list.Height, "The bar with the plan covers the list of runs.");
        await page.SetViewportSizeAsync(usual.Width, usual.Height);
    }

    private static async Task<ILocator> DeleteAsync(IPage page, string run)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"Delete run {run}" }).ClickAsync();
        return page.GetByRole(AriaRole.Dialog, new() { Name = $"Delete run {run}" });
    }
}
