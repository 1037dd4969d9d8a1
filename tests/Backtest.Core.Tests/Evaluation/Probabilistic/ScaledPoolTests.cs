using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Numerics;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Evaluation.Probabilistic;

public sealed class ScaledPoolTests
{
    private const int Steps = ScaledPool.FewestErrors;

    private static readonly BacktestProtocol Protocol =
        new() { Horizon = Steps, SeasonLength = 1, TestLength = Steps, Windows = 2, Step = Steps };

    [Fact]
    public void A_factor_is_the_quantile_of_the_errors_in_terms_of_the_half_widths()
    {
        // The first window has no values before it. In the second the values lie 1 to 70 above: ceil(71 * 0.8) = 57, of a half-width of 4
        // above. One window takes the square root.
        var calibration = new ConformalIntervals([Window(0, new double[Steps]), Window(Steps, Above(Steps))]);

        var scaled = Protocol.Finish(Pool(2, 4), calibration, [0.8]).Intervals[0];

        var factor = Math.Sqrt(57 / 4.0);
        Assert.All(scaled.Lower, bound => Assert.Equal(-2 * factor, bound, 1e-12));
        Assert.All(scaled.Upper, bound => Assert.Equal(4 * factor, bound, 1e-12));
        Assert.True(ScaledPool.IsKnown(calibration));
    }

    [Fact]
    public void More_windows_leave_less_of_the_pool_and_each_side_has_its_own_half_width()
    {
        // Three windows below by 1 to 70, of a half-width of 2 below: ceil(211 * 0.8) = 169, and the 169th of 210 is 57.
        var below = Above(Steps).Select(value => -value).ToArray();
        var calibration = new ConformalIntervals(
            [Window(0, new double[Steps]), Window(Steps, below), Window(2 * Steps, below), Window(3 * Steps, below)]);

        var scaled = Protocol.Finish(Pool(2, 4), calibration, [0.8]).Intervals[0];
        Assert.Equal(4 * Math.Pow(57 / 2.0, 0.75), scaled.Upper[0], 1e-12);
    }

    [Fact]
    public void Where_the_windows_tell_too_little_the_intervals_stay()
    {
        var pool = Pool(2, 4);
        var one = new ConformalIntervals([Window(0, Above(Steps))]);
        var few = new ConformalIntervals([Window(0, new double[Steps]), Window(Steps, Above(Steps - 1))]);

        Assert.Same(pool, Protocol.Finish(pool, one, [0.8]));
        Assert.Same(pool, Protocol.Finish(pool, few, [0.8]));
        Assert.False(ScaledPool.IsKnown(one) || ScaledPool.IsKnown(few));
    }

    [Fact]
    public void The_intervals_of_a_single_model_stay()
    {
        var own = Pool(2, 4) with { ArePooled = false };

        Assert.Same(own, Protocol.Finish(own, new ConformalIntervals([Window(0, Above(Steps)), Window(Steps, Above(Steps))]), [0.8]));
    }

    [Fact]
    public void A_wider_level_holds_a_narrower_one_and_every_level_the_point() => RandomCases.Holds(
        from errors in Gen.Choose(-50, 50).ArrayOf(4 * Steps)
        from halves in Gen.Choose(0, 9).ArrayOf(4)
        select (errors, halves),
        input =>
        {
            double Half(int k) => input.halves.Take(k + 1).Sum();
            PredictionInterval Interval(double level, int k) =>
                new(level, [.. Enumerable.Repeat(-Half(k), Steps)], [.. Enumerable.Repeat(2 * Half(k), Steps)]);
            var pool = new Forecast(new double[Steps], [Interval(0.95, 2), Interval(0.5, 0), Interval(0.8, 1)]) { ArePooled = true };
            var calibration = new ConformalIntervals([.. Enumerable.Range(0, 4).Select(k =>
                Window(Steps * k, [.. input.errors.Skip(Steps * k).Take(Steps).Select(error => (double)error)]))]);

            var scaled = Protocol.Finish(pool, calibration, [0.95, 0.5, 0.8]).Intervals;

            Assert.Equal([0.95, 0.5, 0.8], scaled.Select(interval => interval.Level));
            double[] bounds = [
                scaled[0].Lower[3], scaled[2].Lower[3], scaled[1].Lower[3], 0, scaled[1].Upper[3], scaled[2].Upper[3], scaled[0].Upper[3]];
            Assert.Equal(bounds.Order(), bounds);
        });

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    public void A_pool_that_is_too_narrow_or_too_wide_comes_near_its_level(double width)
    {
        // Intervals of normal errors of standard deviation 1.
        var random = new SeededRandom(6);
        var pool = new Forecast(
            new double[20],
            [.. new[] { (0.8, 1.2816), (0.95, 1.9600) }.Select(level => new PredictionInterval(
                level.Item1,
                [.. Enumerable.Repeat(-width * level.Item2, 20)],
                [.. Enumerable.Repeat(width * level.Item2, 20)]))])
        { ArePooled = true };
        var (at80, at95) = (0.0, 0.0);
        for (var k = 0; k < 200; k++)
        {
            var calibration = new ConformalIntervals([.. Enumerable.Range(0, 20).Select(t =>
                Window(20 * t, [.. Enumerable.Range(0, 20).Select(_ => random.NextNormal())]))]);
            var scaled = Protocol.Finish(pool, calibration, [0.8, 0.95]).Intervals;
            at80 += Covered(scaled[0].Upper[0]) / 200;
            at95 += Covered(scaled[1].Upper[0]) / 200;
        }

        Assert.Equal(0.8, at80, 0.03);
        Assert.Equal(0.95, at95, 0.015);

        static double Covered(double half) => 1 - (2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -half));
    }

    private static Forecast Pool(double below, double above) => new(
        new double[Steps],
        [new PredictionInterval(0.8, [.. Enumerable.Repeat(-below, Steps)], [.. Enumerable.Repeat(above, Steps)])])
    { ArePooled = true };

    private static double[] Above(int count) => [.. Enumerable.Range(1, count).Select(value => (double)value)];

    // Forecasts of 0 beside these values.
    private static WindowScore Window(int start, double[] values) =>
        new(start - 1, start, [.. values.Select(value => (double?)value)], new double[values.Length], null);
}
