using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Numerics;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Onnx;
using static TorchSharp.torch;

namespace Backtest.TorchSharp.Tests;

/// <summary>The built-in backend, which its own tests compare with PyTorch, is the reference.</summary>
public sealed class TorchSharpBackendTests
{
    private const double Tolerance = 1e-4;

    private static readonly TorchSharpBackend Added = new();

    private static readonly FitContext Context = new(1, new LstmBackends([Added]));

    private static readonly LstmSpec Plain = new()
    {
        LookBack = 8,
        Units = 12,
        Layers = 2,
        BatchSize = 16,
        Epochs = 20,
        LearningRate = 0.005,
        Dense = [new DenseLayer(7, Activation.Tanh)]
    };

    private static readonly LstmSpec Classifier =
        Plain with { Bins = 6, Loss = LossKind.CrossEntropy, OutputActivation = Activation.Softmax };

    private static readonly Dictionary<string, LstmSpec> Specs = new()
    {
        ["Adam and the squared error"] = Plain,
        ["PyTorch's starting weights"] = Plain with { Initialization = WeightInitialization.PyTorch },
        ["the absolute error"] = Plain with { Loss = LossKind.Mae },
        ["Huber's loss"] = Plain with { Loss = LossKind.Huber },
        ["RMSprop"] = Plain with { Optimizer = OptimizerKind.RmsProp, LearningRate = 0.001 },
        ["gradient descent with momentum"] = Plain with { Optimizer = OptimizerKind.Sgd, Momentum = 0.9, LearningRate = 0.05 },
        ["a decay of the step size"] = Plain with { DecayFactor = 0.5, DecayEvery = 5 },
        ["clipping and a penalty"] = Plain with { ClipNorm = 0.1, WeightDecay = 0.01 },
        ["relu cells"] = Plain with { CellActivation = CellActivation.Relu, LearningRate = 0.001 },
        ["dense relu and sigmoid layers"] = Plain with
        {
            Dense = [
                new DenseLayer(9, Activation.Relu), new DenseLayer(5, Activation.Sigmoid), new DenseLayer(4, Activation.Softmax)]
        },
        ["early stopping"] = Plain with { Patience = 3, ValidationShare = 0.25 },
        ["validation without stopping"] = Plain with { Validation = true, Averaging = 0.9 },
        ["dropout"] = Plain with { Dropout = 0.3 },
        ["recurrent dropout"] = Plain with { RecurrentDropout = 0.2, Dropout = 0.1 },
        ["several steps at once"] = Plain with { Output = OutputKind.Direct, Steps = 4 },
        ["a covariate"] = Plain with { Covariates = ["x"] },
        ["branches"] = Plain with { Covariates = ["x"], Branches = true, Dropout = 0.1 },
        ["ranges"] = Classifier,
        ["ranges of several steps"] = Classifier with { Output = OutputKind.Direct, Steps = 3 },
        ["samples normalised one by one"] = Plain with
        {
            Level = SampleLevel.Ses,
            Scale = SampleScale.Sample,
            ScaleInput = true,
            ScaleWeight = 0.5,
            Patch = 4,
            Stride = 2,
            Transforms = [],
            Output = OutputKind.Direct,
            Steps = 6,
        },

        ["samples with the absolute error"] = Kinked(LossKind.Mae),
        ["samples with Huber's loss"] = Kinked(LossKind.Huber),
        ["quantiles"] = Kinked(LossKind.Pinball),
        ["samples with the absolute error by gradient descent"] = ByDescent(Kinked(LossKind.Mae)),
        ["samples with Huber's loss by gradient descent"] = ByDescent(Kinked(LossKind.Huber)),
        ["quantiles by gradient descent"] = ByDescent(Kinked(LossKind.Pinball)),
        ["a cosine and averaged weights"] = Plain with { Schedule = LearningSchedule.Cosine, Averaging = 0.95 },
        ["batches that are all samples"] = Plain with { BatchSize = 100_000 },
    };

    // The official libtorch needs a C++ library of GCC 13 or later, which older distributions lack.
    private static readonly string? Missing = WhyNotLoaded();

    public TorchSharpBackendTests() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    public static TheoryData<string> Options => [.. Specs.Keys];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Options))]
    public void Losses_and_forecasts_follow_the_built_in_backend(string what)
    {
        var spec = Specs[what];
        var expected = LstmFitter.Fit(Wave(), spec, 5, Stop);
        var fit = LstmFitter.Fit(Wave(), spec with { Backend = LstmBackendKind.TorchSharp }, 5, Stop, Context);

        var difference = Difference(expected.History.Training, fit.History.Training);
        TestContext.Current.TestOutputHelper!.WriteLine($"{what}: losses differ by at most {difference:E1}");
        Assert.True(expected.History.Training[^1] < expected.History.Training[0]);
        Assert.True(difference < Tolerance, $"{difference}");
        Assert.Equal(expected.History.BestEpoch, fit.History.BestEpoch);
        Assert.Equal(expected.History.Validation is null, fit.History.Validation is null);
        Assert.True(Difference(expected.History.Validation ?? [], fit.History.Validation ?? []) < Tolerance);
        var scale = Wave().Values.ToArray().Max(Math.Abs);
        Assert.All(Forecast(expected), (value, h) => Assert.Equal(value, Forecast(fit)[h], 0.005 * scale));
    }

    // With Adam, losses with a kink or a bend drift apart after some epochs. That is due to the training and not to the backend: the losses
    // of the built-in backend drift too if the values of the series change by less than the last bit of a float.
    [Theory]
    [InlineData(LossKind.Mae)]
    [InlineData(LossKind.Huber)]
    public void The_built_in_backend_drifts_as_far_from_a_change_in_the_last_bit(LossKind loss)
    {
        var random = new SeededRandom(3);
        double[] values = Wave().Values.ToArray();
        double[] changed = [.. values.Select(value => value * (1 + (3e-8 * random.NextNormal())))];
        double Drift(LstmSpec spec) => Difference(
            LstmFitter.Fit(values, spec, 5, Stop).History.Training, LstmFitter.Fit(changed, spec, 5, Stop).History.Training);

        Assert.InRange(Drift(Kinked(loss)), 0, 1e-6);
        Assert.InRange(Drift(Kinked(loss) with { Epochs = 20 }), 100 * Tolerance, 1);
        Assert.InRange(Drift(ByDescent(Kinked(loss))), 0, 1e-6);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        var spec = Plain with { Dropout = 0.2, Backend = LstmBackendKind.TorchSharp };
        var one = LstmFitter.Fit(Wave(), spec, 3, Stop, Context);
        var other = LstmFitter.Fit(Wave(), spec, 3, Stop, Context);

        Assert.Equal(one.History.Training, other.History.Training);
        Assert.Equal(one.Networks[0].GetLayer(1).Recurrent, other.Networks[0].GetLayer(1).Recurrent);
        Assert.NotEqual(one.History.Training, LstmFitter.Fit(Wave(), spec, 4, Stop, Context).History.Training);
    }

    [Fact]
    public void Trainings_side_by_side_give_the_bits_of_a_single_one()
    {
        var spec = Plain with { Dropout = 0.2, RecurrentDropout = 0.2, Backend = LstmBackendKind.TorchSharp };
        var expected = LstmFitter.Fit(Wave(), spec, 3, Stop, Context).History.Training;
        var others = new IReadOnlyList<double>[4];

        Parallel.For(0, others.Length, k => others[k] = LstmFitter.Fit(Wave(), spec, 3, Stop, Context).History.Training);

        Assert.All(others, losses => Assert.Equal(expected, losses));
    }

    [Fact]
    public void Check_points_are_the_networks_of_shorter_trainings()
    {
        var specs = new[] { 3, 9 }.Select(epochs => Plain with { Epochs = epochs, Patience = 2, Backend = LstmBackendKind.TorchSharp })
            .ToArray();
        var together = LstmFitter.FitEach(Wave(), specs, 7, Context, Stop).ToArray();

        for (var k = 0; k < specs.Length; k++)
        {
            var alone = LstmFitter.Fit(Wave(), specs[k], 7, Stop, Context);
            Assert.Equal(alone.History.Training, together[k].History.Training);
            Assert.Equal(alone.Networks[0].GetLayer(0).Input, together[k].Networks[0].GetLayer(0).Input);
            Assert.Equal(alone.Networks[0].GetDense(1).Weights, together[k].Networks[0].GetDense(1).Weights);
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void The_same_writer_stores_it_as_ONNX(string what)
    {
        var spec = Specs[what];
        var fit = LstmFitter.Fit(Wave(), spec with { Epochs = 2, Backend = LstmBackendKind.TorchSharp }, 5, Stop, Context);
        var shape = fit.Networks[0].Shape;
        var random = new SeededRandom(1);
        float[] samples = [.. Enumerable.Range(0, 5 * spec.InputSteps * shape.Inputs).Select(_ => (float)random.NextNormal())];
        var (expected, stored) = (new float[5 * shape.Outputs], new float[5 * shape.Outputs]);
        fit.Networks[0].Forward(samples, 5, spec.InputSteps, expected);

        using var forecaster = new OnnxForecaster(OnnxModelWriter.Write(fit.Networks, spec.InputSteps, what));
        forecaster.Predict(samples, stored);

        Assert.All(expected, (value, k) => Assert.Equal(value, stored[k], 1e-5f));
    }

    [Fact]
    public void A_training_that_diverges_or_is_stopped_says_so()
    {
        var diverging = Plain with
        {
            Backend = LstmBackendKind.TorchSharp,
            CellActivation = CellActivation.Relu,
            Optimizer = OptimizerKind.Sgd,
            LearningRate = 1e6
        };
        Assert.Contains(
            "diverged in epoch", Assert.Throws<FitException>(() => LstmFitter.Fit(Wave(), diverging, 1, Stop, Context)).Message);

        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => LstmFitter.Fit(Wave(), Plain with { Backend = LstmBackendKind.TorchSharp }, 1, source.Token, Context));
    }

    [Fact]
    public void Several_threads_learn_the_same_up_to_rounding()
    {
        var spec = Plain with { Units = 48, BatchSize = 64, Backend = LstmBackendKind.TorchSharp };

        var (one, two) = (LstmFitter.Fit(Wave(), spec, 1, Stop, Context),
            LstmFitter.Fit(Wave(), spec, 1, Stop, Context with { Threads = 2 }));

        Assert.True(Difference(one.History.Training, two.History.Training) < Tolerance);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Batches_leave_no_tensors_behind(double recurrentDropout)
    {
        var spec =
            Plain with { Dropout = 0.1, RecurrentDropout = recurrentDropout, Patience = 1000, Backend = LstmBackendKind.TorchSharp };
        long Left(int epochs)
        {
            // Finalizers of earlier trainings would count here.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var before = Tensor.TotalCount;
            LstmFitter.Fit(Wave(), spec with { Epochs = epochs }, 1, Stop, Context);
            return Tensor.TotalCount - before;
        }

        Assert.Equal(Left(1), Left(8));
    }

    private static LstmSpec Kinked(LossKind loss) => Plain with
    {
        Epochs = 6,
        Level = SampleLevel.Last,
        Scale = loss == LossKind.Huber ? SampleScale.Series : SampleScale.Sample,
        Transforms = [],
        Loss = loss,
        OutputActivation = loss == LossKind.Pinball ? Activation.Quantiles : Activation.Linear,
        Output = OutputKind.Direct,
        Steps = 4,
    };

    private static LstmSpec ByDescent(LstmSpec spec) =>
        spec with { Epochs = 20, Optimizer = OptimizerKind.Sgd, LearningRate = 0.05 };

    private static double Difference(IReadOnlyList<double> expected, IReadOnlyList<double> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        return expected.Zip(actual, (one, other) => Math.Abs(one - other)).DefaultIfEmpty().Max();
    }

    private static double[] Forecast(FittedLstm fit) => fit.Forecast(Wave(), fit.Spec.OutputSteps, []).Point;

    private static History Wave()
    {
        double[] values =
            [.. Enumerable.Range(0, 160).Select(t => 50 + (0.1 * t) + (10 * Math.Sin(2 * Math.PI * t / 12)) + (3 * Math.Sin(1.7 * t)))];
        return History.Of(
            new TimeSeries("wave", values, Covariates: [new Covariate("x", [.. values.Select((_, t) => Math.Cos(t / 5.0))], false)]));
    }

    private static string? WhyNotLoaded()
    {
        try
        {
            return get_num_threads() > 0 ? null : "libtorch has no threads.";
        }
        catch (TypeInitializationException problem)
        {
            return $"libtorch cannot be loaded on this machine: {problem.GetBaseException().Message.Split('\n')[0]}";
        }
    }
}
