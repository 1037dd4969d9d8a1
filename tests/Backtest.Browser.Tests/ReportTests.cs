using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>The report as a browser prints it.</summary>
public sealed partial class ReportTests(Browsing browsing)
{
    [Fact]
    public async Task What_stands_before_the_details_is_two_pages_in_print_with_the_hold_out_drawn()
    {
        var run = await browsing.PublishedAsync(Browsing.Series);
        var report = new Uri(browsing.Platform.Address, $"api/series/{Browsing.Series}/backtests/{run}/report");
        await browsing.VisitAsync("", async page =>
        {
            await page.GotoAsync(report.ToString());

            // The hold-out comes first, with the fan of its forecast.
            var heldOut = page.Locator("figure").First;
            await Expect(heldOut.Locator("figcaption")).ToContainTextAsync("The held-out values (grey), and their forecast by");
            await Expect(heldOut.Locator(".fan80")).ToBeVisibleAsync();
            await Expect(heldOut.Locator(".fan95")).ToBeVisibleAsync();
            var whole = Pages(await page.PdfAsync(new() { Format = "A4" }));
            await page.EvaluateAsync(
                """
                () => {
                  const first = document.querySelector('.details');
                  while (first.nextSibling) first.nextSibling.remove();
                  first.remove();
                }
                """);

            Assert.InRange(Pages(await page.PdfAsync(new() { Format = "A4" })), 1, 2);
            Assert.True(whole > 2, $"The report has {whole} pages.");
        });
    }

    private static int Pages(byte[] pdf) => PagePattern().Count(System.Text.Encoding.Latin1.GetString(pdf));

    [GeneratedRegex(@"/Type /Page\b")]
    private static partial Regex PagePattern();
}
