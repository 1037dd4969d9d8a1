using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Evaluation.Verdicts;
using Backtest.Core.Models;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Series;

namespace Backtest.Core.Tests.Evaluation.Verdicts;

public sealed class VerdictTests
{
    private static readonly ModelSpec Model = new EtsSpec();
    private static readonly BaselineSpec Naive = new(BaselineMethod.Naive);
    private static readonly BaselineSpec Seasonal = new(BaselineMethod.SeasonalNaive, 12);

    [Fact]
    public void A_forecast_that_nothing_speaks_against_is_trusted()
    {
        // Errors of 10 to both sides, one of twelve outside the 80 % intervals of 15 to each side.
        var verdict = Of(Monthly(120), [10, -10, 10, -10, 10, -10, 10, -10, 10, -10, 10, -20], inside: 11, naive: 40);

        Assert.Equal((Advice.Trust, "Trust"), (verdict.Advice, verdict.Title));
        Assert.Equal(
            "On the last 12 months it missed by 11 on average; repeating last year missed by 40 (73 % better).", verdict.Headline);
        Assert.Contains(
            Reason(Advice.Trust, "The intervals are about right: 11 of 12 values fell inside the 80 % band (about 10 expected)."),
            verdict.Reasons);
        Assert.Contains(Reason(Advice.Trust, "6 forecasts were too high and 6 too low."), verdict.Reasons);
    }

    // P(X <= 14) of 24 draws with a chance of 0.8 is 0.012, and P(X <= 17) 0.19 (R: pbinom).
    [Theory]
    [InlineData(24, 17, Advice.Trust, "The intervals are about right: 17 of 24 values fell inside the 80 % band (about 19 expected).")]
    [InlineData(24, 14, Advice.Caution, "The intervals are too narrow: 14 of 24 values fell inside the 80 % band (about 19 expected).")]
    [InlineData(24, 0, Advice.DoNotUse, "The intervals are far too narrow: 0 of 24 values fell inside the 80 % band (about 19 expected).")]
    [InlineData(7, 0, Advice.Caution, "The intervals are too narrow: 0 of 7 values fell inside the 80 % band (about 6 expected).")]
    [InlineData(24, 24, Advice.Trust, "The intervals are wider than needed: 24 of 24 values fell inside the 80 % band (about 19 expected).")]
    public void Intervals_that_hold_too_few_values_speak_against_a_forecast(int held, int inside, Advice advice, string text)
    {
        var verdict = Of(Monthly(240), [.. Enumerable.Range(0, held).Select(k => k % 2 == 0 ? 10.0 : -10)], inside, naive: 40);

        Assert.Contains(Reason(advice, text), verdict.Reasons);
        Assert.Equal(advice, verdict.Advice);
    }

    [Theory]
    [InlineData(20, Advice.Trust, "It was better than repeating last year.", "(50 % better)")]
    [InlineData(10, Advice.Caution, "It was no better than repeating last year.", "(the same)")]
    [InlineData(9.5, Advice.Caution, "It was no better than repeating last year.", "(5 % worse)")]
    [InlineData(8, Advice.DoNotUse, "It was much worse than repeating last year. Use that instead.", "(25 % worse)")]
    [InlineData(0, Advice.DoNotUse, "It was much worse than repeating last year. Use that instead.", "missed by 0.")]
    public void A_forecast_is_measured_by_the_best_naive_one(double naive, Advice advice, string text, string headline)
    {
        var verdict = Of(Monthly(120), [.. Enumerable.Range(0, 12).Select(k => k % 2 == 0 ? 10.0 : -10)], inside: 10, naive);

        Assert.Contains(Reason(advice, text), verdict.Reasons);
        Assert.Equal(advice, verdict.Advice);
        Assert.Contains(headline, verdict.Headline);
    }

    [Fact]
    public void Few_values_advise_against_nothing() => Assert.Contains(
        Reason(Advice.Caution, "It was much worse than repeating last year."),
        Of(Monthly(120), [10, -10, 10, -10, 10, -10, 10], inside: 6, naive: 5).Reasons);

    // A hold-out is one origin: windows that show the opposite beyond chance leave the question open.
    [Theory]
    [InlineData(
        8,
        "It was much worse than repeating last year there, but significantly better in 20 windows: "
            + "the held-out values may be an exception, or the series may have changed.")]
    [InlineData(10, "It was no better than repeating last year there, though significantly better in 20 windows.")]
    public void Windows_that_contradict_a_bad_hold_out_leave_caution(double naive, string text)
    {
        double[] errors = [.. Enumerable.Range(0, 24).Select(k => k % 2 == 0 ? 10.0 : -10)];

        var verdict = Of(Monthly(240), errors, inside: 20, naive, inWindows: new DieboldMarianoResult(-4, 0.001, 20));

        Assert.Contains(Reason(Advice.Caution, text), verdict.Reasons);
        Assert.Equal(Advice.Caution, verdict.Advice);
    }

    [Theory]
    [InlineData(-4, 0.06)]
    [InlineData(4, 0.001)]
    public void Windows_that_do_not_contradict_it_change_nothing(double statistic, double pValue)
    {
        double[] errors = [.. Enumerable.Range(0, 24).Select(k => k % 2 == 0 ? 10.0 : -10)];

        var verdict = Of(Monthly(240), errors, inside: 20, naive: 8, inWindows: new DieboldMarianoResult(statistic, pValue, 20));

        Assert.Contains(Reason(Advice.DoNotUse, "It was much worse than repeating last year. Use that instead."), verdict.Reasons);
        Assert.Equal(Advice.DoNotUse, verdict.Advice);
    }

    [Fact]
    public void Windows_that_contradict_a_good_hold_out_are_said()
    {
        double[] errors = [.. Enumerable.Range(0, 24).Select(k => k % 2 == 0 ? 10.0 : -10)];

        var verdict = Of(Monthly(240), errors, inside: 20, naive: 40, inWindows: new DieboldMarianoResult(4, 0.001, 20));

        Assert.Equal(Advice.Caution, verdict.Advice);
        Assert.Equal(Reason(Advice.Caution, "In 20 windows it was significantly worse than repeating last year."), verdict.Reasons[0]);
        Assert.Contains(Reason(Advice.Trust, "It was better than repeating last year."), verdict.Reasons);
    }

    [Fact]
    public void One_held_out_value_has_no_average_and_judges_no_interval()
    {
        var verdict = Of(Monthly(60), [-10], inside: 1, naive: 40);

        Assert.Equal("On the last month it missed by 10; repeating last year missed by 40 (75 % better).", verdict.Headline);
        Assert.Contains(Reason(Advice.Trust, "1 of 1 value fell inside the 80 % band (about 1 expected)."), verdict.Reasons);
        Assert.Contains(Reason(Advice.Trust, "The forecast was too low."), verdict.Reasons);
    }

    [Theory]
    [InlineData(8, -7.0, "All 8 forecasts were too low, by 7 on average.")]
    [InlineData(6, 7.0, "All 6 forecasts were too high, by 7 on average.")]
    [InlineData(5, 7.0, null)]
    public void Forecasts_that_are_all_on_one_side_are_biased(int held, double error, string? text)
    {
        var verdict = Of(Monthly(120), [.. Enumerable.Repeat(error, held)], inside: held, naive: 40);

        Assert.Equal(text is not null, verdict.Reasons.Any(reason => reason.Advice == Advice.Caution && reason.Text == text));
        Assert.Equal(text is null ? Advice.Trust : Advice.Caution, verdict.Advice);
    }

    [Theory]
    [InlineData(new[] { 0.0, 0, 0, 0, 0, 0 }, "All 6 forecasts were exact.")]
    [InlineData(new[] { 0.0 }, "The forecast was exact.")]
    [InlineData(new[] { 10.0, -10, 0, 0, 10, -10, 0 }, "2 forecasts were too high, 2 too low and 3 exact.")]
    [InlineData(new[] { 10.0, 0 }, "1 forecast was too high, 0 too low and 1 exact.")]
    public void Exact_forecasts_are_called_exact(double[] errors, string text) => Assert.Contains(
        Reason(Advice.Trust, text),
        Of(Monthly(120), errors, inside: errors.Length, naive: 40).Reasons);

    [Theory]
    [InlineData(new[] { 7.0 }, "The forecast was too high.")]
    [InlineData(new[] { -7.0, -8, -9 }, "All 3 forecasts were too low, which may be chance.")]
    public void Few_forecasts_on_one_side_are_called_that(double[] errors, string text) => Assert.Contains(
        Reason(Advice.Trust, text),
        Of(Monthly(120), errors, inside: errors.Length, naive: 40).Reasons);

    [Fact]
    public void Intervals_are_not_judged_by_fewer_values_than_anything_else() => Assert.Contains(
        Reason(Advice.Trust, "3 of 3 values fell inside the 80 % band (about 2 expected)."),
        Of(Monthly(120), [10, -10, 10], inside: 3, naive: 40).Reasons);

    // A forecast of 0 has the smallest absolute error where most values are 0, and a larger squared error.
    [Theory]
    [InlineData(RankingMetric.Rmsse, Advice.Trust)]
    [InlineData(RankingMetric.Rmse, Advice.Trust)]
    [InlineData(RankingMetric.Mse, Advice.Trust)]
    [InlineData(RankingMetric.Mase, Advice.DoNotUse)]
    [InlineData(RankingMetric.Smape, Advice.DoNotUse)]
    public void Errors_are_squared_where_squared_errors_rank_the_trials(RankingMetric metric, Advice advice)
    {
        var series = Monthly(120);
        var score = Score(series, [.. Enumerable.Range(0, 12).Select(k => k % 2 == 0 ? 10.0 : -10)], 10);
        var naive = Metrics(5) with { Rmse = 20 };

        var verdict = Verdict.Of(
            series, Protocol(12, 4, 12) with { Metric = metric }, Model, score, [new NaiveHoldOut(Naive, naive)], null);

        Assert.Equal(advice, verdict.Advice);
        Assert.Equal(
            advice == Advice.Trust
                ? "On the last 12 months its root mean squared error was 10; that of repeating the last value was 20 (50 % better)."
                : "On the last 12 months it missed by 10 on average; repeating the last value missed by 5 (100 % worse).",
            verdict.Headline);
    }

    [Fact]
    public void The_best_naive_forecast_is_best_by_the_same_error()
    {
        var series = Monthly(120);
        var verdict = Verdict.Of(
            series,
            Protocol(12, 4, 12) with { Metric = RankingMetric.Rmsse },
            Naive,
            Score(series, [.. Enumerable.Range(0, 12).Select(k => k % 2 == 0 ? 10.0 : -10)], 10),
            [new NaiveHoldOut(Naive, Metrics(10)), new NaiveHoldOut(Seasonal, Metrics(20))],
            null);

        Assert.Equal(
            "On the last 12 months the root mean squared error of repeating the last value was 10; that of repeating last year was 20 "
                + "(50 % better).",
            verdict.Headline);
    }

    [Fact]
    public void What_speaks_against_it_comes_first_and_decides()
    {
        var verdict = Of(Monthly(240), [.. Enumerable.Repeat(10.0, 24)], inside: 0, naive: 40);

        Assert.Equal((Advice.DoNotUse, "Do not use"), (verdict.Advice, verdict.Title));
        Assert.Equal(verdict.Reasons.OrderByDescending(reason => reason.Advice), verdict.Reasons);
    }

    [Fact]
    public void One_window_is_said() => Assert.Contains(
        Reason(Advice.Caution, "One window ranked the trials: another window might rank them differently."),
        Of(Monthly(60), [10, -10, 10, -10], inside: 3, naive: 40, windows: 1).Reasons);

    [Fact]
    public void Windows_that_all_lie_in_a_few_days_of_some_years_are_said()
    {
        // Three years of hours to the end of 2023; the last day is held out, and five days before it are windows.
        var start = new DateTime(2021, 1, 1);
        var length = (int)(new DateTime(2024, 1, 1) - start).TotalHours;
        var series = new TimeSeries(
            "load",
            [.. Enumerable.Range(0, length).Select(t => 100.0 + (t % 24))],
            [.. Enumerable.Range(0, length).Select(t => start.AddHours(t))],
            new TimeSpacing(0, TimeSpan.FromHours(1)));

        double[] errors = [.. Enumerable.Range(0, 24).Select(k => k % 2 == 0 ? 1.0 : -1)];
        var verdict = Of(series, errors, inside: 19, naive: 40, windows: 5, season: 24);

        Assert.Contains(
            Reason(
                Advice.Caution,
                "All 5 windows lie between 2023-12-26 00:00 and 2023-12-30 23:00: other times of the year are not tested."),
            verdict.Reasons);
    }

    [Fact]
    public void A_naive_forecast_that_is_published_is_compared_with_the_other_one()
    {
        var series = Monthly(120);
        var verdict = Verdict.Of(
            series,
            Protocol(12, 4, 12),
            Naive,
            Score(series, [.. Enumerable.Range(0, 12).Select(k => k % 2 == 0 ? 10.0 : -10)], 10),
            [new NaiveHoldOut(Naive, Metrics(10)), new NaiveHoldOut(Seasonal, Metrics(20))],
            null);

        Assert.Equal(
            "On the last 12 months repeating the last value missed by 10 on average; repeating last year missed by 20 (50 % better).",
            verdict.Headline);
        Assert.Contains(Reason(Advice.Caution, "It is a naive forecast: no other model did better in the windows."), verdict.Reasons);
    }

    [Fact]
    public void Without_a_score_on_held_out_values_caution_is_advised()
    {
        var verdict = Verdict.Of(Monthly(120), Protocol(12, 4, 12), Model, null, [], null);

        Assert.Equal(Advice.Caution, verdict.Advice);
        Assert.StartsWith("It has no score on the values held out", verdict.Reasons[0].Text);
    }

    [Fact]
    public void A_model_that_repeats_the_last_value_is_said()
    {
        var series = Monthly(120);
        var verdict = Verdict.Of(
            series, Protocol(12, 4, 12), Model, Score(series, [10, -10, 10, -10, 10, -10, 10, -10, 10, -10, 10, -10], 10),
            [new NaiveHoldOut(Seasonal, Metrics(40))], new LagCheck(40, [0.9, 1, 0.9, 0.8], 1, 0, true));

        Assert.Equal(Advice.Caution, verdict.Advice);
        Assert.Contains(Reason(Advice.Caution, "One step ahead it just repeats the last value."), verdict.Reasons);
    }

    private static VerdictReason Reason(Advice advice, string text) => new(advice, text);

    private static Verdict Of(
        TimeSeries series,
        double[] errors,
        int inside,
        double naive,
        int windows = 4,
        int season = 12,
        DieboldMarianoResult? inWindows = null) => Verdict.Of(
        series,
        Protocol(errors.Length, windows, season),
        Model,
        Score(series, errors, inside),
        [new NaiveHoldOut(Naive, Metrics(naive + 5)), new NaiveHoldOut(Seasonal, Metrics(naive), inWindows)],
        null);

    private static TimeSeries Monthly(int length) => new(
        "sales",
        [.. Enumerable.Range(0, length).Select(t => 100.0 + t)],
        [.. Enumerable.Range(0, length).Select(t => new DateTime(2010, 1, 1).AddMonths(t))],
        new TimeSpacing(1, TimeSpan.Zero));

    private static BacktestProtocol Protocol(int testLength, int windows, int season) => new()
    {
        Horizon = testLength,
        SeasonLength = season,
        TestLength = testLength,
        Windows = windows,
        Step = testLength,
    };

    private static BacktestScore Score(TimeSeries series, double[] errors, int inside)
    {
        var start = series.Length - errors.Length;
        var metrics = Metrics(errors.Average(Math.Abs)) with
        {
            Count = errors.Length,
            Bias = errors.Average(),
            Coverage80 = (double)inside / errors.Length,
        };
        return new BacktestScore(
            metrics,
            [],
            [
                new WindowScore(
                    start - 1,
                    start,
                    [.. series.Values[start..].Select(value => (double?)value)],
                    [.. errors.Select((error, k) => series.Values[start + k] + error)],
                    metrics),
            ]);
    }

    private static MetricSet Metrics(double mae) => new() { Count = 12, Mae = mae, Mse = mae * mae, Rmse = mae, Smape = 1, Bias = 0 };
}
