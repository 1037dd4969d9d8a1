using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Numerics;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Models.Lstm;

public sealed class LstmOptionsTests
{
    private static readonly LstmSpec Small =
        new() { LookBack = 6, Units = 8, Epochs = 30, BatchSize = 16, LearningRate = 0.01, Transforms = [TransformKind.MinMax] };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<LstmSpec> Options =>
    [
        Small with { RecurrentDropout = 0.2 },
        Small with { CellActivation = CellActivation.Relu },
        Small with { Loss = LossKind.Mae },
        Small with { Loss = LossKind.Huber },
        Small with { Optimizer = OptimizerKind.RmsProp },
        Small with { Optimizer = OptimizerKind.Sgd, Momentum = 0.9 },
        Small with { DecayFactor = 0.5, DecayEvery = 10 },
        Small with { ClipNorm = 0.1 },
        Small with { WeightDecay = 1e-4 },
        Small with { Initialization = WeightInitialization.PyTorch },
        Small with { Patience = 10, ValidationShare = 0.2 },
        Small with { Validation = true, Averaging = 0.9 },
        Small with { Output = OutputKind.Direct, Steps = 4 },
        Small with { Bins = 6, Loss = LossKind.CrossEntropy, OutputActivation = Activation.Softmax },
        Small with { Bins = 4,
            Binning = Binning.Quantile,
            Loss = LossKind.CrossEntropy,
            OutputActivation = Activation.Softmax,
            Output = OutputKind.Direct,
            Steps = 3 },
        Small with { Dense = [new DenseLayer(8, Activation.Softmax)] },
        Small with { Schedule = LearningSchedule.Cosine },
        Small with { Level = SampleLevel.Last, Transforms = [] },
        Small with { Level = SampleLevel.Ses, Transforms = [], Scale = SampleScale.Sample, ScaleInput = true, ScaleWeight = 0.5 },
        Small with { Level = SampleLevel.Last,
            Transforms = [],
            Scale = SampleScale.Series,
            Patch = 3,
            Output = OutputKind.Direct,
            Steps = 4 },
        Small with { Level = SampleLevel.Last,
            Transforms = [],
            Scale = SampleScale.Sample,
            Patch = 2,
            Covariates = ["known", "measured"],
            Output = OutputKind.Direct,
            Steps = 2 },
        Small with { Covariates = ["known"] },
        Small with { Covariates = ["known", "measured"], Branches = true },
        Small with { Covariates = ["measured"], Output = OutputKind.Direct, Steps = 2 },
    ];

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_changes_the_training_and_still_learns(LstmSpec spec)
    {
        var plain = LstmFitter.Fit(Wave(), Small, 1, Stop).History.Training;

        var history = LstmFitter.Fit(History.Of(WaveWithCovariates()), spec, 1, Stop).History.Training;

        Assert.NotEqual(plain, history);
        Assert.True(history[^1] < 0.5 * history[0], $"{history[0]} to {history[^1]}");
    }

    [Fact]
    public void The_step_size_decays_by_its_factor_after_every_so_many_epochs()
    {
        // The sample protocol of a division by ten every hundred epochs.
        var spec = new LstmSpec { LearningRate = 1e-3, DecayFactor = 0.1, DecayEvery = 100 };

        Assert.Equal(
            [1e-3, 1e-3, 1e-4, 1e-4, 1e-5], new[] { 0, 99, 100, 199, 200 }.Select(spec.LearningRateAt), (a, b) => Math.Abs(a - b) < 1e-18);
    }

    [Fact]
    public void A_gradient_is_clipped_to_its_norm_and_keeps_its_direction()
    {
        float[] gradients = [3, -4, 0, 0, 0, 0, 0, 0];

        GradientClipping.Clip(gradients, 10);
        Assert.Equal([3, -4, 0, 0, 0, 0, 0, 0], gradients);
        GradientClipping.Clip(gradients, 1);
        Assert.Equal([0.6f, -0.8f, 0, 0, 0, 0, 0, 0], gradients);
    }

    [Fact]
    public void Momentum_follows_its_recursion()
    {
        float[] weights = [1, 0, 0, 0, 0, 0, 0, 0];
        float[] gradient = [1, 0, 0, 0, 0, 0, 0, 0];
        var optimizer = new GradientDescent(8, 0.5);

        // Velocities 1, 1.5, 1.75.
        for (var k = 0; k < 3; k++)
        {
            optimizer.Step(weights, gradient, 0.1);
        }

        Assert.Equal(1 - (0.1f * 4.25f), weights[0], 1e-6f);
    }

    [Fact]
    public void Weight_decay_pulls_every_weight_towards_zero()
    {
        float[] gradients = new float[8];
        WeightPenalty.AddTo(gradients, [1, -2, 3, 0, 0, 0, 0, 4], 0.5);

        Assert.Equal([0.5f, -1, 1.5f, 0, 0, 0, 0, 2], gradients);
    }

    [Fact]
    public void Early_stopping_keeps_the_weights_of_the_best_epoch()
    {
        var spec = Small with { Patience = 5, ValidationShare = 0.25, Epochs = 400, LearningRate = 0.05 };

        var fit = LstmFitter.Fit(Wave(), spec, 1, Stop);

        var validation = fit.History.Validation!;
        Assert.True(validation.Count < 400);
        Assert.Equal(fit.History.BestEpoch + 5, validation.Count);
        Assert.Equal(validation.Min(), validation[fit.History.BestEpoch - 1]);

        // As many epochs as the best one end with the same weights: the samples held back for stopping are the same.
        var shorter = LstmFitter.Fit(Wave(), spec with { Epochs = fit.History.BestEpoch }, 1, Stop);
        Assert.Equal(shorter.Networks[0].Parameters, fit.Networks[0].Parameters);
    }

    [Fact]
    public void Samples_held_back_for_stopping_are_the_last_ones_and_never_trained_on()
    {
        var values = Wave();
        var changed = (double[])values.Clone();

        // The targets of the last samples only: 120 values make 114 samples, and the last 11 are held back.
        for (var t = values.Length - 3; t < values.Length; t++)
        {
            changed[t] = 2;
        }

        var spec = Small with { Patience = 100, Epochs = 3, Transforms = [] };
        var (one, other) = (LstmFitter.Fit(values, spec, 1, Stop), LstmFitter.Fit(changed, spec, 1, Stop));

        Assert.Equal(one.History.Training, other.History.Training);
        Assert.NotEqual(one.History.Validation, other.History.Validation);
    }

    // Only to see their loss: the training is that of early stopping whose patience is never exhausted, and ends with the last weights.
    [Fact]
    public void Samples_may_be_held_back_without_stopping()
    {
        var stopping = LstmFitter.Fit(Wave(), Small with { Patience = 1000 }, 1, Stop);
        var watched = LstmFitter.Fit(Wave(), Small with { Validation = true }, 1, Stop);
        var averaged = LstmFitter.Fit(Wave(), Small with { Validation = true, Averaging = 0.9 }, 1, Stop);

        Assert.Equal(stopping.History.Training, watched.History.Training);
        Assert.Equal(stopping.History.Validation, watched.History.Validation);
        Assert.Equal(30, watched.History.BestEpoch);
        Assert.Equal(watched.History.Validation, averaged.History.Validation);
        Assert.NotEqual(watched.Networks[0].Parameters, averaged.Networks[0].Parameters);

        // Check points on the way are those of separate trainings.
        LstmSpec[] specs = [Small with { Validation = true, Epochs = 10 }, Small with { Validation = true }];
        var both = LstmFitter.FitEach(Wave(), specs, 1, FitContext.Default, Stop).ToList();
        Assert.Equal(watched.Networks[0].Parameters, both[1].Networks[0].Parameters);
        Assert.Equal(LstmFitter.Fit(Wave(), specs[0], 1, Stop).History.Validation, both[0].History.Validation);
    }

    [Fact]
    public void Starting_weights_as_in_PyTorch_lie_within_their_bounds()
    {
        var network = LstmInitializer.Create(
            new LstmShape(2, 25, 1, [new DenseLayer(16)], 1, Activation.Linear), new SeededRandom(1), WeightInitialization.PyTorch);

        var layer = network.GetLayer(0);
        foreach (var weights in new[] { layer.Input,
            layer.Recurrent,
            layer.InputBias,
            layer.RecurrentBias,
            network.GetDense(0).Weights,
            network.GetDense(0).Bias })
        {
            Assert.All(weights, weight => Assert.InRange(weight, -0.2, 0.2));
            Assert.True(weights.Max() - weights.Min() > 0.2);
        }

        Assert.All(network.GetDense(1).Weights, weight => Assert.InRange(weight, -0.25, 0.25));
    }

    [Fact]
    public void Too_few_samples_to_stop_by_are_named() =>
        Assert.Contains("hold some back", Assert.Throws<FitException>(
            () => LstmFitter.Fit(new double[] { 1, 2, 1, 2, 1, 2, 1 }, Small with { Patience = 1 }, 1, Stop)).Message);

    [Fact]
    public void A_classifier_learns_the_ranges_of_a_wave()
    {
        var spec = Small with { Bins = 8, Loss = LossKind.CrossEntropy, OutputActivation = Activation.Softmax, Epochs = 300 };

        var forecast = LstmFitter.Fit(Wave(), spec, 1, Stop).Forecast(Wave(), 12, []);

        Assert.All(Enumerable.Range(0, 12), h =>
        {
            // The wave at t = 120 + h; eight ranges of a tenth each from 0.1 to 0.9.
            var value = Wave(132)[120 + h];
            Assert.InRange(forecast.Point[h], value - 0.1, value + 0.1);
            Assert.Equal(1, forecast.Ranges![h].Sum(range => range.Probability), 1e-5);
        });
    }

    [Fact]
    public void A_network_uses_what_a_covariate_tells()
    {
        // The series is noise that the covariate announces.
        var noise = new SeededRandom(5);
        double[] known = [.. Enumerable.Range(0, 202).Select(_ => noise.NextNormal())];
        var series = new TimeSeries("x", known[..200], Covariates: [new Covariate("known", known, true)]);
        var spec = new LstmSpec { LookBack = 2, Units = 8, Epochs = 200, LearningRate = 0.01, Transforms = [], Covariates = ["known"] };

        var forecast = LstmFitter.Fit(History.Of(series), spec, 1, Stop).Forecast(History.Of(series), 2, []).Point;

        Assert.Equal(known[200], forecast[0], 0.2);
        Assert.Equal(known[201], forecast[1], 0.2);
    }

    [Fact]
    public void Threads_that_share_a_training_train_the_same_network()
    {
        var spec = Small with { Layers = 2, Dropout = 0.2, RecurrentDropout = 0.1, Epochs = 3, BatchSize = 7 };

        Assert.Equal(
            LstmFitter.Fit(Wave(), spec, 1, Stop).Networks[0].Parameters,
            LstmFitter.Fit(Wave(), spec, 1, Stop, FitContext.Default with { Threads = 3 }).Networks[0].Parameters);
    }

    private static TimeSeries WaveWithCovariates() => new("x", Wave(), Covariates:
    [
        new Covariate("known", [.. Enumerable.Range(0, 130).Select(t => Math.Cos(2 * Math.PI * t / 12))], true),
        new Covariate("measured", [.. Enumerable.Range(0, 120).Select(t => Math.Sin(2 * Math.PI * t / 6))], false),
    ]);

    private static double[] Wave(int count = 120) =>
        [.. Enumerable.Range(0, count).Select(t => 0.5 + (0.4 * Math.Sin(2 * Math.PI * t / 12)))];
}
