using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>The page of a finished run.</summary>
public sealed class ResultTests(Browsing browsing)
{
    [Fact]
    public Task The_leaderboard_is_sorted_filtered_and_shared_by_its_address() =>
        browsing.VisitAsync($"series/{Browsing.Series}/leaderboard", async page =>
    {
        var board = page.GetByRole(AriaRole.Group, new() { Name = "Leaderboard" });
        var rows = board.Locator("tbody:not(.pinned) tr");
        await page.GetByLabel("Metric", new() { Exact = true }).SelectOptionAsync("rmse");
        await Expect(board.GetByRole(AriaRole.Columnheader, new() { Name = "RMSE", Exact = true }))
            .ToHaveAttributeAsync("aria-sort", "ascending");
        var errors = (await rows.Locator("td:nth-child(3)").AllInnerTextsAsync()).Select(double.Parse).ToList();
        Assert.Equal(errors.Order(), errors);

        await board.GetByRole(AriaRole.Button, new() { Name = "RMSE", Exact = false }).First.ClickAsync();
        await Expect(board.GetByRole(AriaRole.Columnheader, new() { Name = "RMSE", Exact = false }).First)
            .ToHaveAttributeAsync("aria-sort", "descending");
        await page.GetByLabel("LSTM", new() { Exact = true }).UncheckAsync();
        await page.GetByLabel("Find a model").FillAsync("of log");

        // The published model and the naive forecasts stay on top whatever the filter.
        await Expect(board.Locator(".pinned")).ToContainTextAsync("Seasonal naive [12]");
        await Expect(board.Locator(".pinned")).ToContainTextAsync("published");
        await Expect(rows.Filter(new() { HasNotText = "of log" })).ToHaveCountAsync(0);
        var shown = await rows.AllInnerTextsAsync();
        Assert.NotEmpty(shown);

        await page.ReloadAsync();
        await Expect(rows).ToHaveCountAsync(shown.Count);
        Assert.Equal(shown, await rows.AllInnerTextsAsync());
    });

    [Fact]
    public Task The_values_held_out_are_drawn_with_their_forecast_and_its_intervals_wherever_they_are_known() =>
        browsing.VisitAsync($"series/{Browsing.Series}", async page =>
    {
        var chart = page.GetByRole(AriaRole.Img, new() { NameRegex = new("the last 12 values, which were held out, and their forecast by .+ and by Seasonal naive \\[12\\]") });
        await Reading.StartAsync(page, chart, "ArrowRight");

        // The chart opens on the values held out; its last value is read from the right.
        var reading = page.Locator("figure", new() { Has = chart }).Locator(".reading");
        await chart.PressAsync("PageDown");
        await chart.PressAsync("PageDown");
        await chart.PressAsync("PageDown");
        await chart.PressAsync("PageDown");
        await Expect(reading).ToContainTextAsync("Dec 1960");
        await Expect(reading).ToContainTextAsync("80 %");
        await Expect(reading).ToContainTextAsync("95 %");
        await Expect(reading).ToContainTextAsync("Seasonal naive [12]");

        // The seasonal naive forecast of December 1960 is December 1959.
        await Expect(reading).ToContainTextAsync("405");
        await Expect(reading).ToContainTextAsync("432");

        // Here the last value is read first.
        foreach (var (view, name) in new[] { ("Model", "the last 12 values, which were held out"), ("Compare", "the held-out values and their forecast by .+ and by Seasonal naive") })
        {
            await page.GetByRole(AriaRole.Link, new() { Name = view, Exact = true }).ClickAsync();
            chart = page.GetByRole(AriaRole.Img, new() { NameRegex = new(name) });
            reading = page.Locator("figure", new() { Has = chart }).Locator(".reading");
            await Reading.StartAsync(page, chart, "ArrowLeft");
            await Expect(reading).ToContainTextAsync("432");
            await Expect(reading).ToContainTextAsync("80 %");
            await Expect(reading).ToContainTextAsync("95 %");
        }
    });

    [Fact]
    public Task A_model_that_was_not_published_says_why_it_lost() =>
        browsing.VisitAsync($"series/{Browsing.Series}/model", async page =>
    {
        await page.GetByLabel("Model", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Label = await OptionAsync(page, "Model", "Naive") });

        // The ensemble has no score in the first of the four windows.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Why Naive lost" })).ToBeVisibleAsync();
        await Expect(page.Locator(".sentences")).ToContainTextAsync("in 0 of 3 windows, and further off in 3.");
        await Expect(page.Locator(".sentences")).ToContainTextAsync("It lost most in the window from");
        await Expect(page.Locator(".sentences")).ToContainTextAsync("Mean absolute error on the hold-out: 76");
    });

    [Fact]
    public async Task A_series_is_taken_apart_when_someone_asks_for_it()
    {
        await browsing.VisitAsync($"series/{Browsing.Series}", async page =>
        {
            await page.GetByText("Trend, season and remainder").ClickAsync();

            foreach (var part in new[] { "Trend: what changes slowly.", "Season of 12: what repeats every 12 values.", "Remainder: what is left" })
            {
                await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new($"^{part}") })).ToBeVisibleAsync();
            }
        });
    }

    [Fact]
    public Task Two_models_are_compared_window_by_window() => browsing.VisitAsync($"series/{Browsing.Series}/compare", async page =>
    {
        await page.GetByLabel("B", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Label = await OptionAsync(page, "B", "Naive") });

        // The naive forecast of a series with a season is far off; the published ensemble is closer in every window that it has a score in.
        await Expect(page.GetByText("A is closer in 3 of 3 windows")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Swap" }).ClickAsync();
        await Expect(page.GetByText("A is closer in 0 of 3 windows")).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"\?a=baseline-\w+&b="));
    });

    [Fact]
    public Task A_heat_map_shows_two_settings_and_leads_to_the_best_model_of_a_cell() =>
        browsing.VisitAsync($"series/{Browsing.Series}/search?family=lstm", async page =>
    {
        var map = page.GetByRole(AriaRole.Group, new() { Name = "Heat map" });
        await Expect(map.Locator("td a")).ToHaveCountAsync(4);
        await Expect(map.Locator(".best")).ToHaveCountAsync(1);

        // The trials of exponential smoothing differ in their form alone, from which their season follows.
        Assert.DoesNotContain("ETS", await page.GetByLabel("Model family").Locator("option").AllInnerTextsAsync());
        await page.GetByLabel("Model family").SelectOptionAsync("arima");
        await Expect(map.Locator("caption")).ToContainTextAsync("by q across and p down");
        await Expect(map.Locator("td a")).ToHaveCountAsync(4);
        var best = await map.Locator(".best a").InnerTextAsync();

        await map.Locator(".best a").ClickAsync();

        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "MASE " })).ToContainTextAsync(best);
    });

    [Fact]
    public Task An_ensemble_has_its_members_with_their_weights_and_leads_to_them() =>
        browsing.VisitAsync($"series/{Browsing.Series}/model", async page =>
    {
        // The mean of the best LSTM, ARIMA and exponential smoothing.
        var members = page.Locator("section", new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = "Members" }) });
        await Expect(members.Locator("tbody td")).ToHaveTextAsync(["33.3 %", "33.3 %", "33.3 %"]);
        var label = await members.Locator("tbody a").First.InnerTextAsync();
        await members.Locator("tbody a").First.ClickAsync();

        await Expect(page.GetByLabel("Model", new() { Exact = true }).Locator("option:checked")).ToContainTextAsync(label);
    });

    [Fact]
    public Task An_LSTM_has_its_losses_and_the_published_model_its_residuals() =>
        browsing.VisitAsync($"series/{Browsing.Series}/model", async page =>
    {
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Autocorrelation of the residuals" })).ToBeVisibleAsync();
        await page.GetByLabel("Model", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Label = await OptionAsync(page, "Model", "LSTM") });

        await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("Loss of \\d+ epochs in training and validation") }))
            .ToBeVisibleAsync();
        await Expect(page.GetByText("The weights of epoch")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Histogram of 48 forecast errors." })).ToBeVisibleAsync();
    });

    [Fact]
    public Task Everything_can_be_done_by_keyboard() => browsing.VisitAsync("", async page =>
    {
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new("^air-passengers ") })).ToBeVisibleAsync();
        await TabToAsync(page, $".series-list a[href$='/{Browsing.Series}']", 12);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Verdict" })).ToBeVisibleAsync();

        // The first of the 144 values of the series, read from its chart.
        var chart = page.GetByRole(AriaRole.Img, new() { NameRegex = new("^air-passengers: actual values") });
        await Reading.StartAsync(page, chart, "ArrowRight");
        var reading = page.Locator("figure", new() { Has = chart }).Locator(".reading");

        await Expect(reading).ToContainTextAsync("Jan 1949");
        await Expect(reading).ToContainTextAsync("112");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(reading).ToContainTextAsync("118");

        await page.EvaluateAsync("document.querySelector('h1').focus()");
        await TabToAsync(page, ".tabs a[href$=leaderboard]", 4);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Leaderboard" })).ToBeVisibleAsync();
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        await TabToAsync(page, "thead th:nth-child(2) button", 24);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Model", Exact = true }))
            .ToHaveAttributeAsync("aria-sort", "ascending");
    });

    [Fact]
    public Task The_colours_follow_the_system_and_the_switch() => browsing.VisitAsync(
        "",
        async page =>
        {
            await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Colours: as the system") }).ClickAsync();
            await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
            await page.ReloadAsync();
            await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        },
        theme: ColorScheme.Dark);

    private static async Task<string> OptionAsync(IPage page, string label, string model)
    {
        // A rank, and a label that begins with the model.
        var options = page.GetByLabel(label, new() { Exact = true }).Locator("option");
        return (await options.Filter(new() { HasTextRegex = new Regex($@"^\S+ {model}( |\(|$)") }).First.TextContentAsync())!;
    }

    // Presses Tab until something has the focus.
    private static async Task TabToAsync(IPage page, string selector, int most)
    {
        for (var presses = 0; presses < most; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }
        }

        Assert.Fail($"Tab does not reach {selector}.");
    }
}
