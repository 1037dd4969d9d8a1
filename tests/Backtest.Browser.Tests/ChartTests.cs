using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>What the charts of a result show, and that it can be read.</summary>
public sealed class ChartTests(Browsing browsing)
{
    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task No_label_of_an_axis_is_cut_off_or_covers_another(int width)
    {
        await ThreeYears.StoreAsync(browsing);
        foreach (var (name, column, time) in new[] { (ThreeYears.Name, "load in MW", "2023"), (Browsing.Series, "passengers", "1959") })
        {
            await browsing.VisitAsync(
                $"series/{name}",
                async page =>
                {
                    await Drawing.RecordAsync(page);
                    foreach (var (view, last) in new[] { ("", $"{name}: actual values"), ("/model", "Errors of") })
                    {
                        await page.EvaluateAsync("place => { location.hash = place }", $"#/series/{name}{view}");
                        await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new($"^{last}") })).ToBeVisibleAsync();
                        await Drawing.WaitAsync(page);
                        var texts = await Drawing.TextsAsync(page.GetByRole(AriaRole.Img, new() { NameRegex = new($"^{name}: actual values") }));
                        Assert.Contains(column, texts);
                        Assert.Contains(texts, text => text.Contains(time, StringComparison.Ordinal));
                        Assert.Equal((name + view, ""), (name + view, string.Join("; ", await Drawing.CutOffAsync(page))));
                    }
                },
                width);
        }
    }

    [Fact]
    public async Task A_long_series_opens_on_its_last_window_and_forecast_and_leads_to_the_other_windows()
    {
        await ThreeYears.StoreAsync(browsing);
        await browsing.VisitAsync($"series/{ThreeYears.Name}", async page =>
        {
            // Windows of the default lie apart, so that all of them with the forecast would be too narrow to read.
            var chart = page.GetByRole(AriaRole.Img, new() { NameRegex = new($"^{ThreeYears.Name}: actual values") });
            var figure = page.Locator("figure", new() { Has = chart });
            await Expect(figure.GetByRole(AriaRole.Button, new() { Name = "Window 20 of 20" })).ToHaveAttributeAsync("aria-pressed", "true");
            await Expect(figure.GetByRole(AriaRole.Button, new() { Name = "Later window" })).ToBeDisabledAsync();

            // Eight weeks, of which the last one is the forecast, which arrives after the values.
            await Expect(figure.GetByLabel("Legend")).ToContainTextAsync("forecast with 80 and 95 % intervals");
            await Reading.StartAsync(page, chart, "ArrowRight");
            await Expect(figure.Locator(".reading")).ToContainTextAsync("2023-11-12");
            for (var press = 0; press < 6; press++)
            {
                await chart.PressAsync("PageDown");
            }

            await Expect(figure.Locator(".reading")).ToContainTextAsync("2024-01-07");
            await Expect(figure.Locator(".reading")).ToContainTextAsync("95 %");

            await figure.GetByRole(AriaRole.Button, new() { Name = "Earlier window" }).ClickAsync();
            await Expect(figure.GetByRole(AriaRole.Button, new() { Name = "Window 19 of 20" })).ToHaveAttributeAsync("aria-pressed", "true");
        });
    }

    [Fact]
    public async Task Windows_that_overlap_are_dashed_in_turn_and_begin_with_a_dot()
    {
        const string name = "overlap";
        await browsing.UploadAsync(
            name, await Browsing.SampleAsync("air-passengers.csv"), """{ "horizon": 12, "windows": 3, "step": 6, "baselines": ["naive"], "theta": {} }""");
        await browsing.VisitAsync($"series/{name}", async page =>
        {
            await Drawing.RecordAsync(page);
            var chart = page.GetByRole(AriaRole.Img, new() { NameRegex = new($"^{name}: actual values") });
            await Expect(page.Locator("figure", new() { Has = chart }).GetByLabel("Legend")).ToContainTextAsync("forecast in the windows");
            await Drawing.WaitAsync(page);

            var (areDashed, dots) = await Drawing.LinesAsync(chart, "first");
            Assert.Equal([false, true, false], areDashed);
            Assert.Equal(3, dots);
        });
    }

    // As when its forecast arrives after its values.
    [Fact]
    public Task What_the_keys_read_stays_when_a_chart_is_drawn_anew() => browsing.VisitAsync($"series/{Browsing.Series}", async page =>
    {
        var chart = page.GetByRole(AriaRole.Img, new() { NameRegex = new($"^{Browsing.Series}: actual values") });
        var reading = page.Locator("figure", new() { Has = chart }).Locator(".reading");
        await Reading.StartAsync(page, chart, "ArrowRight");
        await Expect(reading).ToContainTextAsync("Jan 1949");

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(reading).ToContainTextAsync("Jan 1949");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(reading).ToContainTextAsync("Feb 1949");
    });

    [Fact]
    public Task The_errors_of_a_model_are_shown_over_time_by_size_and_by_step() =>
        browsing.VisitAsync($"series/{Browsing.Series}/model", async page =>
    {
        // The ensemble has no score in the first of the four windows.
        var errors = page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Errors of 36 forecasts in the windows, oldest first") });
        await Reading.StartAsync(page, errors, "ArrowRight");
        await Expect(page.Locator("figure", new() { Has = errors }).Locator(".reading")).ToContainTextAsync("Jan 1957");

        var histogram = page.GetByRole(AriaRole.Img, new() { Name = "Histogram of 36 forecast errors." });
        await Expect(histogram).ToBeVisibleAsync();
        var counts = await page.Locator("figure", new() { Has = histogram }).Locator(".bar-labels").First.Locator("span").AllInnerTextsAsync();
        Assert.Equal(36, counts.Where(count => count != "").Sum(int.Parse));

        var steps = page.GetByRole(AriaRole.Img, new() { NameRegex = new("^MASE by step ahead") });
        await Reading.StartAsync(page, steps, "ArrowLeft");
        await Expect(page.Locator("figure", new() { Has = steps }).Locator(".reading")).ToContainTextAsync("Step 12");
        await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Autocorrelations of the residuals at lags 1 to") })).ToBeVisibleAsync();
    });
}
