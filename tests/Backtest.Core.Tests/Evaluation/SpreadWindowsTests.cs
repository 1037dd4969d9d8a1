using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Theta;
using Backtest.Testing;

namespace Backtest.Core.Tests.Evaluation;

/// <summary>Windows with gaps between them, and fits at some of them.</summary>
public sealed class SpreadWindowsTests
{
    private static readonly BacktestProtocol Protocol =
        new() { Horizon = 5, SeasonLength = 1, TestLength = 5, Windows = 20, Step = 15, RefitEvery = 4 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_window_between_two_fits_goes_on_from_the_fit_before_it()
    {
        var (values, spec) = (Series(), new ArimaSpec { P = 1, Constant = true });
        var windows = RollingOrigin.Windows(values.Length, Protocol);

        var score = Evaluator.Run(values, spec, Protocol, Stop).Score!;

        Assert.Equal(20, score.Windows.Count);
        foreach (var (k, window) in windows.Index())
        {
            var model = ModelFitter.Fit(spec, values[..windows[k - (k % 4)].TrainingEnd], Stop);
            Assert.Equal(model.Forecast(values[..window.TrainingEnd], 5, []).Point, score.Windows[k].Yhat);
            Assert.Equal(window.TestStart, score.Windows[k].TestStart);
        }
    }

    [Fact]
    public void Windows_apart_are_compared_as_independent_ones()
    {
        var values = Series();
        ScoredTrial[] trials = [
            Trial("ar", new ArimaSpec { P = 1, Constant = true }, values),
            Trial("mean", new BaselineSpec(BaselineMethod.Mean), values),
            Trial("naive", new BaselineSpec(BaselineMethod.Naive), values)];

        var significance = RankingSignificance.Of(trials, Protocol);

        // No lag takes part in the variance, and blocks have the cube root of 20 windows, 2.
        var (losses, _, _) = WindowLosses.Of([.. significance.Ranked.Select(trial => trial.Score)], RankingMetric.Mase);
        var naive = significance.Ranked.Index().First(trial => trial.Item.Id == TestIds.Trial("naive")).Index;
        var expected = DieboldMariano.Test([.. losses[0].Zip(losses[naive], (one, other) => one - other)], 1);
        Assert.Equal(20, losses[0].Length);
        Assert.Equal(expected, significance.Compare(significance.Ranked[0].Id).First(comparison => comparison.Role == Opponent.Naive).Test);
        Assert.Equal(ModelConfidenceSet.PValues(losses, 2), significance.Ranked.Select(trial => significance.PValues[trial.Id]));
    }

    [Fact]
    public void Twenty_windows_are_enough_for_a_conformal_interval_of_each_step()
    {
        var values = Series();
        var score = Evaluator.Run(values, new BaselineSpec(BaselineMethod.Mean), Protocol, Stop).Score!;

        var interval = new ConformalIntervals(score.Windows).Around([0.0], [0.95])[0];

        // The ceil(21 x 0.95) = 20th smallest of 20 errors of the first step.
        Assert.Equal(score.Windows.Max(window => Math.Abs(window.Yhat[0] - window.Y[0]!.Value)), interval.Upper[0], 1e-12);
    }

    [Fact]
    public void An_ensemble_is_scored_on_all_of_them_and_fits_together_as_they_say()
    {
        var values = Series();
        ScoredTrial[] trials = [
            Trial("e", new EtsSpec(), values),
            Trial("t", new ThetaSpec(), values),
            Trial("a", new ArimaSpec { Auto = ArimaSearchKind.Stepwise }, values)];

        var (spec, outcome) = EnsembleEvaluator.Run(values, new EnsembleSpec(Combination.Mean, OnePerFamily: true), trials, Protocol);

        Assert.Equal(20, outcome.Score!.Windows.Count);
        Assert.Empty(outcome.Warnings);
        Assert.NotNull(Evaluator.RunHoldOut(values, spec, Protocol, Stop).Score);
        Assert.Equal(100, LagCheck.Run(values, spec, Protocol, Stop)!.Count);
    }

    private static ScoredTrial Trial(string id, ModelSpec spec, double[] values) =>
        new(TestIds.Trial(id), spec.Label, spec, Evaluator.Run(values, spec, Protocol, Stop).Score!);

    // A deterministic autoregression: the same in every run.
    private static double[] Series()
    {
        var values = new double[600];
        for (var t = 1; t < values.Length; t++)
        {
            values[t] = (0.7 * values[t - 1]) + Math.Sin(t * t * 0.37);
        }

        return values;
    }
}
