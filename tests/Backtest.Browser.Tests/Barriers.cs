using System.Text.Json;
using Backtest.Engineering;
using Microsoft.Playwright;

namespace Backtest.Browser.Tests;

/// <summary>Accessibility barriers that axe finds on a page.</summary>
internal static class Barriers
{
    private static readonly string Axe = File.ReadAllText(Repository.PathOf("node_modules", "axe-core", "axe.min.js"));

    /// <summary>Asserts that the page has none.</summary>
    /// <param name="page">The page.</param>
    /// <param name="place">What it shows.</param>
    public static async Task AssertNoneAsync(IPage page, string place)
    {
        var violations = await page.EvaluateAsync<JsonElement>(
            Axe + "; axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] "
                + "}).then(r => r.violations.map(v => [v.id, v.help, ...v.nodes.map(n => n.html.slice(0, 200))]))");
        Assert.Equal((place, "[]"), (place, violations.GetRawText()));
    }
}
