using Backtest.Core.Models;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.Intervals;
using Backtest.Testing;
using MathNet.Numerics.Distributions;

namespace Backtest.Core.Tests.Models.Intervals;

public sealed class LinearPoolTests
{
    // Five values widen half-widths by sqrt(1.9) one step ahead; this many leave them unchanged.
    private const int Five = 5;
    private const int Many = 1_000_000_000;

    [Fact]
    public void The_pool_of_one_member_is_that_member_widened_for_what_was_estimated()
    {
        // Unequal halves, as for a log-normal distribution.
        var member = new PoolMember(1, [10, 20], new PredictionInterval(0.8, [8, 18], [11, 21]));

        var wide = LinearPool.Of([10, 20], [member], Five);
        var plain = LinearPool.Of([10, 20], [member], Many);

        Assert.Equal([10 - (2 * Math.Sqrt(1.9)), 20 - (2 * Math.Sqrt(1.9))], wide.Lower, Near);
        Assert.Equal([10 + Math.Sqrt(1.9), 20 + Math.Sqrt(1.9)], wide.Upper, Near);
        Assert.Equal([8, 18], plain.Lower, Near);
        Assert.Equal([11, 21], plain.Upper, Near);
    }

    [Fact]
    public void What_was_estimated_counts_more_where_the_variance_grows_and_at_most_as_for_a_random_walk()
    {
        // Half-widths of a random walk, and of something that grows faster.
        PoolMember Of(params double[] halves) =>
            new(1, new double[3], new PredictionInterval(0.8, [.. halves.Select(half => -half)], halves));

        var walk = LinearPool.Of(new double[3], [Of(1, Math.Sqrt(2), Math.Sqrt(3))], Five).Upper;
        var faster = LinearPool.Of(new double[3], [Of(1, 4, 9)], Five).Upper;

        Assert.Equal([Math.Sqrt(1.9), Math.Sqrt(2 * 2.3), Math.Sqrt(3 * 2.7)], walk, Near);
        Assert.Equal([Math.Sqrt(1.9), 4 * Math.Sqrt(2.3), 9 * Math.Sqrt(2.7)], faster, Near);
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(0.95)]
    public void Bounds_are_quantiles_of_the_mixture(double level)
    {
        double[] weights = [0.5, 0.3, 0.2], points = [1, 3, 4], deviations = [1, 2, 0.5];
        var z = Normal.InvCDF(0, 1, (1 + level) / 2);
        var members = weights.Select((weight, k) => new PoolMember(
            weight, [points[k]], new PredictionInterval(level, [points[k] - (z * deviations[k])], [points[k] + (z * deviations[k])])))
                .ToList();

        var pool = LinearPool.Of([2.2], members, Many);

        double Below(double value) => Enumerable.Range(0, 3).Sum(k => weights[k] * Normal.CDF(points[k], deviations[k], value));
        Assert.Equal((1 - level) / 2, Below(pool.Lower[0]), 1e-8);
        Assert.Equal((1 + level) / 2, Below(pool.Upper[0]), 1e-8);
    }

    [Fact]
    public void A_member_that_runs_away_reaches_three_median_half_widths_and_no_further()
    {
        PredictionInterval Pool(double point, double halfWidth)
        {
            PoolMember Calm(double value) => new(0.3, [value], new PredictionInterval(0.95, [value - 1], [value + 1]));
            var wild = new PoolMember(0.1, [point], new PredictionInterval(0.95, [point - halfWidth], [point + halfWidth]));
            return LinearPool.Of([0], [Calm(0), Calm(0.1), Calm(-0.1), wild], Many);
        }

        var (far, further) = (Pool(1e6, 1e6), Pool(1e12, 1e15));

        Assert.Equal(far.Upper[0], further.Upper[0]);
        Assert.InRange(far.Upper[0], 1, 6);
    }

    [Fact]
    public void A_member_without_an_interval_has_the_median_half_width_of_the_others()
    {
        PoolMember Of(double point, double? half) =>
            new(0.25, [point], half is { } width ? new PredictionInterval(0.8, [point - width], [point + width]) : null);

        var borrowed = LinearPool.Of([0], [Of(0, 1), Of(0.5, 2), Of(-0.3, 4), Of(1, null)], Many);

        Assert.Equal(
            LinearPool.Of([0], [Of(0, 1), Of(0.5, 2), Of(-0.3, 4), Of(1, 2)], Many).Upper[0], borrowed.Upper[0], 1e-12);
    }

    [Fact]
    public void Where_all_are_certain_the_pool_is_and_holds_the_combined_forecast()
    {
        PoolMember Certain(double point) => new(0.5, [point], new PredictionInterval(0.95, [point], [point]));

        var same = LinearPool.Of([4], [Certain(4), Certain(4)], Five);

        Assert.Equal((4.0, 4.0), (same.Lower[0], same.Upper[0]));
    }

    [Fact]
    public void A_wider_level_holds_a_narrower_one_and_every_level_the_point()
    {
        var random = new Random(7);
        for (var k = 0; k < 200; k++)
        {
            var values = Enumerable.Range(0, 30).Select(t => 50 + (random.NextDouble() * 10) + (t * random.NextDouble())).ToArray();
            ErrorSpread Spread() => new(random.NextDouble() * 10, random.NextDouble(), 1 + random.Next(20));
            EnsembleMember[] members =
            [
                new(TestIds.Trial("n"), "Naive", 0.4, new BaselineSpec(BaselineMethod.Naive), Spread()),
                new(TestIds.Trial("m"), "Mean", 0.35, new BaselineSpec(BaselineMethod.Mean), Spread()),
                new(TestIds.Trial("d"), "Drift", 0.25, new BaselineSpec(BaselineMethod.Drift), Spread()),
            ];
            var model = ModelFitter.Fit(
                new EnsembleSpec(Combination.TrimmedMean) { Members = members }, values, TestContext.Current.CancellationToken);

            var forecast = model.Forecast(values, 6, [0.95, 0.5, 0.8]);

            Assert.Equal([0.95, 0.5, 0.8], forecast.Intervals.Select(interval => interval.Level));
            var (widest, narrow, middle) = (forecast.Intervals[0], forecast.Intervals[1], forecast.Intervals[2]);
            for (var h = 0; h < 6; h++)
            {
                double[] ordered = [
                    widest.Lower[h],
                    middle.Lower[h],
                    narrow.Lower[h],
                    forecast.Point[h],
                    narrow.Upper[h],
                    middle.Upper[h],
                    widest.Upper[h]];
                Assert.Equal(ordered.Order(), ordered);
            }
        }
    }

    private static EqualityComparer<double> Near =>
        EqualityComparer<double>.Create((one, other) => Math.Abs(one - other) < 1e-7, value => 0);
}
