using Backtest.Core.Evaluation.Checks;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Numerics;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Evaluation.Checks;

public sealed class LagCheckTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_naive_forecast_repeats_the_last_value_whatever_the_series()
    {
        var check = LagCheck.Of(new BaselineModel(new BaselineSpec(BaselineMethod.Naive)), Walk())!;

        Assert.True(check.Repeats);
        Assert.Equal(1, check.Correlations[1]!.Value, 1e-9);
        Assert.Equal(1, check.ErrorRatio!.Value, 1e-9);
    }

    [Fact]
    public void A_network_on_levels_of_a_random_walk_repeats_the_last_value()
    {
        var spec = new LstmSpec { LookBack = 3, Units = 8, Epochs = 150, LearningRate = 0.01, Transforms = [TransformKind.Standardise] };

        var check = LagCheck.Of(ModelFitter.Fit(spec, Walk(), Stop), Walk())!;

        Assert.True(check.Repeats, $"{check}");
        Assert.True(check.Correlations[1] > check.Correlations[0]);
    }

    [Fact]
    public void A_model_that_knows_what_comes_does_not()
    {
        double[] wave = [.. Walk().Select((value, t) => (0.2 * value) + (10 * Math.Sin(2 * Math.PI * t / 12)))];

        var check = LagCheck.Of(ModelFitter.Fit(new ArimaSpec { P = 1, SeasonalD = 1, Period = 12 }, wave, Stop), wave)!;

        Assert.False(check.Repeats);
        Assert.True(check.ErrorRatio < 0.5);
    }

    [Fact]
    public void A_short_series_tells_nothing_and_a_constant_one_has_no_correlation()
    {
        var naive = new BaselineModel(new BaselineSpec(BaselineMethod.Naive));

        Assert.Null(LagCheck.Of(naive, new double[] { 1, 2, 3, 4, 5, 6 }));
        var check = LagCheck.Of(naive, Enumerable.Repeat(7.0, 60).ToArray())!;
        Assert.All(check.Correlations, correlation => Assert.Null(correlation));
        Assert.Null(check.ErrorRatio);
        Assert.False(check.Repeats);
    }

    private static double[] Walk()
    {
        var (random, level) = (new SeededRandom(2), 0.0);
        return [.. Enumerable.Range(0, 200).Select(_ => level += random.NextNormal())];
    }
}
