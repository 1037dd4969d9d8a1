using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>
/// The reference of the HTTP interface. Loading from other hosts, or violating its policy, would be an error of the page.
/// </summary>
public sealed class DocsTests(Browsing browsing)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Uri At(Uri host) => new(host, "api/docs");

    [Fact]
    public async Task It_shows_every_operation_of_the_contract_with_its_parameters_and_examples()
    {
        var paths = (await browsing.Platform.GetAsync("api/openapi.json", Stop)).GetProperty("paths").EnumerateObject().ToList();
        await browsing.VisitAsync(
            At(browsing.Platform.Address),
            "",
            async page =>
            {
                await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Backtest" })).ToBeVisibleAsync();
                await Expect(page.Locator(".opblock")).ToHaveCountAsync(paths.Sum(path => path.Value.EnumerateObject().Count()));
                foreach (var path in paths)
                {
                    await Expect(page.Locator($".opblock-summary-path[data-path='{path.Name}']").First).ToBeVisibleAsync();
                }

                await page.Locator("#operations-Results-GetForecast button.opblock-summary-control").ClickAsync();
                await Expect(page.GetByText("Coverages of the intervals in percent, separated by commas.")).ToBeVisibleAsync();
                await page.Locator("#operations-Series-PutSeries button.opblock-summary-control").ClickAsync();
                await Expect(page.GetByText("multipart/form-data").First).ToBeAttachedAsync();
                await Expect(page.GetByText("2022-03-01,132").First).ToBeVisibleAsync();
            });
    }

    [Fact]
    public Task An_operation_is_tried_with_parameters() => browsing.VisitAsync(
        At(browsing.Platform.Address),
        "",
        async page =>
        {
            var operation = await TryOutAsync(page, "Results-GetForecast");
            await operation.GetByPlaceholder("name").FillAsync(Browsing.Series);
            await operation.GetByPlaceholder("horizon").FillAsync("2");
            await ExecuteAsync(operation);

            var answer = operation.Locator(".live-responses-table .response");
            await Expect(answer.Locator(".response-col_status")).ToContainTextAsync("200");
            var body =
                JsonDocument.Parse(await answer.Locator(".highlight-code code, .highlight-code pre").First.InnerTextAsync()).RootElement;
            Assert.Equal((Browsing.Series, 2), (body.GetProperty("name").GetString(), body.GetProperty("forecast").GetArrayLength()));
        });

    [Fact]
    public Task The_example_of_an_upload_can_be_sent_as_it_stands() => browsing.VisitAsync(
        At(browsing.Platform.Address),
        "",
        async page =>
        {
            var operation = await TryOutAsync(page, "Series-Inspect");
            await ExecuteAsync(operation);

            var answer = operation.Locator(".live-responses-table .response");
            await Expect(answer.Locator(".response-col_status")).ToContainTextAsync("200");
            await Expect(answer).ToContainTextAsync("\"seriesCount\": 1");
        });

    [Fact]
    public Task Where_the_host_wants_a_key_it_is_given_by_the_Authorize_button()
    {
        return Browsing.WithKeyAsync("the key of the host", host => browsing.VisitAsync(At(host), "", TryAsync, expectedStatuses: 401));

        static async Task TryAsync(IPage page)
        {
            var operation = await TryOutAsync(page, "Series-ListSeries");
            var status = operation.Locator(".live-responses-table .response-col_status").Last;
            await ExecuteAsync(operation);
            await Expect(status).ToContainTextAsync("401");

            await page.Locator(".auth-wrapper .authorize").First.ClickAsync();
            var dialog = page.Locator(".dialog-ux");
            await dialog.Locator("input").FillAsync("the key of the host");
            await dialog.Locator("button.authorize").ClickAsync();
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).First.ClickAsync();
            await ExecuteAsync(operation);
            await Expect(status).ToContainTextAsync("200");
        }
    }

    [Fact]
    public Task The_page_leads_to_it() => browsing.VisitAsync("", async page =>
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "HTTP reference" }).ClickAsync();
        await Expect(page.Locator(".opblock").First).ToBeVisibleAsync();
    });

    [Fact]
    public Task It_fits_a_phone_and_has_the_colours_of_the_page() => browsing.VisitAsync(
        At(browsing.Platform.Address),
        "",
        async page =>
        {
            await page.Locator("#operations-Results-GetForecast button.opblock-summary-control").ClickAsync();
            await Expect(page.GetByText("Coverages of the intervals in percent, separated by commas.")).ToBeVisibleAsync();

            Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
            await Expect(page.Locator("html")).ToHaveCSSAsync("color-scheme", "dark");
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            await Expect(page.Locator("html")).Not.ToHaveCSSAsync("color-scheme", "dark");
        },
        width: 390,
        theme: ColorScheme.Dark);

    // Opens the form of an operation.
    private static async Task<ILocator> TryOutAsync(IPage page, string id)
    {
        var operation = page.Locator($"#operations-{id}");
        await operation.Locator("button.opblock-summary-control").ClickAsync();
        await operation.GetByRole(AriaRole.Button, new() { Name = "Try it out" }).ClickAsync();
        return operation;
    }

    private static Task ExecuteAsync(ILocator operation) => operation.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();
}
