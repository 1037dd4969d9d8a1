using Backtest.Core.Models.Baselines;
using Backtest.Core.Problems;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Models.Baselines;

/// <summary>Definitions of Hyndman and Athanasopoulos, FPP3, section 5.2.</summary>
public sealed class BaselineModelTests
{
    private const double None = double.NaN;

    [Theory]
    [InlineData(BaselineMethod.Naive, new double[] { 6, 6, 6, 6, 6 })]
    [InlineData(BaselineMethod.SeasonalNaive, new double[] { 3, 8, 6, 3, 8 })]
    [InlineData(BaselineMethod.Drift, new double[] { 7, 8, 9, 10, 11 })]
    [InlineData(BaselineMethod.Mean, new double[] { 4, 4, 4, 4, 4 })]
    public void Each_forecast_is_that_of_its_definition(BaselineMethod method, double[] expected) =>
        Assert.Equal(expected, Forecast(method, [1, 4, 2, 3, 8, 6]));

    [Theory]
    [InlineData(BaselineMethod.Naive, new double[] { 8, 8, 8, 8, 8 })]
    [InlineData(BaselineMethod.SeasonalNaive, new double[] { 3, 8, 2, 3, 8 })]
    [InlineData(BaselineMethod.Drift, new double[] { 32 / 3.0, 12, 40 / 3.0, 44 / 3.0, 16 })]
    [InlineData(BaselineMethod.Mean, new double[] { 4.25, 4.25, 4.25, 4.25, 4.25 })]
    public void Missing_values_are_passed_over(BaselineMethod method, double[] expected) =>
        Assert.Equal(expected, Forecast(method, [None, 4, 2, 3, 8, None]), (a, b) => Math.Abs(a - b) < 1e-12);

    [Fact]
    public void A_history_without_a_value_cannot_be_forecast() =>
        Assert.Throws<FitException>(() => Forecast(BaselineMethod.Mean, [None, None]));

    [Fact]
    public void A_season_longer_than_the_history_cannot_be_forecast() =>
        Assert.Contains("step 1", Assert.Throws<FitException>(() => Forecast(BaselineMethod.SeasonalNaive, [1, 2])).Message);

    [Fact]
    public void A_step_of_the_season_that_was_never_seen_cannot_be_forecast() =>
        Assert.Contains(
            "step 2", Assert.Throws<FitException>(() => Forecast(BaselineMethod.SeasonalNaive, [1, None, 3, 4, None, 6])).Message);

    [Fact]
    public void Drift_goes_on_along_the_line_through_the_first_and_the_last_value() => RandomCases.Holds(
        RandomCases.Series(2, 40),
        values =>
        {
            var slope = (values[^1] - values[0]) / (values.Length - 1);

            Assert.Equal(
                Enumerable.Range(1, 5).Select(h => values[0] + (slope * (values.Length - 1 + h))),
                Forecast(BaselineMethod.Drift, values),
                (a, b) => Math.Abs(a - b) < 1e-8);
        });

    [Fact]
    public void The_seasonal_naive_repeats_the_last_season() => RandomCases.Holds(
        from season in Gen.Choose(1, 12)
        from values in RandomCases.Series(season, 40)
        select (season, values),
        input =>
        {
            var spec = new BaselineSpec(BaselineMethod.SeasonalNaive, input.season);

            var forecast = new BaselineModel(spec).Forecast(input.values, 30, []).Point;

            Assert.Equal(input.values[^input.season..], forecast.Take(input.season));
            Assert.Equal(forecast.SkipLast(input.season), forecast.Skip(input.season));
        });

    private static double[] Forecast(BaselineMethod method, double[] history) =>
        new BaselineModel(new BaselineSpec(method, 3)).Forecast(history, 5, []).Point;
}
