using Backtest.Core.Evaluation;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Evaluation;

public sealed class MetricsTests
{
    [Fact]
    public void Each_metric_is_that_of_its_definition()
    {
        // Errors 1, -2, 3 on actual values 10, 20, 40; scales 2 and 5.
        var scale = new ErrorScale(2, 5);
        var metrics = Metrics.Of([Point(10, 11, scale), Point(20, 18, scale), Point(40, 43, scale)])!;

        Assert.Equal(3, metrics.Count);
        Assert.Equal(14 / 3.0, metrics.Mse, 1e-12);
        Assert.Equal(Math.Sqrt(14 / 3.0), metrics.Rmse, 1e-12);
        Assert.Equal(2, metrics.Mae, 1e-12);
        Assert.Equal(100 * (0.1 + 0.1 + 0.075) / 3, metrics.Mape!.Value, 1e-12);
        Assert.Equal(200 * ((1 / 21.0) + (2 / 38.0) + (3 / 83.0)) / 3, metrics.Smape, 1e-12);
        Assert.Equal(1, metrics.Mase!.Value, 1e-12);
        Assert.Equal(Math.Sqrt(14 / 3.0 / 5), metrics.Rmsse!.Value, 1e-12);
        Assert.Equal(2 / 3.0, metrics.Bias, 1e-12);
        var (mean, squares) = (70 / 3.0, (100.0 + 400 + 1600) / 3);
        Assert.Equal(1 - (14 / 3.0 / (squares - (mean * mean))), metrics.R2!.Value, 1e-12);
    }

    [Fact]
    public void A_metric_that_is_not_defined_is_null()
    {
        var metrics = Metrics.Of([Point(0, 1, default), Point(0, 0, default)])!;

        Assert.Null(metrics.Mape);
        Assert.Null(metrics.Mase);
        Assert.Null(metrics.Rmsse);
        Assert.Null(metrics.R2);
        Assert.Equal(100, metrics.Smape);
        Assert.Null(metrics.Coverage95);
        Assert.Null(Metrics.Of([Point(double.NaN, 1, default)]));
    }

    [Fact]
    public void Equal_values_have_no_variance_to_explain() =>

        // The mean of three times 0.1 in double precision is not 0.1.
        Assert.Null(Metrics.Of([Point(0.1, 0.2, default), Point(0.1, 0.3, default), Point(0.1, 0.3, default)])!.R2);

    [Theory]
    [InlineData(1, 2, 1e-200, 0)]
    [InlineData(1, 2, 1, double.PositiveInfinity)]
    [InlineData(1, 2, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(1e-320, 2, 1, 1)]
    [InlineData(1e200, -1e200, 1, 1)]
    public void No_metric_that_may_be_undefined_is_infinite(double actual, double forecast, double absolute, double squared)
    {
        var metrics = Metrics.Of(
            [Point(actual, forecast, new ErrorScale(absolute, squared)), Point(2 * actual, forecast, new ErrorScale(absolute, squared))])!;

        Assert.All(
            [metrics.Mape, metrics.Mase, metrics.Rmsse, metrics.R2],
            metric => Assert.True(metric is null || double.IsFinite(metric.Value)));
        Assert.True(metrics.Rmsse is null || metrics.Rmsse > 0);
        Assert.True(metrics.Mase is null || metrics.Mase > 0);
    }

    [Fact]
    public void Coverage_counts_bounds_as_inside()
    {
        ScoredPoint[] points = [new(1, 0, default, 1, 3), new(4, 0, default, 1, 3), new(2, 0, default, 1, 3), new(3, 0, default, 1, 3)];

        Assert.Equal(0.75, Metrics.Of(points)!.Coverage95);
        Assert.Equal(2, Metrics.Of(points)!.Width95);
    }

    [Fact]
    public void The_seasonal_naive_has_a_MASE_of_one_in_sample() => RandomCases.Holds(
        from values in RandomCases.Series(30, 60)
        from season in Gen.Choose(1, 12)
        select (values, season),
        input =>
        {
            var scale = ErrorScale.Of(input.values, input.season);
            var points = Enumerable.Range(input.season, input.values.Length - input.season)
                .Select(t => Point(input.values[t], input.values[t - input.season], scale));

            var metrics = Metrics.Of(points)!;

            Assert.Equal(1, metrics.Mase!.Value, 1e-9);
            Assert.Equal(1, metrics.Rmsse!.Value, 1e-9);
        });

    [Fact]
    public void Scaled_metrics_do_not_depend_on_the_unit() => RandomCases.Holds(
        from training in RandomCases.Series(20, 40)
        from actual in RandomCases.Series(5, 5)
        from forecast in RandomCases.Series(5, 5)
        from factor in Gen.Choose(1, 1000)
        select (training, actual, forecast, factor),
        input =>
        {
            MetricSet Score(double factor) => Metrics.Of(input.actual.Zip(input.forecast, (y, f) =>
                Point(factor * y, factor * f, ErrorScale.Of(Array.ConvertAll(input.training, x => factor * x), 4))))!;
            var (one, other) = (Score(1), Score(input.factor));

            Assert.Equal(one.Mase!.Value, other.Mase!.Value, 1e-9 * one.Mase.Value);
            Assert.Equal(one.Smape, other.Smape, 1e-9);
            Assert.Equal(one.Mae * input.factor, other.Mae, 1e-9 * other.Mae);
        });

    private static ScoredPoint Point(double actual, double forecast, ErrorScale scale) =>
        new(actual, forecast, scale, double.NaN, double.NaN);
}
