using System.Text;
using Backtest.Core.Evaluation;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Planning;

public sealed class WindowPlanTests
{
    private static readonly DateTime Start = new(2022, 1, 3);

    // Half of the values train, a horizon is held out and the last window takes one: the rest is room for origins.
    [Theory]
    [InlineData(24, 1, 2, 5, 2, 1)] // 24 - 12 - 2 - 2 = 8 = 4 horizons of 2
    [InlineData(60, 1, 6, 5, 4, 1)] // 18: four steps of 4
    [InlineData(120, 12, 12, 5, 9, 1)] // 36: four steps of 9
    [InlineData(500, 1, 12, 9, 24, 2)] // 226 = 18 horizons: 9 windows, 18 / 8 = 2 apart, and 5 fits
    [InlineData(2_000, 24, 24, 19, 48, 4)] // 952 = 39 days: 19 windows, 39 / 18 = 2 apart
    [InlineData(8_760, 24, 24, 20, 216, 4)] // 4,332 = 180 days: 20 windows, 180 / 19 = 9 apart
    [InlineData(730, 7, 7, 20, 14, 4)] // 351 = 50 weeks: 20 windows, 50 / 19 = 2 apart
    [InlineData(43_800, 24, 24, 20, 240, 4)] // 21,852 = 910 days: at most ten days apart
    public void The_windows_follow_from_length_season_and_horizon(
        int length, int season, int horizon, int windows, int step, int refitEvery)
    {
        var protocol = Protocol(length, $$"""{ "seasonLength": {{season}} }""");

        Assert.Equal((horizon, windows, step, refitEvery), (protocol.Horizon, protocol.Windows, protocol.Step, protocol.RefitEvery));
    }

    [Fact]
    public void A_year_of_hours_is_judged_over_months()
    {
        var windows = RollingOrigin.Windows(8_760, Protocol(8_760, "{}", TimeSpan.FromHours(1)));

        // From the middle of July on, 171 days before the last window, which is the day before the one held out; every weekday occurs.
        Assert.Equal(8_760 - 24, windows[^1].TestEnd);
        Assert.Equal(171 * 24, windows[^1].TestStart - windows[0].TestStart);
        Assert.All(windows, window => Assert.Equal(0, (8_760 - window.TestStart) % 24));
        Assert.Equal(7, windows.Select(window => window.TestStart / 24 % 7).Distinct().Count());
    }

    [Theory]
    [InlineData(100, 24, 1)] // One hour ahead
    [InlineData(3_000, 24, 1)]
    [InlineData(5_000, 24, 6)]
    [InlineData(2_000, 52, 13)] // 74 horizons: 19 windows 4 apart would be 52 apart, at the same weeks of every year
    [InlineData(9_000, 48, 12)]
    public void Windows_shorter_than_a_season_see_all_of_it(int length, int season, int horizon)
    {
        var protocol = Protocol(length, $$"""{ "seasonLength": {{season}}, "horizon": {{horizon}} }""");

        var starts = Enumerable.Range(0, season).Select(k => k * protocol.Step % season).Distinct().Order().ToList();
        Assert.True(protocol.Windows > 5);
        Assert.All(starts.Zip(starts.Skip(1).Append(starts[0] + season)), pair => Assert.True(pair.Second - pair.First <= horizon));
    }

    [Fact]
    public void A_step_of_whole_weeks_is_avoided_where_windows_are_days()
    {
        // 145 days of room are 7 times 19 plus a remainder: steps of a week would forecast the same weekday 20 times.
        const int Length = 2 * (24 * 147);

        Assert.Equal(7 * 24, Protocol(Length, """{ "seasonLength": 24 }""").Step);
        Assert.Equal(6 * 24, Protocol(Length, "{}", TimeSpan.FromHours(1)).Step);
    }

    [Theory]
    [InlineData("""{ "windows": 3 }""", 3, 24, 1)]
    [InlineData("""{ "step": 12 }""", 5, 12, 1)]
    [InlineData("""{ "windows": 30, "step": 100 }""", 30, 100, 1)]
    [InlineData("""{ "windows": 3, "refitEvery": 2 }""", 3, 24, 2)]
    [InlineData("""{ "refitEvery": 1 }""", 5, 240, 1)] // as many windows as fits
    [InlineData("""{ "refitEvery": 2 }""", 10, 240, 2)]
    [InlineData("""{ "refitEvery": 0 }""", 20, 216, 0)]
    public void What_the_grid_says_is_kept(string grid, int windows, int step, int refitEvery)
    {
        var protocol = Protocol(8_760, grid, TimeSpan.FromHours(1));

        Assert.Equal((windows, step, refitEvery), (protocol.Windows, protocol.Step, protocol.RefitEvery));
    }

    [Fact]
    public void Any_series_is_judged_on_its_second_half_with_few_fits() => RandomCases.Holds(
        from length in Gen.Choose(30, 20_000)
        from season in Gen.Elements(1, 4, 5, 7, 12, 24, 48, 52, 168)
        from horizon in Gen.Choose(1, 60)
        from isGiven in Gen.Elements(true, false)
        from gap in Gen.Choose(0, 3)
        from hasDates in Gen.Elements(true, false)
        select (length, season, horizon: isGiven ? Math.Min(horizon, length / 10) : (int?)null, gap, hasDates),
        input =>
        {
            var grid = $$"""{ "seasonLength": {{input.season}}, "gap": {{input.gap}}{{(input.horizon is { } given ? $", \"horizon\": "
                + $"{given}" : "")}} }""";
            var protocol = Protocol(input.length, grid, input.hasDates ? TimeSpan.FromHours(1) : null);
            var windows = RollingOrigin.Windows(input.length, protocol);

            Assert.Equal(protocol.Windows, windows.Length);
            Assert.InRange(windows.Length, 1, 20);
            Assert.Equal(input.length - protocol.TestLength, windows[^1].TestEnd);
            Assert.True(windows.Length == 1 || windows[0].TrainingEnd >= (input.length + 1) / 2);
            Assert.InRange(windows.Index().Count(window => window.Index % protocol.RefitEvery == 0), 1, 5);
            var room = input.length - ((input.length + 1) / 2) - protocol.TestLength - input.gap - protocol.Horizon;
            if (room <= 10 * protocol.Horizon)
            {
                // The rule for short series has never changed.
                Assert.Equal(Math.Clamp(room / 4, 1, protocol.Horizon), protocol.Step);
                Assert.Equal((Math.Clamp((room / protocol.Step) + 1, 1, 5), 1), (protocol.Windows, protocol.RefitEvery));
            }

            if (protocol.Windows > 5)
            {
                Assert.True(protocol.Step >= protocol.Horizon);
                Assert.Equal(0, protocol.Step % (protocol.Horizon < input.season ? protocol.Horizon : input.season));
            }
        }, 1000);

    [Fact]
    public void Fits_cost_no_more_than_those_of_five_windows()
    {
        double Seconds(string grid) => Planner.Plan(
            Hours(8_760, TimeSpan.FromHours(1)), GridReader.Read(Encoding.UTF8.GetBytes(grid))).Trials.Sum(trial => trial.EstimatedSeconds);

        Assert.InRange(Seconds("{}"), 0.5 * Seconds("""{ "windows": 5 }"""), Seconds("""{ "windows": 5 }"""));
    }

    [Fact]
    public void The_reasons_say_what_was_chosen()
    {
        var series = Hours(8_760, TimeSpan.FromHours(1));
        var reasons = ProtocolReasons.Of(series, new Grid(), Planner.Plan(series, new Grid()).Protocol);

        Assert.Equal(
            "The series is long: they are spread over 4128 of its 8760 values, and the first one still has half of them to train on.",
            reasons["windows"]);
        Assert.Equal("More than the horizon: windows are spread over the second half of the series, whole seasons apart.", reasons["step"]);
        Assert.Equal("20 windows take 5 fits then; with each in between, the last fit continues from the new values.", reasons["refitEvery"]);
        Assert.Equal("No value is 0, so nothing suggests a bound at 0.", reasons["nonNegative"]);

        var grid = new Grid { Windows = 20, Step = 48, RefitEvery = 3, Metric = RankingMetric.Mae, NonNegative = true };
        Assert.All(
            ProtocolReasons.Of(series, grid, Planner.Plan(series, grid).Protocol)
                .Where(reason => reason.Key is not ("horizon" or "seasonLength" or "testLength")),
            reason => Assert.Equal("As the grid asks.", reason.Value));
    }

    private static BacktestProtocol Protocol(int length, string grid, TimeSpan? step = null) =>
        Planner.Plan(
            Hours(length, step), GridReader.Read(Encoding.UTF8.GetBytes(grid)) with { Blocks = [new GridBlock("theta", [])] }).Protocol;

    private static TimeSeries Hours(int length, TimeSpan? step)
    {
        var values = Enumerable.Range(0, length).Select(t => 100.0 + t).ToArray();
        return step is { } every
            ? new TimeSeries("x", values, [.. Enumerable.Range(0, length).Select(t => Start + (t * every))], new TimeSpacing(0, every))
            : new TimeSeries("x", values);
    }
}
