using Backtest.Engineering;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>Properties of every view.</summary>
public sealed class EveryViewTests(Browsing browsing)
{
    // Each with a text that appears when it is complete; the list names the best model of each series.
    private static readonly (string Place, string Text)[] Views =
    [
        ("", "trust"),
        ("new", "What to try"),
        ($"series/{Browsing.Series}", "Downloads"),
        ($"series/{Browsing.Series}/leaderboard", "cannot be told apart from the best"),
        ($"series/{Browsing.Series}/model", "Specification"),
        ($"series/{Browsing.Series}/compare", "Window by window"),
        ($"series/{Browsing.Series}/search", "Each cell shows the best"),
        ($"series/{Browsing.Series}/runs", "Another run"),
        ("nowhere", "Page not found"),
    ];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public Task No_view_has_a_barrier_that_axe_finds(ColorScheme theme) => browsing.VisitAsync(
        "",
        async page =>
        {
            foreach (var (place, text) in Views)
            {
                await OpenAsync(page, place, text);
                await Barriers.AssertNoneAsync(page, place);
            }
        },
        theme: theme);

    // The narrowest phone that WCAG 2.2 asks for, 1.4.10.
    [Fact]
    public Task No_view_scrolls_sideways_on_a_phone() => browsing.VisitAsync(
        "",
        async page =>
        {
            foreach (var (place, text) in Views)
            {
                await OpenAsync(page, place, text);
                Assert.Equal((place, 0), (place, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")));
            }
        },
        width: 320);

    private static async Task OpenAsync(IPage page, string place, string text)
    {
        await page.EvaluateAsync("place => { location.hash = '#/' + place }", place);
        if (place == "new")
        {
            await page.GetByLabel("Drop a file here").SetInputFilesAsync(
                [Repository.PathOf("samples", "air-passengers.csv"), Repository.PathOf("samples", "air-passengers.grid.json")]);
        }

        await Expect(page.GetByRole(AriaRole.Main).GetByText(text).First).ToBeVisibleAsync();
    }
}
