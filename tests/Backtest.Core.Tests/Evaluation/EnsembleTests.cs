using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Theta;
using Backtest.Core.Tests.Properties;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Evaluation;

public sealed class EnsembleTests
{
    private static readonly BacktestProtocol Protocol = new() { Horizon = 4, SeasonLength = 4, TestLength = 4, Windows = 3, Step = 2 };

    private static readonly ModelSpec[] Members =
    [
        new BaselineSpec(BaselineMethod.Naive),
        new EtsSpec(EtsForm.ANN),
        new EtsSpec(EtsForm.AAN),
        new ThetaSpec(4),
        new ArimaSpec { P = 1, D = 1 },
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_mean_of_fixed_members_has_the_scores_of_fitting_them_together()
    {
        // Each engine has one trial here, so that the members are the same at every origin.
        var trials = Trials([Members[1], Members[3], Members[4]], Series());

        var (spec, outcome) = EnsembleEvaluator.Run(Series(), new EnsembleSpec(Combination.Mean, OnePerEngine: true), trials, Protocol);

        // The order of the members, and so that of the sum, goes by their errors.
        var fitted = Evaluator.Run(Series(), spec, Protocol, Stop).Score!;
        Assert.Equal(fitted.Overall.Mse, outcome.Score!.Overall.Mse, 1e-9);
        Assert.Equal(fitted.Overall.Mase!.Value, outcome.Score.Overall.Mase!.Value, 1e-9);
        foreach (var (one, other) in fitted.Windows.SelectMany(window => window.Yhat).Zip(outcome.Score.Windows.SelectMany(window => window.Yhat)))
        {
            Assert.Equal(one, other, 1e-9);
        }
    }

    [Theory]
    [InlineData(Combination.Mean)]
    [InlineData(Combination.Median)]
    [InlineData(Combination.InverseError)]
    public void What_happens_after_an_origin_has_no_say_in_its_members(Combination combination)
    {
        var values = Series();
        var ensemble = new EnsembleSpec(combination, 2);
        var windows = EnsembleEvaluator.Run(values, ensemble, Trials(Members, values), Protocol).Outcome.Score!.Windows;
        foreach (var (k, window) in windows.Index())
        {
            var changed = values.Select((value, t) => t > window.Cutoff ? (100 * value) + (50 * (t % 3)) : value).ToArray();

            Assert.Equal(window.Yhat, EnsembleEvaluator.Run(changed, ensemble, Trials(Members, changed), Protocol).Outcome.Score!.Windows[k].Yhat);
        }
    }

    [Fact]
    public void Weights_are_in_inverse_proportion_to_the_errors()
    {
        // Mean absolute errors 1, 2 and 5, mean squared ones 1, 4 and 25.
        ScoredTrial[] trials = [Trial("a", 1, -1), Trial("b", 2, 2), Trial("c", 5, -5)];

        Assert.Equal([1 / 1.7, 0.5 / 1.7, 0.2 / 1.7], Weights(new EnsembleSpec(Combination.InverseError, 3), trials, RankingMetric.Mase), Close);
        Assert.Equal([1 / 1.29, 0.25 / 1.29, 0.04 / 1.29], Weights(new EnsembleSpec(Combination.InverseError, 3), trials, RankingMetric.Rmse), Close);
        Assert.Equal([0.5, 0.5], Weights(new EnsembleSpec(Combination.Mean, 2), trials, RankingMetric.Mase));
        Assert.Equal([1], Weights(new EnsembleSpec(Combination.InverseError, 2), [Trial("a", 0, 0), Trial("b", 2, 2)], RankingMetric.Mase));
    }

    [Fact]
    public void The_members_are_the_best_of_all_or_of_each_engine()
    {
        ScoredTrial[] trials =
        [
            Trial("naive", 0, 0) with { Spec = Members[0] },
            Trial("ann", 1, 1) with { Spec = Members[1] },
            Trial("aan", 2, 2) with { Spec = Members[2] },
            Trial("theta", 3, 3) with { Spec = Members[3] },
            Trial("arima", 4, 4) with { Spec = Members[4] },
        ];
        string[] Chosen(EnsembleSpec spec, int origin = 12) =>
            [.. EnsembleSelection.Choose(spec, trials, origin, RankingMetric.Mase).Select(member => member.Trial)];

        Assert.Equal(["ann", "aan"], Chosen(new EnsembleSpec(Best: 2)));
        Assert.Equal(["ann", "theta", "arima"], Chosen(new EnsembleSpec(OnePerEngine: true)));
        Assert.Equal(["ann", "theta"], Chosen(new EnsembleSpec(Best: 2, OnePerEngine: true)));
        Assert.Equal(["ann", "theta"], Chosen(new EnsembleSpec(OnePerEngine: true, Engines: ["ets", "theta"])));
        Assert.Equal(["naive"], Chosen(new EnsembleSpec(Best: 3, Engines: ["baseline"])));

        // Nothing is known yet: both forms of exponential smoothing share the weight of their engine.
        Assert.Equal(["ann", "aan", "theta", "arima"], Chosen(new EnsembleSpec(OnePerEngine: true), origin: 10));
        Assert.Equal([1 / 6.0, 1 / 6.0, 1 / 3.0, 1 / 3.0], EnsembleSelection.Choose(new EnsembleSpec(OnePerEngine: true), trials, 10, RankingMetric.Mase).Select(member => member.Weight), Close);
    }

    [Fact]
    public void An_ensemble_lies_between_its_members_and_its_weights_sum_to_one() => RandomCases.Holds(
        from points in RandomCases.Series(3, 3).ArrayOf(5)
        from combination in Gen.Elements(Enum.GetValues<Combination>())
        from best in Gen.Choose(1, 5)
        select (points, combination, best),
        input =>
        {
            var trials = input.points.Select((values, k) => Trial($"t{k}", values)).ToArray();
            var spec = new EnsembleSpec(input.combination, input.best);
            var members = EnsembleSelection.Choose(spec, trials, 13, RankingMetric.Mae);
            var points = members.Select(member => trials.First(trial => trial.Id == member.Trial).Score.Windows[0].Yhat).ToArray();

            var combined = FittedEnsemble.Combine(spec with { Members = members }, points);

            Assert.Equal(1, members.Sum(member => member.Weight), 1e-12);
            Assert.True(members.Count <= input.best);
            for (var h = 0; h < combined.Length; h++)
            {
                Assert.InRange(combined[h], points.Min(one => one[h]) - 1e-9, points.Max(one => one[h]) + 1e-9);
            }
        });

    [Fact]
    public void The_median_of_four_is_the_mean_of_the_middle_two() =>
        Assert.Equal([2.5, 20], FittedEnsemble.Combine(new EnsembleSpec(Combination.Median), [[1, 20], [2, 20], [3, 20], [99, -7]]));

    [Fact]
    public void An_ensemble_is_published_unless_the_windows_show_it_to_be_worse()
    {
        double[] Errors(double size) => [.. Enumerable.Range(0, 12).Select(t => size * (1 + (0.1 * (t % 5))))];
        ScoredTrial Ensemble(double size) => Trial("ensemble", Errors(size)) with { Spec = new EnsembleSpec(Best: 2) };
        string First(WinnerRule rule, params ScoredTrial[] ranked) => RankingSignificance.Of(ranked, Daily).InOrderOfChoice(rule).First().Id;

        Assert.Equal("ensemble", First(WinnerRule.EnsembleUnlessWorse, Trial("a", [.. Errors(1).Reverse()]), Ensemble(1.001)));
        Assert.Equal("a", First(WinnerRule.EnsembleUnlessWorse, Trial("a", Errors(1)), Ensemble(3)));
        Assert.Equal("a", First(WinnerRule.Best, Trial("a", [.. Errors(1).Reverse()]), Ensemble(1.001)));
        Assert.Equal("a", First(WinnerRule.EnsembleUnlessWorse, Trial("a", Errors(1)), Trial("b", Errors(1.1))));
        Assert.Equal("a", First(WinnerRule.EnsembleUnlessWorse, Trial("a", Errors(1)), Ensemble(1)));
    }

    [Fact]
    public void A_member_that_cannot_be_fitted_is_left_out_and_the_others_share_its_weight()
    {
        EnsembleMember[] members =
        [
            new("n", "Naive", 0.2, Members[0]), new("a", "ARIMA", 0.5, new ArimaSpec { P = 30 }), new("m", "Mean", 0.3, new BaselineSpec(BaselineMethod.Mean)),
        ];

        var model = (FittedEnsemble)ModelFitter.Fit(new EnsembleSpec { Members = members }, new double[] { 1, 3, 5, 7 }, Stop);

        Assert.Equal([("n", 0.4), ("m", 0.6)], model.Spec.Members!.Select(member => (member.Trial, member.Weight)));
        Assert.Equal((0.4 * 7) + (0.6 * 4), model.Forecast(new double[] { 1, 3, 5, 7 }, 1, []).Point[0], 1e-12);
        Assert.Contains("ARIMA was left out: ", Assert.Single(model.Warnings));
        Assert.Throws<FitException>(() => ModelFitter.Fit(new EnsembleSpec { Members = [members[1]] }, new double[] { 1, 3, 5, 7 }, Stop));
    }

    [Fact]
    public void Residuals_are_errors_one_step_ahead()
    {
        var spec = new EnsembleSpec { Members = [new EnsembleMember("n", "Naive", 0.5, Members[0]), new EnsembleMember("m", "Mean", 0.5, new BaselineSpec(BaselineMethod.Mean))] };
        var model = ModelFitter.Fit(spec, new double[] { 1, 3, 5, 7 }, Stop);

        // Naive 5 and mean 3 before the fourth value; the naive forecast wants three.
        Assert.Equal([double.NaN, double.NaN, double.NaN, 3], model.Residuals(new double[] { 1, 3, 5, 7 }));
    }

    [Fact]
    public void Residuals_begin_where_every_member_can_forecast()
    {
        var trials = Trials(Members, Series());
        var spec = EnsembleEvaluator.Run(Series(), new EnsembleSpec(Best: 4), trials, Protocol).Spec;

        var residuals = ModelFitter.Fit(spec, Series(), Stop).Residuals(Series());

        var first = spec.Members!.Max(member => member.Spec.MinimumTrainingLength);
        Assert.Contains(spec.Members!, member => member.Spec is ArimaSpec);
        Assert.All(residuals.Take(first), residual => Assert.True(double.IsNaN(residual)));
        Assert.All(residuals.Skip(first + 10), residual => Assert.True(double.IsFinite(residual)));
    }

    private static BacktestProtocol Daily => new() { Horizon = 1, SeasonLength = 1, TestLength = 1, Windows = 12, Step = 1, Metric = RankingMetric.Mae };

    private static EqualityComparer<double> Close => EqualityComparer<double>.Create((one, other) => Math.Abs(one - other) < 1e-12, value => 0);

    private static IEnumerable<double> Weights(EnsembleSpec spec, ScoredTrial[] trials, RankingMetric metric) =>
        EnsembleSelection.Choose(spec, trials, 13, metric).Select(member => member.Weight);

    // One window per error, one step each, of a series of zeros; the first value forecast is the tenth.
    private static ScoredTrial Trial(string id, params double[] errors)
    {
        var windows = errors.Select((error, t) => new WindowScore(9 + t, 10 + t, [0], [error], Metrics.Of([new ScoredPoint(0, error, new ErrorScale(1, 1), double.NaN, double.NaN)]))).ToList();
        var overall = Metrics.Of(errors.Select(error => new ScoredPoint(0, error, new ErrorScale(1, 1), double.NaN, double.NaN)))!;
        return new ScoredTrial(id, id, new ThetaSpec(), new BacktestScore(overall, [overall], windows));
    }

    private static ScoredTrial[] Trials(IEnumerable<ModelSpec> specs, double[] values) =>
        [.. specs.Select((spec, k) => new ScoredTrial($"t{k}", spec.Label, spec, Evaluator.Run(values, spec, Protocol, Stop).Score!))];

    private static double[] Series() => [.. Enumerable.Range(0, 50).Select(t => 100 + t + (10 * Math.Sin(t * Math.PI / 2)) + (3 * Math.Sin(t * 1.7)))];
}
