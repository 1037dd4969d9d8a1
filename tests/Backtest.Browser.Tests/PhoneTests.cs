using System.Text.RegularExpressions;
using Backtest.Engineering;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>Everything is in reach on a phone, on a magnified window, and without seeing the page.</summary>
public sealed class PhoneTests(Browsing browsing)
{
    // On a phone, and on a window of 1280 pixels magnified to 200 %.
    [Theory]
    [InlineData(390)]
    [InlineData(640)]
    public Task Every_view_is_in_reach(int width) => browsing.VisitAsync(
        "series",
        async page =>
        {
            var main = page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
            foreach (var link in new[] { main.GetByRole(AriaRole.Link, new() { Name = "Series" }), Link(page, "New backtest") })
            {
                await Expect(link).ToBeInViewportAsync(new() { Ratio = 1 });
            }

            await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Colours: ") })).ToBeInViewportAsync(new() { Ratio = 1 });
            await Link(page, "HTTP reference").ClickAsync(new() { Trial = true });
            await main.GetByRole(AriaRole.Link, new() { Name = "Series" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^air-passengers ") }).ClickAsync();
            foreach (var view in new[] { "Leaderboard", "Model", "Compare", "Settings map", "Runs", "Result" })
            {
                await Expect(Link(page, view)).ToBeInViewportAsync(new() { Ratio = 1 });
                await Link(page, view).ClickAsync();
                await Expect(Link(page, view)).ToHaveAttributeAsync("aria-current", "page");
                await Expect(page.GetByText("Loading")).ToHaveCountAsync(0);
                Assert.Equal((view, 0), (view, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")));
            }
        },
        width: width);

    [Fact]
    public Task On_a_phone_the_form_is_in_steps_and_a_problem_opens_its_own() => browsing.VisitAsync(
        "new",
        async page =>
        {
            await page.GetByLabel("Drop a file here").SetInputFilesAsync(Repository.PathOf("samples", "sales.csv"));
            foreach (var (step, field) in new[]
            {
                ("Scoring", page.GetByLabel("Horizon", new() { Exact = true })), ("Ranking", page.GetByLabel("Metric", new() { Exact = true })),
                ("Calendar", page.GetByLabel("Holidays of")), ("Models", page.GetByLabel("drift: the last value")),
                ("Your own forecasts", page.GetByText("Add tables")),
            })
            {
                await Expect(field).ToBeHiddenAsync();
                await page.GetByText(step, new() { Exact = true }).ClickAsync();
                await Expect(field).ToBeVisibleAsync();
                await page.GetByText(step, new() { Exact = true }).ClickAsync();
            }

            await page.GetByRole(AriaRole.Button, new() { Name = "JSON" }).ClickAsync();
            await page.GetByLabel("The grid as JSON").FillAsync("""{ "horizon": 6, "trainingLength": 1 }""");
            await page.GetByRole(AriaRole.Button, new() { Name = "Form" }).ClickAsync();
            var length = page.GetByLabel("Training length", new() { Exact = true });
            await Expect(length).ToBeHiddenAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Fix 1 problem to continue" }).ClickAsync();
            await Expect(length).ToBeFocusedAsync();
            await Expect(length).ToBeInViewportAsync();
            await Expect(length).ToHaveAccessibleDescriptionAsync(new Regex("^1 is not allowed"));
        },
        width: 390);

    [Fact]
    public Task Icons_say_what_they_mean_and_charts_how_the_keyboard_reads_them() =>
        browsing.VisitAsync($"series/{Browsing.Series}", async page =>
    {
        var colours = page.GetByRole(AriaRole.Button, new() { Name = "Colours: as the system. Change to light.", Exact = true });
        await colours.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Colours: light. Change to dark.", Exact = true })).ToBeVisibleAsync();

        // Each mark before a check, and each chart.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Checks" })).ToBeVisibleAsync();
        await Expect(page.Locator(".mark").First).ToBeVisibleAsync();
        var marks = await page.Locator(".mark").EvaluateAllAsync<string[]>(
            "marks => marks.map(mark => `${mark.textContent} ${mark.getAttribute('aria-label')}`)");
        Assert.NotEmpty(marks);
        Assert.All(marks, mark => Assert.Contains(mark, (string[])["✓ Passed", "! Warning", "✕ Failed", "i Note"]));
        var charts = page.Locator(".plot");
        await Expect(charts).ToHaveCountAsync(2);
        foreach (var chart in await charts.AllAsync())
        {
            await Expect(chart).ToHaveAccessibleNameAsync(
                new Regex(@"The arrow keys read its values, Page Up and Page Down in steps of ten\.$"));
            await Expect(chart).ToHaveAttributeAsync("tabindex", "0");
        }

        // What the keys read is announced.
        await Expect(page.Locator(".reading").First).ToHaveAttributeAsync("aria-live", "polite");

        await Link(page, "Leaderboard").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "cannot be told apart from the best" }).First).ToHaveTextAsync("★");
    });

    private static ILocator Link(IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });
}
