using System.Globalization;
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

    [Theory]
    [InlineData("enormous", 1.5e13, @"^16,\d{3},\d{3},\d{3},\d{3}$")]
    [InlineData("minute", 3e-7, @"^3\.\d{1,3}e-7$")]
    public async Task Ticks_and_forecasts_of_any_magnitude_have_digits_that_tell_them_apart(string name, double level, string pattern)
    {
        var csv = "quarter,GDP\n" + string.Concat(Enumerable.Range(0, 80).Select(t => string.Create(
            CultureInfo.InvariantCulture,
            $"{2000 + (t / 4)}-{1 + (3 * (t % 4)):00}-01,{level + (level * t / 1e3) + (level * (t * 37 % 11) / 1e5):g12}\n")));
        await browsing.UploadAsync(name, csv, """{ "horizon": 4, "windows": 3, "baselines": ["naive", "drift"], "theta": {} }""");
        await browsing.VisitAsync($"series/{name}", async page =>
        {
            await Drawing.RecordAsync(page);
            var rows = page.GetByRole(AriaRole.Group, new() { Name = "Forecast of every step" }).GetByRole(AriaRole.Row);
            await Expect(rows).ToHaveCountAsync(5);
            foreach (var chart in new[] { $"{name}: the last 4 values", $"{name}: actual values" })
            {
                var texts = await Drawing.TextsAsync(page.GetByRole(AriaRole.Img, new() { NameRegex = new($"^{chart}") }));
                var ticks = texts.Where(text => text.Contains('e', StringComparison.Ordinal)).ToList();
                Assert.InRange(ticks.Count, 3, 12);
                Assert.Equal(ticks.Distinct(), ticks);
            }

            var forecasts = await rows.Locator("td b").AllInnerTextsAsync();
            Assert.All(forecasts, text => Assert.Matches(pattern, text));
            Assert.Equal(forecasts.Distinct(), forecasts);
        });
    }

    [Fact]
    public async Task A_hold_out_of_one_value_has_a_fan_and_an_axis_of_whole_days()
    {
        const string name = "one-day-ahead";
        await browsing.UploadAsync(
            name, ThreeYears.Csv, """{ "seasonLength": 7, "horizon": 1, "windows": 4, "winner": "best", "theta": {} }""");
        await browsing.VisitAsync($"series/{name}", async page =>
        {
            await Drawing.RecordAsync(page);
            var chart = page.GetByRole(AriaRole.Img, new() { NameRegex = new($"^{name}: the last value, which was held out") });
            await Expect(chart).ToBeVisibleAsync();
            var texts = await Drawing.TextsAsync(chart);
            Assert.Contains(texts, text => text.Contains("Dec", StringComparison.Ordinal));
            Assert.DoesNotContain(texts, text => text.Contains(":00", StringComparison.Ordinal));

            // Pixels that are clearly more red than blue: a ring alone has some dozens.
            Assert.InRange(
                await chart.EvaluateAsync<int>(
                    """
                    element => {
                      const canvas = element.querySelector('canvas');
                      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                      let count = 0;
                      for (let k = 0; k < data.length; k += 4) count += data[k + 3] > 0 && data[k] > data[k + 2] + 25 ? 1 : 0;
                      return count;
                    }
                    """),
                1000,
                int.MaxValue);
        });
    }

    [Fact]
    public async Task Errors_that_are_all_0_are_counted_at_0()
    {
        const string name = "always-the-same";
        var csv = "month,y\n" + string.Concat(Enumerable.Range(0, 60).Select(t => $"{2005 + (t / 12)}-{1 + (t % 12):00}-01,42\n"));
        await browsing.UploadAsync(name, csv, """{ "horizon": 6, "windows": 3, "baselines": ["naive"] }""");
        await browsing.VisitAsync($"series/{name}/model", async page =>
        {
            var histogram = page.Locator(
                "figure", new() { Has = page.GetByRole(AriaRole.Img, new() { Name = "Histogram of 18 forecast errors." }) });
            await Expect(histogram.Locator(".bar-labels").First).ToHaveTextAsync("18");
            await Expect(histogram.Locator(".bar-labels").Last).ToHaveTextAsync("0");
        });
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

        // What each chart shows: errors of the forecasts in the windows, or residuals of the final fit.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Errors in the windows, over time" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Errors in the windows, by size" })).ToBeVisibleAsync();
        await Expect(page.GetByText("fitted to all values: these are not the errors in the windows")).ToBeVisibleAsync();
    });
}
