using Microsoft.Playwright;

namespace Backtest.Browser.Tests;

/// <summary>The values that a chart tells at its cursor.</summary>
internal static class Reading
{
    /// <summary>Focuses a chart and presses a key until the values below it are those at the cursor.</summary>
    /// <param name="page">The page.</param>
    /// <param name="chart">The chart.</param>
    /// <param name="key">ArrowRight for the first value, ArrowLeft for the last.</param>
    public static async Task StartAsync(IPage page, ILocator chart, string key)
    {
        // A key pressed before the chart listens has no effect.
        await chart.FocusAsync();
        var reading = page.Locator("figure", new() { Has = chart }).Locator(".reading");
        for (var attempt = 0; attempt < 100 && await reading.Locator("b").CountAsync() == 0; attempt++)
        {
            await page.Keyboard.PressAsync(key);
            await Task.Delay(100);
        }
    }
}
