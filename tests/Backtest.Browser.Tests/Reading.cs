using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>The values that a chart tells at its cursor.</summary>
internal static class Reading
{
    /// <summary>Focuses a chart and presses a key, so that the values below it are those at the cursor.</summary>
    /// <param name="page">The page.</param>
    /// <param name="chart">The chart.</param>
    /// <param name="key">ArrowRight for the first value, ArrowLeft for the last.</param>
    public static async Task StartAsync(IPage page, ILocator chart, string key)
    {
        await chart.PressAsync(key);
        await Expect(page.Locator("figure", new() { Has = chart }).Locator(".reading b").First).ToBeVisibleAsync();
    }
}
