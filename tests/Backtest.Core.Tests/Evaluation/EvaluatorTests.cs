using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Models.Theta;
using Backtest.Core.Series;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Evaluation;

public sealed class EvaluatorTests
{
    private static readonly BacktestProtocol Protocol = new() { Horizon = 4, SeasonLength = 4, TestLength = 4, Windows = 3, Step = 2 };

    public static TheoryData<ModelSpec> Specs =>
    [
        new BaselineSpec(BaselineMethod.Naive),
        new BaselineSpec(BaselineMethod.SeasonalNaive, 4),
        new BaselineSpec(BaselineMethod.Drift),
        new BaselineSpec(BaselineMethod.Mean),
        new EtsSpec(EtsForm.AAdA, 4),
        new EtsSpec(EtsForm.Auto, 4),
        new ThetaSpec(4),
        new ArimaSpec { P = 1, D = 1, Q = 1, Constant = true },
        new ArimaSpec { Q = 1, SeasonalD = 1, SeasonalQ = 1, Period = 4, Lambda = 0 },
        new LstmSpec { LookBack = 4,
            Units = 4,
            Epochs = 5,
            Transforms = [TransformKind.Log, TransformKind.Difference, TransformKind.MinMax] },
        new LstmSpec { LookBack = 4,
            Units = 4,
            Epochs = 5,
            Dropout = 0.2,
            Transforms = [TransformKind.SeasonalDifference, TransformKind.Standardise],
            SeasonLength = 4 },
        new LstmSpec { LookBack = 4, Units = 4, Epochs = 5, Output = OutputKind.Direct, Steps = 3 },
        new LstmSpec { LookBack = 8,
            Units = 4,
            Epochs = 5,
            Level = SampleLevel.Ses,
            Scale = SampleScale.Sample,
            AdjustSeason = true,
            SeasonLength = 4,
            Patch = 4,
            Stride = 2,
            Output = OutputKind.Direct,
            Steps = 4,
            Transforms = [TransformKind.Log],
            Schedule = LearningSchedule.Cosine,
            Averaging = 0.9,
            Seeds = 2 },
        new LstmSpec { LookBack = 6,
            Units = 4,
            Epochs = 5,
            Level = SampleLevel.Season,
            Base = SampleBase.SeasonalNaive,
            Scale = SampleScale.Series,
            SeasonLength = 4,
            Output = OutputKind.Direct,
            Steps = 3,
            Transforms = [] },
        new LstmSpec { LookBack = 4,
            Units = 4,
            Epochs = 5,
            Bins = 5,
            Binning = Binning.Quantile,
            Loss = LossKind.CrossEntropy,
            OutputActivation = Activation.Softmax },
    ];

    public static TheoryData<LstmSpec> Trainings =>
    [
        new LstmSpec { LookBack = 4, Units = 4, Dropout = 0.2, BatchSize = 5 },
        new LstmSpec { LookBack = 4, Units = 4, RecurrentDropout = 0.2, DecayFactor = 0.5, DecayEvery = 4 },
        new LstmSpec { LookBack = 4,
            Units = 4,
            Averaging = 0.9,
            Updates = 20,
            BatchSize = 5,
            Level = SampleLevel.Last,
            Transforms = [],
            Seeds = 2 },
        new LstmSpec { LookBack = 4, Units = 4, Patience = 2, ValidationShare = 0.3, LearningRate = 0.3 },
        new LstmSpec { LookBack = 4, Units = 4, Optimizer = OptimizerKind.Sgd, Momentum = 0.5, Output = OutputKind.Direct, Steps = 2 },

        Diverging,
    ];

    // It diverges after some epochs.
    private static LstmSpec Diverging =>
        new()
        {
            LookBack = 4,
            Units = 8,
            CellActivation = CellActivation.Relu,
            Optimizer = OptimizerKind.Sgd,
            LearningRate = 0.3,
            Transforms = []
        };

    [Fact]
    public void A_training_that_diverges_leaves_the_trials_of_fewer_epochs()
    {
        var trials = Evaluator.RunEach(Series(), [Diverging with { Epochs = 1 }, Diverging with { Epochs = 12 }], Protocol, Stop);

        Assert.Equal([TrialStatus.Done, TrialStatus.Failed], trials.Select(trial => trial.Status));
        Assert.Contains("diverged in epoch", trials[1].Reason);
    }

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Trials_that_share_a_training_have_the_numbers_of_separate_ones(LstmSpec spec)
    {
        var specs = new[] { 1, 2, 5, 12 }.Select(epochs => spec with { Epochs = epochs }).ToArray();
        var alone = specs.Select(one => Evaluator.Run(Series(), one, Protocol, Stop)).ToArray();

        var together = Evaluator.RunEach(Series(), specs, Protocol, Stop, FitContext.Default with { Threads = 2 });

        foreach (var (one, other) in alone.Zip(together))
        {
            Assert.Equal((one.Status, one.Reason, one.Score?.Overall), (other.Status, other.Reason, other.Score?.Overall));
            Assert.Equal(one.Score?.Windows.SelectMany(window => window.Yhat), other.Score?.Windows.SelectMany(window => window.Yhat));
            var (left, right) = ((FittedLstm?)one.Model, (FittedLstm?)other.Model);
            Assert.Equal(left?.Networks.Select(network => network.Parameters), right?.Networks.Select(network => network.Parameters));
            Assert.Equal(left?.History.Training, right?.History.Training);
            Assert.Equal(left?.History.Validation, right?.History.Validation);
            Assert.Equal(left?.History.BestEpoch, right?.History.BestEpoch);
        }

        Assert.True(together[0].Status == TrialStatus.Done && together.DistinctBy(trial => trial.Score?.Overall).Count() > 1);
    }

    [Fact]
    public void A_covariate_of_the_past_is_unknown_after_the_cutoff_and_one_of_the_future_is_not()
    {
        var values = Series();
        TimeSeries With(double factor, int cutoff) => new("x", values, Covariates:
        [
            new Covariate("past", [.. values.Select((value, t) => t > cutoff ? factor * value : value)], false),
            new Covariate(
                "future", [.. Enumerable.Range(0, values.Length + 4).Select(t => t > cutoff ? factor * Math.Sin(t) : Math.Sin(t))], true),
        ]);
        double[] Forecast(string covariate, double factor, WindowScore window, int k) => [.. Evaluator.Run(
            History.Of(With(factor, window.Cutoff)),
            new LstmSpec { LookBack = 4, Units = 4, Epochs = 5, Output = OutputKind.Direct, Steps = 4, Covariates = [covariate] },
            Protocol,
            Stop).Score!.Windows[k].Yhat];

        foreach (var (k, window) in Evaluator.Run(values, new BaselineSpec(BaselineMethod.Naive), Protocol, Stop).Score!.Windows.Index())
        {
            Assert.Equal(Forecast("past", 1, window, k), Forecast("past", 100, window, k));
            Assert.NotEqual(Forecast("future", 1, window, k), Forecast("future", 100, window, k));
        }
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Nothing_after_a_cutoff_changes_a_forecast(ModelSpec spec)
    {
        var values = Series();
        var windows = Evaluator.Run(values, spec, Protocol, Stop).Score!.Windows;

        // A plain signal of the future: every value after the cutoff is a hundred times as large.
        foreach (var (k, window) in windows.Index())
        {
            var changed = values.Select((value, t) => t > window.Cutoff ? 100 * value : value).ToArray();

            Assert.Equal(window.Yhat, Evaluator.Run(changed, spec, Protocol, Stop).Score!.Windows[k].Yhat);
        }
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void The_hold_out_changes_no_score_of_the_windows(ModelSpec spec)
    {
        var values = Series();
        var changed = values.Select((value, t) => t >= values.Length - Protocol.TestLength ? 1 : value).ToArray();

        Assert.Equal(
            Evaluator.Run(values, spec, Protocol, Stop).Score!.Overall, Evaluator.Run(changed, spec, Protocol, Stop).Score!.Overall);
    }

    [Fact]
    public void A_window_compares_its_own_values()
    {
        var values = Series();

        var score = Evaluator.Run(values, new BaselineSpec(BaselineMethod.Naive), Protocol, Stop).Score!;

        Assert.Equal([27, 29, 31], score.Windows.Select(window => window.Cutoff));
        foreach (var window in score.Windows)
        {
            Assert.Equal(values[window.TestStart..(window.TestStart + 4)], window.Y.Select(y => y!.Value));
            Assert.All(window.Yhat, forecast => Assert.Equal(values[window.Cutoff], forecast));
        }

        Assert.Equal(12, score.Overall.Count);
        Assert.All(score.Steps, step => Assert.Equal(3, step!.Count));
        Assert.Equal(score.Overall.Mae, score.Steps.Average(step => step!.Mae), 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Without_a_refit_the_parameters_stay_and_the_state_moves_on(int refitEvery)
    {
        var values = Series();
        var spec = new ArimaSpec { P = 1, D = 1 };
        var score = Evaluator.Run(values, spec, Protocol with { RefitEvery = refitEvery }, Stop).Score!;

        var fitted = (ArimaModel)ModelFitter.Fit(spec, values.AsSpan(0, score.Windows[0].Cutoff + 1), Stop);

        Assert.Equal(fitted.Forecast(values.AsSpan(0, score.Windows[1].Cutoff + 1), 4, []).Point, score.Windows[1].Yhat);
    }

    [Fact]
    public void A_model_that_cannot_be_fitted_is_a_failed_trial_with_its_reason()
    {
        var outcome = Evaluator.Run(Series(), new LstmSpec { LookBack = 40 }, Protocol, Stop);

        Assert.Equal(TrialStatus.Failed, outcome.Status);
        Assert.Contains("needs at least", outcome.Reason);
    }

    // Fifty days without a sale, then a launch: one window trains on zeros alone.
    [Theory]
    [InlineData(0, 50)]
    [InlineData(3, 50)]
    [InlineData(0, 44)]
    public void One_constant_window_does_not_fail_a_trial(int before, int days)
    {
        int[] sales = [10, 11, 11, 15, 12, 20, 14, 14, 19, 13, 19, 10, 19, 20];
        double[] values = [.. Enumerable.Repeat((double)before, days), .. sales, .. sales];
        var protocol = new BacktestProtocol { Horizon = 4, SeasonLength = 1, TestLength = 4, Windows = 6, Step = 4 };

        foreach (var spec in (ModelSpec[])[
            new ArimaSpec { Auto = ArimaSearchKind.Stepwise }, new ArimaSpec { P = 1, D = 1 }, new EtsSpec(), new ThetaSpec()])
        {
            var outcome = Evaluator.Run(values, spec, protocol, Stop);

            Assert.Null(outcome.Reason);
            Assert.True(double.IsFinite(outcome.Score!.Overall.Mae));
        }
    }

    [Fact]
    public void On_a_constant_series_baselines_and_ARIMA_are_right()
    {
        var values = Enumerable.Repeat(7.0, 40).ToArray();

        Assert.Equal(0, Evaluator.Run(values, new BaselineSpec(BaselineMethod.Naive), Protocol, Stop).Score!.Overall.Mae);
        var arima = Evaluator.Run(values, new ArimaSpec { P = 1 }, Protocol, Stop);
        Assert.Equal(0, arima.Score!.Overall.Mae);
        Assert.Contains("The training values are constant: the forecast is their mean, without spread.", arima.Warnings);
        Assert.Equal(TrialStatus.Done, Evaluator.Run(values, new LstmSpec { LookBack = 3, Units = 4, Epochs = 2 }, Protocol, Stop).Status);
    }

    [Fact]
    public void Errors_too_large_to_square_are_a_failed_trial_with_its_reason()
    {
        var values = Enumerable.Range(0, 40).Select(t => t % 2 == 0 ? 1e200 : -1e200).ToArray();

        Assert.Contains("too large", Evaluator.Run(values, new BaselineSpec(BaselineMethod.Mean), Protocol, Stop).Reason);
    }

    [Fact]
    public void A_missing_value_is_left_out_of_the_scores()
    {
        var values = Series();
        values[33] = double.NaN;

        var score = Evaluator.Run(values, new BaselineSpec(BaselineMethod.Drift), Protocol, Stop).Score!;

        Assert.Equal(10, score.Overall.Count);
        Assert.Null(score.Windows[2].Y[1]);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static double[] Series()
    {
        var random = new Core.Numerics.SeededRandom(5);
        return [.. Enumerable.Range(0, 40).Select(t => 50 + (t * 0.7) + (8 * Math.Sin(t * Math.PI / 2)) + (3 * random.NextNormal()))];
    }
}
