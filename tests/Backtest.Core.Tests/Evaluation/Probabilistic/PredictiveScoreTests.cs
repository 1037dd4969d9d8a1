using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Tests.Reference;
using MathNet.Numerics.Distributions;

namespace Backtest.Core.Tests.Evaluation.Probabilistic;

public sealed class PredictiveScoreTests
{
    // Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., section 5.9: the naive forecast of Google's
    // price on 2016-01-04, 741.84, with 10 % quantile 744.54 and 80 % interval up to 773.22.
    [Fact]
    public void Pinball_loss_and_interval_score_are_those_of_a_textbook()
    {
        Assert.Equal(4.86, 2 * PinballLoss.Of(741.84, 744.54, 0.1), 1e-9);
        Assert.Equal(55.68, IntervalScore.Of(741.84, 744.54, 773.22, 0.8), 1e-9);
    }

    [Fact]
    public void An_interval_score_is_the_sum_of_its_bounds_pinball_losses_times_two_over_alpha()
    {
        foreach (var actual in new[] { -3.0, 0.5, 9 })
        {
            var sum = PinballLoss.Of(actual, -1, 0.025) + PinballLoss.Of(actual, 2, 0.975);

            Assert.Equal(2 / 0.05 * sum, IntervalScore.Of(actual, -1, 2, 0.95), 1e-9);
        }
    }

    [Fact]
    public void The_normal_CRPS_is_the_integral_of_the_squared_distance_from_what_happened()
    {
        foreach (var one in ReferenceFile.Read("r_accuracy_tests.json").GetProperty("crps").EnumerateArray())
        {
            double Get(string name) => one.GetProperty(name).GetDouble();

            Assert.Equal(Get("crps"), Crps.OfNormal(Get("actual"), Get("mean"), Get("deviation")), 1e-9);
        }

        Assert.Equal(3, Crps.OfNormal(5, 2, 0));
    }

    [Fact]
    public void The_CRPS_of_many_quantiles_is_that_of_the_distribution()
    {
        var probabilities = Enumerable.Range(1, 4999).Select(k => k / 5000.0).ToArray();
        var quantiles = Array.ConvertAll(probabilities, probability => Normal.InvCDF(2, 3, probability));

        foreach (var actual in new[] { -4.0, 2, 6 })
        {
            Assert.Equal(Crps.OfNormal(actual, 2, 3), Crps.OfQuantiles(actual, probabilities, quantiles), 1e-4);
        }
    }

    [Fact]
    public void Of_a_normal_distribution_the_score_has_the_closed_form()
    {
        var (intervals, step) = (Intervals(level => (10 - (2 * Deviations(level)), 10 + (2 * Deviations(level)))), 0);

        var score = PredictiveScore.Of(13, 10, intervals, step);

        Assert.Equal(Crps.OfNormal(13, 10, 2), score.Crps, 1e-12);
        Assert.Equal(10 - (2 * 1.2815515655446004), score.Lower80, 1e-9);

        // The mean of the deciles' losses, straight from the definition.
        Assert.Equal(
            Enumerable.Range(1, 9).Average(k => PinballLoss.Of(13, Normal.InvCDF(10, 2, k / 10.0), k / 10.0)), score.Pinball, 1e-9);
    }

    [Fact]
    public void Of_another_distribution_the_CRPS_is_that_of_its_quantiles()
    {
        // Uniform on [0, 1]; at y in it the CRPS is y^3/3 + (1-y)^3/3.
        var score = PredictiveScore.Of(0.3, 0.5, Intervals(level => ((1 - level) / 2, (1 + level) / 2)), 0);

        Assert.Equal(((0.3 * 0.3 * 0.3) + (0.7 * 0.7 * 0.7)) / 3, score.Crps, 0.005);
    }

    [Fact]
    public void The_metrics_are_means_of_the_points_scores()
    {
        var intervals = Intervals(level => (10 - Deviations(level), 10 + Deviations(level)));
        ScoredPoint Point(double actual) =>
            new(
                actual,
                10,
                new ErrorScale(4, 16),
                intervals[5].Lower[0],
                intervals[5].Upper[0],
                PredictiveScore.Of(actual, 10, intervals, 0));

        var metrics = Metrics.Of([Point(10), Point(11.5), Point(-20)])!;

        var scores = new[] { 10, 11.5, -20 }.Select(actual => PredictiveScore.Of(actual, 10, intervals, 0)).ToArray();
        Assert.Equal(1 / 3.0, metrics.Coverage80!.Value, 1e-12);
        Assert.Equal(2 / 3.0, metrics.Coverage95!.Value, 1e-12);
        Assert.Equal(2 * 1.2815515655446004, metrics.Width80!.Value, 1e-9);
        Assert.Equal(scores.Average(score => score.Winkler95), metrics.Winkler95!.Value, 1e-12);
        Assert.Equal(scores.Average(score => score.Winkler95) / 4, metrics.Msis!.Value, 1e-12);
        Assert.Equal(scores.Average(score => score.Crps), metrics.Crps!.Value, 1e-12);
        Assert.Equal(2 * scores.Sum(score => score.Pinball) / (10 + 11.5 + 20), metrics.WeightedQuantileLoss!.Value, 1e-12);
    }

    [Fact]
    public void A_distribution_without_a_finite_bound_has_no_score_that_is_infinite()
    {
        var intervals = Intervals(level => (0, level > 0.9 ? double.PositiveInfinity : 2));

        var metrics = Metrics.Of([new(1, 1, new ErrorScale(1, 1), 0, double.PositiveInfinity, PredictiveScore.Of(1, 1, intervals, 0))])!;

        Assert.Null(metrics.Winkler95);
        Assert.Null(metrics.Crps);
        Assert.NotNull(metrics.Winkler80);
        Assert.Equal(1, metrics.Coverage95);
    }

    private static double Deviations(double level) => Normal.InvCDF(0, 1, (1 + level) / 2);

    private static PredictionInterval[] Intervals(Func<double, (double Lower, double Upper)> bounds) =>
        [.. PredictiveScore.Levels.ToArray().Select(level => new PredictionInterval(level, [bounds(level).Lower], [bounds(level).Upper]))];
}
