using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>What the page and the report show of series that are not months: hours with two seasons, sparse counts, a calendar.</summary>
public sealed partial class SeriesKindTests(Browsing browsing)
{
    [Fact]
    public async Task Hours_with_a_day_and_a_week_name_both_seasons()
    {
        // 32 days; the weekends are quiet.
        var csv = "time,y\n" + string.Concat(Enumerable.Range(0, 768).Select(t =>
        {
            var time = new DateTime(2024, 1, 1).AddHours(t);
            var level = time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 60 : 100;
            return FormattableString.Invariant($"{time:yyyy-MM-dd HH:mm},{level + (20 * Math.Sin(Math.PI * time.Hour / 12)) + (t * 7919 % 11):0.0}\n");
        }));
        await browsing.UploadAsync("two-seasons", csv, """{ "horizon": 48, "windows": 2, "mstl": { "model": "ets" } }""");

        await browsing.VisitAsync("series/two-seasons", async page =>
        {
            await Expect(page.GetByText("768 values, 2024-01-01 00:00 to 2024-02-01 23:00, season 24, 168")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Verdict" })).ToContainTextAsync("MSTL [24, 168]");
            await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Forecast of every step" }).Locator("tbody tr")).ToHaveCountAsync(48);
            await page.GetByText("Trend, seasons and remainder").ClickAsync();
            foreach (var part in new[] { "Trend: what", "Season of 24: what repeats every 24 values", "Season of 168: what", "Remainder: what" })
            {
                await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new($"^{part}") })).ToBeVisibleAsync();
            }
        });
        await ReportAsync("two-seasons", async report =>
        {
            Assert.Contains("season 24, 168", await report.InnerTextAsync("body"));
            await report.GetByText("How it was tested").ClickAsync();
            await Expect(report.GetByText("24 per day and 168 per week")).ToBeVisibleAsync();
            await Expect(report.GetByRole(AriaRole.Img, new() { Name = "The series' season of 24" })).ToBeVisibleAsync();
            await Expect(report.GetByRole(AriaRole.Img, new() { Name = "The series' season of 168" })).ToBeVisibleAsync();
        });
    }

    [Fact]
    public async Task Counts_that_are_mostly_0_are_forecast_by_their_rate_and_never_below_0()
    {
        // A sale on about every third day.
        var csv = "day,y\n" + string.Concat(Enumerable.Range(0, 150)
            .Select(t => $"{new DateTime(2024, 1, 1).AddDays(t):yyyy-MM-dd},{(t * 7919 % 31 % 3 == 0 ? 1 + (t % 4) : 0)}\n"));
        await browsing.UploadAsync("spare-part", csv, """{ "horizon": 14, "windows": 4, "intermittent": "auto" }""");

        await browsing.VisitAsync("series/spare-part", async page =>
        {
            var forecast = page.GetByRole(AriaRole.Group, new() { Name = "Forecast of every step" });
            await Expect(forecast.Locator("tbody tr")).ToHaveCountAsync(14);
            AssertNotBelow0(await forecast.InnerTextAsync());
            var verdict = page.GetByRole(AriaRole.Region, new() { Name = "Verdict" });
            await Expect(verdict).ToContainTextAsync("RMSSE");
            await Expect(verdict).Not.ToContainTextAsync("MASE");
            await Expect(verdict).ToContainTextAsync("On the last 14 days its root mean squared error was");
            await Expect(verdict.Locator("th[scope=col]").Nth(1)).ToHaveTextAsync("Root mean squared error");
        });
        await ReportAsync("spare-part", async report =>
        {
            AssertNotBelow0(await report.Locator("h2:text-is('Forecast') + *").InnerTextAsync());
            await Expect(report.Locator("h2:text-is('Leaderboard') + * th"))
                .ToHaveTextAsync(["rank", "model", "RMSSE", "p", "RMSE", "sMAPE %", "hold-out RMSSE"]);
            await report.GetByText("How it was tested").ClickAsync();
            await Expect(report.GetByText("absolute errors would reward forecasts of 0")).ToBeVisibleAsync();
        });
    }

    [Fact]
    public Task A_calendar_is_chosen_in_the_form_and_its_covariates_are_in_the_plan() => browsing.VisitAsync("new", async page =>
    {
        var csv = "day,y\n" + string.Concat(Enumerable.Range(0, 120)
            .Select(t => $"{new DateTime(2024, 1, 1).AddDays(t):yyyy-MM-dd},{100 + (t * 7919 % 31)}\n"));
        await page.GetByLabel("Drop a file here").SetInputFilesAsync(
            new FilePayload { Name = "shop.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) });
        var plan = page.GetByRole(AriaRole.Region, new() { Name = "Plan" });
        await Expect(plan).ToContainTextAsync("trials");
        await Expect(page.GetByLabel("Metric", new() { Exact = true }).Locator("option:checked")).ToContainTextAsync("mase");

        await page.GetByLabel("Holidays of").SelectOptionAsync("Germany (DE)");
        await Expect(page.GetByText("The dates give 3 covariates, known ahead: holidays of DE.")).ToBeVisibleAsync();
        var part = page.GetByLabel("Part of the country");
        await part.FillAsync("Bayern");
        await page.Keyboard.PressAsync("Tab");
        await Expect(part).ToHaveAccessibleDescriptionAsync(new Regex("knows no part 'Bayern' of DE.*BW, BY"));
        await part.FillAsync("BY");
        await page.GetByLabel("Fourier terms").FillAsync("7: 3");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByText("known ahead: holidays of DE-BY, 3 Fourier terms of 7.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "JSON", Exact = true }).ClickAsync();
        await Expect(page.GetByLabel("The grid as JSON"))
            .ToHaveValueAsync(new Regex("""\"calendar\": \{ \"country\": \"DE\", \"subdivision\": \"BY\", \"fourier\": \{ \"7\": 3 \} \}"""));
    });

    private async Task ReportAsync(string series, Func<IPage, Task> look)
    {
        var run = await browsing.PublishedAsync(series);
        await browsing.VisitAsync("", async page =>
        {
            await page.GotoAsync(new Uri(browsing.Platform.Address, $"api/series/{series}/backtests/{run}/report").ToString());
            Assert.Equal("", string.Join("; ", await Drawing.CutOffInReportAsync(page)));
            await look(page);
        });
    }

    // A number with a minus sign, and not a date.
    private static void AssertNotBelow0(string table)
    {
        Assert.Matches("[0-9]", table);
        Assert.DoesNotMatch(NegativePattern(), table);
    }

    [GeneratedRegex("(?<![0-9])[-−][0-9]")]
    private static partial Regex NegativePattern();
}
