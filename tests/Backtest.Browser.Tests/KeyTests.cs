using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>A host that requires a key.</summary>
public sealed class KeyTests(Browsing browsing)
{
    [Fact]
    public Task The_page_asks_for_the_key_and_sends_it_until_the_tab_is_closed() =>
        Browsing.WithKeyAsync("the key of the host", VisitAsync);

    private Task VisitAsync(Uri host) =>
        browsing.VisitAsync(
            host,
            "",
            async page =>
            {
                var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "This service needs a key" });
                await dialog.GetByLabel("Key").FillAsync("another key");
                await page.Keyboard.PressAsync("Enter");
                await Expect(dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("That key is not valid.");
                await dialog.GetByLabel("Key").FillAsync("the key of the host");
                await page.Keyboard.PressAsync("Enter");
                await Expect(dialog).ToBeHiddenAsync();

                await page.GetByLabel("Drop a file here").SetInputFilesAsync(new FilePayload
                {
                    Name = "locked.csv",
                    MimeType = "text/csv",
                    Buffer = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 60).Select(t => t % 7))),
                });
                await page.GetByRole(AriaRole.Button, new() { Name = "JSON" }).ClickAsync();
                await page.GetByLabel("The grid as JSON").FillAsync("""{ "theta": {} }""");
                await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Plan" })).ToContainTextAsync("Theta 1");
                await page.GetByRole(AriaRole.Button, new() { Name = "Start the backtest" }).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Verdict" })).ToBeVisibleAsync();

                // A reload and a download keep it.
                await page.ReloadAsync();
                await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Forecast (CSV)" }).ClickAsync());
                await Expect(dialog).ToBeHiddenAsync();

                await page.GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Delete \"locked\"" }).ClickAsync();
                var sure = page.GetByRole(AriaRole.Dialog, new() { Name = "Delete \"locked\"" });
                await sure.GetByLabel("Also delete what is published").CheckAsync();
                await sure.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
                await Expect(page.GetByLabel("Drop a file here")).ToBeAttachedAsync();
                await Expect(page.GetByText("Loading")).ToHaveCountAsync(0);
                await Expect(page.GetByRole(AriaRole.Link, new() { Name = "locked" })).ToHaveCountAsync(0);
            },
            expectedStatuses: 401);
}
