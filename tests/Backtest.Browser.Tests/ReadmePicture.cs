using Backtest.Engineering;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>
/// The picture at the top of README, written only if <c>BACKTEST_PICTURE</c> is set, so that tests leave the tree unchanged.
/// </summary>
public sealed class ReadmePicture(Browsing browsing)
{
    private const int MaxBytes = 250_000;

    [Fact]
    public Task The_result_makes_a_picture_of_moderate_size() => browsing.VisitAsync($"series/{Browsing.Series}", async page =>
    {
        await page.SetViewportSizeAsync(1280, 990);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Forecast", Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Forecast of every step" })).ToBeVisibleAsync();

        var picture = await page.ScreenshotAsync();

        Assert.InRange(picture.Length, 10_000, MaxBytes);
        if (Environment.GetEnvironmentVariable("BACKTEST_PICTURE") is { Length: > 0 })
        {
            await File.WriteAllBytesAsync(Repository.PathOf("docs", "page.png"), picture, TestContext.Current.CancellationToken);
        }
    });
}
