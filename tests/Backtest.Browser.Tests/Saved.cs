using Microsoft.Playwright;

namespace Backtest.Browser.Tests;

/// <summary>A file that the page saved.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its content.</param>
internal sealed record Saved(string Name, string Text)
{
    /// <summary>Saves a file by a button.</summary>
    /// <param name="page">The page.</param>
    /// <param name="button">Name of the button.</param>
    public static async Task<Saved> ByAsync(IPage page, string button)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true })
            .ClickAsync());
        return new Saved(
            download.SuggestedFilename, await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
    }
}
