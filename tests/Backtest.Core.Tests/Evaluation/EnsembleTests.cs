using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Theta;
using Backtest.Core.Problems;
using Backtest.Testing;
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
        // Each model family has one trial here, an automatic one, so that the members are the same at every origin.
        var trials = Trials([new EtsSpec(), Members[3], new ArimaSpec { Auto = ArimaSearchKind.Stepwise }], Series());

        var (spec, outcome) = EnsembleEvaluator.Run(Series(), new EnsembleSpec(Combination.Mean, OnePerFamily: true), trials, Protocol);

        // Errors determine the order of the members, and so the order of the sum.
        var fitted = Evaluator.Run(Series(), spec, Protocol, Stop).Score!;
        Assert.Equal(fitted.Overall.Mse, outcome.Score!.Overall.Mse, 1e-9);
        Assert.Equal(fitted.Overall.Mase!.Value, outcome.Score.Overall.Mase!.Value, 1e-9);
        foreach (var (one, other) in fitted.Windows.SelectMany(window => window.Yhat)
            .Zip(outcome.Score.Windows.SelectMany(window => window.Yhat)))
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

            Assert.Equal(
                window.Yhat, EnsembleEvaluator.Run(changed, ensemble, Trials(Members, changed), Protocol).Outcome.Score!.Windows[k].Yhat);
        }
    }

    [Fact]
    public void Weights_are_in_inverse_proportion_to_the_errors()
    {
        // Mean absolute errors 1, 2 and 5, mean squared ones 1, 4 and 25.
        ScoredTrial[] trials = [Trial("a", 1, -1), Trial("b", 2, 2), Trial("c", 5, -5)];

        Assert.Equal(
            [1 / 1.7, 0.5 / 1.7, 0.2 / 1.7], Weights(new EnsembleSpec(Combination.InverseError, 3), trials, RankingMetric.Mase), Close);
        Assert.Equal(
            [1 / 1.29, 0.25 / 1.29, 0.04 / 1.29],
            Weights(new EnsembleSpec(Combination.InverseError, 3), trials, RankingMetric.Rmse),
            Close);
        Assert.Equal([0.5, 0.5], Weights(new EnsembleSpec(Combination.Mean, 2), trials, RankingMetric.Mase));
        Assert.Equal([1], Weights(new EnsembleSpec(Combination.InverseError, 2), [Trial("a", 0, 0), Trial("b", 2, 2)], RankingMetric.Mase));
    }

    [Fact]
    public void The_members_are_the_best_of_all_or_of_each_model_family()
    {
        ScoredTrial[] trials =
        [
            Trial("naive", 9, 9) with { Spec = Members[0] },
            Trial("ann", 1, 1) with { Spec = Members[1] },
            Trial("aan", 2, 2) with { Spec = Members[2] },
            Trial("theta", 3, 3) with { Spec = Members[3] },
            Trial("arima", 4, 4) with { Spec = Members[4] },
        ];
        string[] Chosen(EnsembleSpec spec, int origin = 12) =>
            [.. EnsembleSelection.Choose(spec, trials, origin, RankingMetric.Mase)!.Select(member => member.Label)];

        Assert.Equal(["ann", "aan"], Chosen(new EnsembleSpec(Best: 2)));
        Assert.Equal(["ann", "theta", "arima"], Chosen(new EnsembleSpec(OnePerFamily: true)));
        Assert.Equal(["ann", "theta"], Chosen(new EnsembleSpec(Best: 2, OnePerFamily: true)));
        Assert.Equal(["ann", "theta"], Chosen(new EnsembleSpec(OnePerFamily: true, MemberFamilies: ["ets", "theta"])));
        Assert.Equal(["naive"], Chosen(new EnsembleSpec(Best: 3, MemberFamilies: ["baseline"])));
    }

    [Fact]
    public void Before_any_error_is_known_the_automatic_forms_are_the_members()
    {
        ScoredTrial[] automatic =
        [
            Trial("naive", 9, 9) with { Spec = Members[0] },
            Trial("ann", 1, 1) with { Spec = Members[1] },
            Trial("ets", 2, 2) with { Spec = new EtsSpec(EtsForm.Auto) },
            Trial("theta", 3, 3) with { Spec = Members[3] },
            Trial("arima", 4, 4) with { Spec = new ArimaSpec { Auto = ArimaSearchKind.Stepwise } },
            Trial("lstm", 5, 5) with { Spec = new LstmSpec() },
        ];
        IReadOnlyList<EnsembleMember>? Chosen(EnsembleSpec spec, IReadOnlyList<ScoredTrial> trials) =>
            EnsembleSelection.Choose(spec, trials, 10, RankingMetric.Mase);

        var members = Chosen(new EnsembleSpec(OnePerFamily: true), automatic)!;
        Assert.Equal(["ets", "theta", "arima"], members.Select(member => member.Label));
        Assert.All(members, member => Assert.Equal(1 / 3.0, member.Weight, 1e-12));
        Assert.Equal(["ets", "theta"], Chosen(new EnsembleSpec(Best: 2), automatic)!.Select(member => member.Label));

        // Nothing decides between the given orders, or between the networks.
        Assert.Null(Chosen(new EnsembleSpec(OnePerFamily: true), [.. automatic[..4], Trial("arima", 4, 4) with { Spec = Members[4] }]));
        Assert.Null(Chosen(new EnsembleSpec(Best: 2, MemberFamilies: ["lstm"]), automatic));
    }

    [Fact]
    public void A_window_whose_members_nothing_tells_is_no_part_of_the_score()
    {
        var (spec, outcome) = EnsembleEvaluator.Run(Series(), new EnsembleSpec(OnePerFamily: true), Trials(Members, Series()), Protocol);

        Assert.Equal(RollingOrigin.Windows(50, Protocol)
            .Skip(1)
            .Select(window => window.TestStart), outcome.Score!.Windows.Select(window => window.TestStart));
        Assert.Equal(8, outcome.Score.Overall.Count);
        Assert.Contains("1 of 3 windows are not part of its score", Assert.Single(outcome.Warnings));
        Assert.NotEmpty(spec.Members!);
        var one = Protocol with { Windows = 1 };
        var alone = EnsembleEvaluator.Run(Series(), new EnsembleSpec(OnePerFamily: true), Trials(Members, Series(), one), one).Outcome;
        Assert.Equal(TrialStatus.Failed, alone.Status);
        Assert.Contains("no window has an earlier one", alone.Reason);
    }

    [Fact]
    public void With_automatic_forms_every_window_is_scored_and_one_is_enough()
    {
        ModelSpec[] automatic = [Members[0], new EtsSpec(), new ThetaSpec(4)];
        var protocol = Protocol with { Windows = 1 };
        var trials = Trials(automatic, Series(), protocol);

        var outcome = EnsembleEvaluator.Run(Series(), new EnsembleSpec(OnePerFamily: true), trials, protocol).Outcome;

        Assert.Empty(outcome.Warnings);
        Assert.Equal(
            trials[1].Score.Windows[0].Yhat.Zip(trials[2].Score.Windows[0].Yhat, (one, other) => (one + other) / 2),
            outcome.Score!.Windows[0].Yhat,
            Close);
    }

    [Fact]
    public void What_errs_clearly_more_than_the_best_naive_forecast_is_no_member()
    {
        ScoredTrial[] trials =
        [
            Trial("naive", 4, 4) with { Spec = Members[0] },
            Trial("seasonal", 2, 2) with { Spec = new BaselineSpec(BaselineMethod.SeasonalNaive, 4) },
            Trial("ann", 1, 1) with { Spec = Members[1] },
            Trial("theta", 2.7, 2.7) with { Spec = Members[3] },
            Trial("arima", 2.71, 2.71) with { Spec = Members[4] },
        ];

        // In two windows a share of 0.5 / sqrt(2) is forgiven: 2.707 is the bar.
        string[] Chosen(params ScoredTrial[] some) => [
            .. EnsembleSelection.Choose(new EnsembleSpec(OnePerFamily: true), some, 13, RankingMetric.Mae)!.Select(member => member.Label)];

        Assert.Equal(["ann", "theta"], Chosen(trials));
        Assert.Equal(["seasonal"], Chosen(trials[0], trials[1], trials[4]));
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
            var members = EnsembleSelection.Choose(spec, trials, 13, RankingMetric.Mae)!;
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
    public void A_trimmed_mean_leaves_out_the_lowest_and_the_highest_fifth_of_the_weight()
    {
        EnsembleSpec Of(params double[] weights) => new(Combination.TrimmedMean)
        {
            Members = [.. weights.Select((weight, k) => new EnsembleMember(TestIds.Trial($"{k}"), $"{k}", weight, Members[0]))],
        };

        Assert.Equal([3], FittedEnsemble.Combine(Of(0.2, 0.2, 0.2, 0.2, 0.2), [[1], [2], [3], [4], [1e9]]), Close);

        // 0.3 of the weight is left of 0, 0.25 of 1 and 0.05 of 2.
        Assert.Equal([0.35 / 0.6], FittedEnsemble.Combine(Of(0.25, 0.5, 0.25), [[2], [0], [1]]), Close);
        Assert.Equal([7.3], FittedEnsemble.Combine(Of(0.7, 0.3), [[7.3], [7.3]]));
    }

    [Fact]
    public void An_automatic_ensemble_takes_of_each_model_family_the_forms_that_choose_themselves_and_the_best()
    {
        ScoredTrial[] trials =
        [
            Trial("naive", 0, 0, 0) with { Spec = Members[0] },
            Trial("theta", 3, 3, 3) with { Spec = Members[3] },
            Trial("ets", 2, 2, 2) with { Spec = new EtsSpec(EtsForm.Auto) },
            Trial("ann", 1, 1, 1) with { Spec = Members[1] },
            Trial("arima", 1, 1, 1) with { Spec = new ArimaSpec { Auto = ArimaSearchKind.Stepwise } },
            Trial("log", 4, 4, 4) with { Spec = new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Lambda = 0 } },
            Trial("given", 2, 2, 2) with { Spec = Members[4] },
            Trial("lstm", 1.5, 1.5, 1.5) with { Spec = new LstmSpec() },
        ];
        var automatic = new EnsembleSpec(Combination.TrimmedMean, Automatic: true);
        (string, double)[] Chosen(int origin, params ScoredTrial[] some) =>
            [.. EnsembleSelection.Choose(
                automatic, some, origin, RankingMetric.Mae)!.Select(member => (member.Label, Math.Round(member.Weight, 12)))];
        double Share(double numerator, double denominator) => Math.Round(numerator / denominator, 12);

        // The best ARIMA is an automatic one, and counts twice of three.
        Assert.Equal(
            [("theta", Share(1, 3)), ("ets", Share(1, 6)), ("ann", Share(1, 6)), ("arima", Share(2, 9)), ("log", Share(1, 9))],
            Chosen(13, trials));

        // Before any error is known, only the automatic forms count.
        Assert.Equal([("theta", Share(1, 3)), ("ets", Share(1, 3)), ("arima", Share(1, 6)), ("log", Share(1, 6))], Chosen(10, trials));

        // Networks of the panel take part as soon as an error is known, with the best of them.
        ScoredTrial[] networks =
        [
            Trial("worse", 2, 2, 2) with { Spec = new LstmSpec { Scope = LstmScope.Panel, Units = 8 } },
            Trial("pooled", 1.6, 1.6, 1.6) with { Spec = new LstmSpec { Scope = LstmScope.Panel } },
        ];
        Assert.Equal(
            [("theta", 0.25), ("ets", 0.125), ("ann", 0.125), ("arima", Share(1, 6)), ("log", Share(1, 12)), ("pooled", 0.25)],
            Chosen(13, [.. trials, .. networks]));
        Assert.DoesNotContain(Chosen(10, [.. trials, .. networks]), member => member.Item1 is "worse" or "pooled");

        // Errors so few do not tell the width of its intervals.
        Assert.Null(EnsembleSelection.Choose(automatic, [.. trials, .. networks], 13, RankingMetric.Mae)![^1].Spread);
    }

    [Fact]
    public void In_an_automatic_ensemble_CES_shares_the_weight_of_exponential_smoothing()
    {
        ScoredTrial[] trials =
        [
            Trial("theta", 3, 3, 3),
            Trial("ets", 2, 2, 2) with { Spec = new EtsSpec(EtsForm.Average) },
            Trial("ces", 4, 4, 4) with { Spec = new CesSpec() },
        ];
        (string, double)[] Chosen(int origin) =>
            [.. EnsembleSelection.Choose(new EnsembleSpec(Combination.TrimmedMean, Automatic: true), trials, origin, RankingMetric.Mae)!
                .Select(member => (member.Label, Math.Round(member.Weight, 12)))];

        Assert.Equal([("theta", 0.5), ("ets", 0.25), ("ces", 0.25)], Chosen(10));

        // The better of them counts twice.
        Assert.Equal([("theta", 0.5), ("ets", Math.Round(1 / 3.0, 12)), ("ces", Math.Round(1 / 6.0, 12))], Chosen(13));
    }

    [Fact]
    public void In_an_automatic_ensemble_covariates_that_clearly_help_leave_no_place_to_trials_without_them()
    {
        var driven = new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Covariates = ["price"] };
        UnscoredTrial unscored = new(TestIds.Trial("ces"), "CES", new CesSpec());
        string[] Chosen(int origin, double without) =>
            [.. EnsembleSelection.Choose(
                new EnsembleSpec(Combination.TrimmedMean, Automatic: true),
                [
                    Trial("ets", [.. Enumerable.Repeat(without, 4)]) with { Spec = new EtsSpec(EtsForm.Average) },
                    Trial("theta", 3, 3, 3, 3),
                    Trial("driven", 1, 1, 1, 1) with { Spec = driven },
                    Trial("network", 2, 2, 2, 2) with { Spec = new LstmSpec { Scope = LstmScope.Panel, Covariates = ["price"] } },
                ],
                origin,
                RankingMetric.Mae,
                [unscored])!.Select(member => member.Label)];

        // Four windows of one value: the bar is 25 %.
        Assert.Equal(["driven", "network"], Chosen(14, without: 1.26));
        Assert.Equal(["ets", "CES", "theta", "driven", "network"], Chosen(14, without: 1.24));

        // One window asks for 50 %, and none tells anything.
        Assert.Equal(["ets", "CES", "theta", "driven", "network"], Chosen(11, without: 1.26));
        Assert.Equal(["driven", "network"], Chosen(11, without: 1.51));
        Assert.Equal(["ets", "CES", "theta", "driven"], Chosen(10, without: 3));
    }

    [Fact]
    public void In_an_automatic_ensemble_the_errors_of_seventy_values_weigh_each_member()
    {
        ScoredTrial Of(string id, ModelSpec spec, double size) => Trial(id, [.. Enumerable.Repeat(size, 70)]) with { Spec = spec };
        ScoredTrial[] trials =
        [
            Of("naive", Members[0], 0.1),
            Of("theta", Members[3], 4),
            Of("ets", new EtsSpec(EtsForm.Auto), 2),
            Of("ann", Members[1], 1),
            Of("lstm", new LstmSpec(), 2),
            Of("worse", new LstmSpec(), 3),
        ];
        UnscoredTrial unscored = new(TestIds.Trial("arima"), "Auto ARIMA", new ArimaSpec { Auto = ArimaSearchKind.Stepwise });
        (string, double)[] Chosen(int origin, RankingMetric metric = RankingMetric.Mae) =>
            [.. EnsembleSelection.Choose(
                new EnsembleSpec(Automatic: true),
                trials,
                origin,
                metric,
                [unscored])!.Select(member => (member.Label, Math.Round(member.Weight, 12)))];
        double Share(double weight) => Math.Round(weight / ((1 / 16.0) + (1 / 8.0) + (1 / 2.0) + (1 / 4.0)), 12);

        // By squared errors 16, 4, 1 and 4, with half a share each for the two of one family, and only the better network. Members without
        // errors have no weight.
        (string, double)[] expected =
            [("theta", Share(1 / 16.0)), ("ets", Share(1 / 8.0)), ("ann", Share(1 / 2.0)), ("lstm", Share(1 / 4.0))];
        Assert.Equal(expected, Chosen(80));
        Assert.Equal(expected, Chosen(80, RankingMetric.Rmse));

        // With 69 values, model families have equal weights, and networks none.
        Assert.Equal(["theta", "ets", "ann", "Auto ARIMA"], Chosen(79).Select(member => member.Item1));
        Assert.Equal(Math.Round(1 / 3.0, 12), Chosen(79)[0].Item2);

        // A member without errors gets all the weight.
        trials[4] = Of("lstm", new LstmSpec(), 0);
        Assert.Equal([("lstm", 1.0)], Chosen(80));
    }

    [Fact]
    public void An_automatic_form_that_no_window_could_score_is_a_member_of_what_is_published()
    {
        var trials = Trials([Members[0], Members[3], new EtsSpec()], Series());
        var unscored = new UnscoredTrial(TestIds.Trial("arima"), "Auto ARIMA", new ArimaSpec { Auto = ArimaSearchKind.Stepwise });

        var (spec, outcome) = EnsembleEvaluator.Run(
            Series(), new EnsembleSpec(Combination.Mean, Automatic: true), trials, Protocol, [unscored]);

        Assert.Equal(
            [(TestIds.Trial("t1"), 1 / 3.0), (TestIds.Trial("t2"), 1 / 3.0), (TestIds.Trial("arima"), 1 / 3.0)],
            spec.Members!.Select(member => (member.Trial, member.Weight)));
        Assert.Equal(
            trials[1].Score.Windows[0].Yhat.Zip(trials[2].Score.Windows[0].Yhat, (one, other) => (one + other) / 2),
            outcome.Score!.Windows[0].Yhat,
            Close);
    }

    [Fact]
    public void Only_a_test_speaks_against_an_automatic_ensemble_and_in_fewer_than_ten_windows_a_strict_one()
    {
        (string, ChoiceReason) Told(int windows, double size, double spread = 0.1)
        {
            double[] Errors(double size) => [.. Enumerable.Range(0, windows).Select(t => size * (1 + (spread * (t % 5))))];
            double[] Other(double size) => [.. Errors(size).Reverse()];
            var ensemble = Trial("ensemble", Errors(size)) with { Spec = Averaging with { Best = null, Automatic = true } };
            var choice = RankingSignificance.Of(
                [Trial("a", Other(1)), ensemble, Trial("naive", Other(1.05)) with { Spec = Members[0] }],
                Daily).Choose(PublicationRule.EnsembleUnlessWorse);
            return (choice.Order[0].Label, choice.Reason);
        }

        // Differences of 0.03, 0.285, 0.54, 0.795 and 1.05 from the naive forecast have p = 0.040 (t = 2.99 with 4 degrees of freedom).
        Assert.Equal(("ensemble", ChoiceReason.EnsembleInFewWindows), Told(1, 9));
        Assert.Equal(("ensemble", ChoiceReason.EnsembleInFewWindows), Told(5, 1.5));
        Assert.Equal(("a", ChoiceReason.EnsembleWorseThanNaive), Told(10, 1.5));

        // Without noise five are enough.
        Assert.Equal(("a", ChoiceReason.EnsembleWorseThanNaive), Told(5, 1.5, 0.001));
        Assert.Equal(("ensemble", ChoiceReason.EnsembleNotWorse), Told(10, 1.01));
        Assert.Equal(("ensemble", ChoiceReason.EnsembleFirst), Told(5, 0.9));
    }

    [Fact]
    public void An_ensemble_is_published_unless_the_windows_show_it_to_be_worse()
    {
        double[] Errors(double size) => [.. Enumerable.Range(0, 12).Select(t => size * (1 + (0.1 * (t % 5))))];
        ScoredTrial Ensemble(double size) => Trial("ensemble", Errors(size)) with { Spec = Averaging };
        string First(PublicationRule rule, params ScoredTrial[] trials) =>
            RankingSignificance.Of(trials, Daily).Choose(rule).Order[0].Label;

        Assert.Equal("ensemble", First(PublicationRule.EnsembleUnlessWorse, Trial("a", [.. Errors(1).Reverse()]), Ensemble(1.001)));
        Assert.Equal("a", First(PublicationRule.EnsembleUnlessWorse, Trial("a", Errors(1)), Ensemble(3)));
        Assert.Equal("a", First(PublicationRule.Best, Trial("a", [.. Errors(1).Reverse()]), Ensemble(1.001)));
        Assert.Equal("a", First(PublicationRule.EnsembleUnlessWorse, Trial("a", Errors(1)), Trial("b", Errors(1.1))));
        Assert.Equal("a", First(PublicationRule.EnsembleUnlessWorse, Trial("a", Errors(1)), Ensemble(1)));
    }

    [Fact]
    public void Where_the_horizon_is_above_the_step_in_all_windows_nothing_speaks_against_an_ensemble()
    {
        // Four windows of six steps, one apart: a block of all four.
        var significance = RankingSignificance.Of(
            [Trial("a", 1, 1, 1, 1), Trial("ensemble", 2, 2, 2, 2) with { Spec = Averaging }], Daily with { Horizon = 6, Windows = 4 });

        Assert.Empty(significance.PValues);
        Assert.Equal((null, null), (significance.Selection.InSet, significance.Selection.Optimism));
        Assert.Equal("ensemble", significance.Choose(PublicationRule.EnsembleUnlessWorse).Order[0].Label);

        // One step ahead the same losses tell them apart.
        var apart = RankingSignificance.Of(
            [Trial("a", 1, 1, 1, 1), Trial("ensemble", 2, 2, 2, 2) with { Spec = Averaging }], Daily with { Windows = 4 });
        Assert.Equal((1, 0), (apart.PValues[TestIds.Trial("a")], apart.PValues[TestIds.Trial("ensemble")]));
        Assert.Equal("a", apart.Choose(PublicationRule.EnsembleUnlessWorse).Order[0].Label);
    }

    [Fact]
    public void The_choice_says_why()
    {
        double[] Errors(double size) => [.. Enumerable.Range(0, 12).Select(t => size * (1 + (0.1 * (t % 5))))];
        double[] Other(double size) => [.. Errors(size).Reverse()];
        ScoredTrial Ensemble(double size) => Trial("ensemble", Errors(size)) with { Spec = Averaging };
        var naive = Trial("naive", Other(1.05)) with { Spec = Members[0] };
        TrialChoice Chosen(params ScoredTrial[] trials) =>
            RankingSignificance.Of(trials, Daily).Choose(PublicationRule.EnsembleUnlessWorse);
        (string, ChoiceReason, string?) Told(TrialChoice choice) => (choice.Order[0].Label, choice.Reason, choice.Better?.Label);

        Assert.Equal(("a", ChoiceReason.FirstWithoutEnsemble, null), Told(Chosen(Trial("a", Errors(1)), naive)));
        Assert.Equal(("ensemble", ChoiceReason.EnsembleFirst, null), Told(Chosen(Trial("a", Errors(1.2)), Ensemble(1), naive)));
        Assert.Equal(("ensemble", ChoiceReason.EnsembleNotWorse, "a"), Told(Chosen(Trial("a", Other(1)), Ensemble(1.01), naive)));
        Assert.Equal(("a", ChoiceReason.EnsembleTheSame, "a"), Told(Chosen(Trial("a", Errors(1)), Ensemble(1), naive)));

        // One window allows no test; one and a half times the naive forecast's loss is the bar then.
        TrialChoice InOneWindow(double size) =>
            Chosen(Trial("a", 1), Trial("ensemble", size) with { Spec = Averaging }, Trial("naive", 1.1) with { Spec = Members[0] });
        Assert.Equal(("a", ChoiceReason.EnsembleWorseThanNaive, "naive"), Told(InOneWindow(1.66)));
        Assert.Equal(("ensemble", ChoiceReason.EnsembleNotWorse, "a"), Told(InOneWindow(1.64)));

        // A test that shows that it is worse is enough.
        Assert.Equal(
            ("naive", ChoiceReason.EnsembleWorseThanNaive, "naive"),
            Told(Chosen(Trial("naive", Errors(1)) with { Spec = Members[0] }, Ensemble(1.1))));
        var worse = Chosen(Trial("a", Errors(0.5)), Ensemble(1), naive);
        Assert.Equal(("a", ChoiceReason.EnsembleWorseThanFirst, "a"), Told(worse));
        Assert.True(worse.PValue < 0.05);

        // One member is not an average: it is published under its own name, whatever the rank of the ensemble.
        var single = Ensemble(1) with { Spec = Averaging with { Members = [Averaging.Members![0]] } };
        Assert.Equal(("a", ChoiceReason.EnsembleOfOne, null), Told(Chosen(Trial("a", Errors(1.02)), single, naive)));
    }

    [Fact]
    public void Trials_rank_by_the_windows_that_all_of_them_have()
    {
        // The ensemble has no score of the first window, where the others err most.
        var ensemble = Trial("ensemble", 0, 2, 2, 2) with { Spec = Averaging };
        ensemble = ensemble with { Score = ensemble.Score with { Windows = [.. ensemble.Score.Windows.Skip(1)] } };
        var significance = RankingSignificance.Of([Trial("a", 9, 1, 1, 2), Trial("b", 1, 3, 3, 2), ensemble], Daily);

        Assert.Equal(["a", "ensemble", "b"], significance.Ranked.Select(trial => trial.Label));
        Assert.Equal((3, 4 / 3.0), (significance.Selection.Windows, significance.Selection.Score));
    }

    [Fact]
    public void Windows_that_a_metric_is_not_defined_in_are_ranked_by_mean_absolute_error()
    {
        ScoredTrial Constant(string id, double size) => Trial(id, new ErrorScale(0, 0), size, size);
        var significance = RankingSignificance.Of([Constant("a", 2), Constant("b", 1)], Daily with { Metric = RankingMetric.Mase });

        Assert.Equal(["b", "a"], significance.Ranked.Select(trial => trial.Label));
        Assert.Equal((RankingMetric.Mae, 1.0), (significance.Selection.Metric, significance.Selection.Score));
    }

    [Fact]
    public void A_member_that_cannot_be_fitted_is_left_out_and_the_others_share_its_weight()
    {
        EnsembleMember[] members =
        [
            new(TestIds.Trial("n"), "Naive", 0.2, Members[0]),
            new(TestIds.Trial("a"), "ARIMA", 0.5, new ArimaSpec { P = 30 }),
            new(TestIds.Trial("m"), "Mean", 0.3, new BaselineSpec(BaselineMethod.Mean)),
        ];

        var model = (FittedEnsemble)ModelFitter.Fit(new EnsembleSpec { Members = members }, new double[] { 1, 3, 5, 7 }, Stop);

        Assert.Equal([("Naive", 0.4), ("Mean", 0.6)], model.Spec.Members!.Select(member => (member.Label, member.Weight)));
        Assert.Equal((0.4 * 7) + (0.6 * 4), model.Forecast(new double[] { 1, 3, 5, 7 }, 1, []).Point[0], 1e-12);
        Assert.Contains("ARIMA was left out: ", Assert.Single(model.Warnings));
        Assert.Throws<FitException>(() => ModelFitter.Fit(new EnsembleSpec { Members = [members[1]] }, new double[] { 1, 3, 5, 7 }, Stop));
    }

    [Fact]
    public void Residuals_are_errors_one_step_ahead()
    {
        var spec = new EnsembleSpec
        {
            Members = [
                new EnsembleMember(TestIds.Trial("n"), "Naive", 0.5, Members[0]),
            new EnsembleMember(TestIds.Trial("m"), "Mean", 0.5, new BaselineSpec(BaselineMethod.Mean))]
        };
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

    private static EnsembleSpec Averaging =>
        new(Best: 2)
        {
            Members = [
                new EnsembleMember(TestIds.Trial("e"), "ETS", 0.5, Members[1]),
                new EnsembleMember(TestIds.Trial("t"), "Theta", 0.5, Members[3])]
        };

    private static BacktestProtocol Daily =>
        new() { Horizon = 1, SeasonLength = 1, TestLength = 1, Windows = 12, Step = 1, Metric = RankingMetric.Mae };

    private static EqualityComparer<double> Close =>
        EqualityComparer<double>.Create((one, other) => Math.Abs(one - other) < 1e-12, value => 0);

    private static IEnumerable<double> Weights(EnsembleSpec spec, ScoredTrial[] trials, RankingMetric metric) =>
        EnsembleSelection.Choose(spec, trials, 13, metric)!.Select(member => member.Weight);

    // One window per error, one step each, of a series of zeros; the first value forecast is the tenth.
    private static ScoredTrial Trial(string id, params double[] errors) => Trial(id, new ErrorScale(1, 1), errors);

    private static ScoredTrial Trial(string id, ErrorScale scale, params double[] errors)
    {
        var windows = errors.Select((error, t) =>
            new WindowScore(9 + t, 10 + t, [0], [error], Metrics.Of([new ScoredPoint(0, error, scale, double.NaN, double.NaN)]))).ToList();
        var overall = Metrics.Of(errors.Select(error => new ScoredPoint(0, error, scale, double.NaN, double.NaN)))!;
        return new ScoredTrial(TestIds.Trial(id), id, new ThetaSpec(), new BacktestScore(overall, [overall], windows));
    }

    private static ScoredTrial[] Trials(IEnumerable<ModelSpec> specs, double[] values, BacktestProtocol? protocol = null) =>
        [.. specs.Select(
            (spec, k) => new ScoredTrial(TestIds.Trial($"t{k}"), spec.Label, spec,
                Evaluator.Run(values, spec, protocol ?? Protocol, Stop).Score!))];

    private static double[] Series() =>
        [.. Enumerable.Range(0, 50).Select(t => 100 + t + (10 * Math.Sin(t * Math.PI / 2)) + (3 * Math.Sin(t * 1.7)))];
}
