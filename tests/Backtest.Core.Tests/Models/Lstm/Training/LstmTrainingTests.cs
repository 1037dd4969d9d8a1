using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Models.Lstm.Kernels;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Numerics;
using Backtest.Core.Problems;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Models.Lstm.Training;

public sealed class LstmTrainingTests
{
    private static readonly LstmSpec Small =
        new() { LookBack = 6, Units = 5, Layers = 2, Epochs = 8, BatchSize = 7, Dropout = 0.3, Dense = [new DenseLayer(4)] };

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_thread()
    {
        var values = Wave(60);
        var expected = LstmFitter.Fit(values, Small, 3, Stop).Networks[0].Parameters;
        var others = new float[4][];

        Parallel.For(0, others.Length, k =>
        {
            // Other garbage before it, and so other addresses.
            var garbage = new byte[(k * 1000) + 13];
            others[k] = LstmFitter.Fit(values, Small, 3, Stop).Networks[0].Parameters;
            GC.KeepAlive(garbage);
        });

        Assert.All(others, other => Assert.Equal(expected, other));
        Assert.NotEqual(expected, LstmFitter.Fit(values, Small, 4, Stop).Networks[0].Parameters);
    }

    [Fact]
    public void Fewer_epochs_are_the_beginning_of_more()
    {
        var values = Wave(60);
        var fewer = LstmFitter.Fit(values, Small with { Epochs = 3 }, 9, Stop);

        Assert.Equal(fewer.History.Training, LstmFitter.Fit(values, Small with { Epochs = 10 }, 9, Stop).History.Training.Take(3));
    }

    [Fact]
    public void Dropout_keeps_the_expectation()
    {
        var shape = new LstmShape(1, 16, 1, [], 1, Activation.Linear);
        var masks = new DropoutMasks(0.25, 0, shape, 50, 20);
        masks.Draw(new SeededRandom(1), 20, 50);
        var kept = new float[50 * 16];

        Array.Fill(kept, 1);
        masks.ApplyLast(0, 0, kept, 20, new BatchRows(50, 0, 50));

        Assert.All(kept, value => Assert.True(value == 0 || value == 1 / 0.75f));
        Assert.Equal(1, kept.Average(), 5 * Math.Sqrt(0.25 / 0.75 / kept.Length));
    }

    [Fact]
    public void A_wave_is_learnt_far_better_than_the_naive_forecast()
    {
        var values = Wave(200);
        var fit = LstmFitter.Fit(
            values.AsSpan(0, 176),
            new LstmSpec { LookBack = 24, Units = 16, Epochs = 100, LearningRate = 0.01, Transforms = [TransformKind.MinMax] },
            1,
            TestContext.Current.CancellationToken);

        var forecast = fit.Forecast(values.AsSpan(0, 176), 24, []).Point;

        var error = forecast.Select((value, h) => Math.Abs(value - values[176 + h])).Average();
        var naive = Enumerable.Range(0, 24).Average(h => Math.Abs(values[175] - values[176 + h]));
        Assert.True(error < 0.1 * naive, $"{error} against {naive}");
        Assert.True(fit.History.Training[^1] < 0.01 * fit.History.Training[0]);
    }

    // Adam's steps are as long as its rate, whatever the gradient: an LSTM's outputs stay below one in size, and so a lone
    // output layer grows but slowly; layer upon layer of dense weights soon overflows.
    [Theory]
    [InlineData(1e30, 7, 1)]
    [InlineData(1e6, 7, 1)]
    [InlineData(1e6, 60, 3)]
    public void A_training_that_diverges_says_when(double learningRate, int batchSize, int epoch)
    {
        var spec = Small with
        {
            LearningRate = learningRate,
            BatchSize = batchSize,
            Transforms = [],
            Dense = [new DenseLayer(64, Activation.Relu), new DenseLayer(32, Activation.Relu)],
        };

        var problem = Assert.Throws<FitException>(() => LstmFitter.Fit(Wave(60), spec, 1, Stop));

        Assert.Contains($"diverged in epoch {epoch};", problem.Message);
        Assert.All(
            LstmFitter.Fit(Wave(60), spec with { Epochs = epoch - 1 }, 1, Stop).History.Training,
            loss => Assert.True(double.IsFinite(loss)));
    }

    [Fact]
    public void An_autoregression_is_learnt_far_better_than_the_naive_forecast()
    {
        // x_t = -0.9 x_{t-1} + e_t: one step ahead the best forecast has variance 1, the naive one 2 / (1 - 0.9) = 20.
        var random = new SeededRandom(2);
        var values = new double[500];
        for (var t = 1; t < values.Length; t++)
        {
            values[t] = (-0.9 * values[t - 1]) + random.NextNormal();
        }

        var fit = LstmFitter.Fit(
            values.AsSpan(0, 400),
            new LstmSpec { LookBack = 4, Units = 8, Epochs = 60, LearningRate = 0.01, Transforms = [TransformKind.Standardise] },
            1,
            Stop);

        var error = Enumerable.Range(400, 100).Average(t => Math.Pow(fit.Forecast(values.AsSpan(0, t), 1, []).Point[0] - values[t], 2));
        var naive = Enumerable.Range(400, 100).Average(t => Math.Pow(values[t - 1] - values[t], 2));
        Assert.True(error < 0.1 * naive, $"{error} against {naive}");
    }

    [Fact]
    public void A_constant_series_is_forecast_to_stay()
    {
        double[] values = [.. Enumerable.Repeat(42.5, 40)];
        foreach (var transforms in new TransformKind[][] { [TransformKind.Difference, TransformKind.Standardise],
            [TransformKind.Standardise],
            [TransformKind.MinMax],
            [TransformKind.Log] })
        {
            var fit = LstmFitter.Fit(
                values, new LstmSpec { LookBack = 5, Units = 4, Epochs = 200, LearningRate = 0.01, Transforms = transforms }, 1, Stop);

            Assert.All(fit.Forecast(values, 6, []).Point, value => Assert.Equal(42.5, value, 0.5));
        }
    }

    [Fact]
    public void A_batch_may_be_larger_than_the_series_and_the_last_one_short()
    {
        // 60 values less one by differencing leave 53 samples of 6.
        Assert.Equal(
            LstmFitter.Fit(Wave(60), Small with { BatchSize = 53 }, 1, Stop).History.Training,
            LstmFitter.Fit(Wave(60), Small with { BatchSize = 1000 }, 1, Stop).History.Training);
        var set = new SlidingSampleSet([1, 2, 3, 4, 5, 6], 1, [1, 2, 3, 4, 5, 6], 1);
        var shape = new LstmShape(1, 2, 1, [], 1, Activation.Linear);

        // With a negligible step, the mean over batches of 2, 2 and 1 samples is the mean over all 5.
        var spec = new LstmSpec { LookBack = 1, Units = 2, Epochs = 1, LearningRate = 1e-30 };
        double LossWith(int batchSize) =>
            LstmTrainer.Train(shape, set, spec with { BatchSize = batchSize }, [1], 1, FitContext.Default, Stop)
                .Single().History.Training[0];

        Assert.Equal(LossWith(5), LossWith(2), 1e-9);
    }

    [Fact]
    public void A_cancelled_training_stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => LstmFitter.Fit(Wave(60), Small, 1, source.Token));
    }

    [Fact]
    public void Gaps_are_interpolated_and_the_reader_is_told()
    {
        var values = Wave(60);
        var gaps = (double[])values.Clone();
        gaps[0] = gaps[30] = gaps[59] = double.NaN;
        var filled = (double[])values.Clone();
        (filled[0], filled[30], filled[59]) = (values[1], (values[29] + values[31]) / 2, values[58]);

        var fit = LstmFitter.Fit(gaps, Small, 1, TestContext.Current.CancellationToken);

        Assert.Equal("Missing values were interpolated.", Assert.Single(fit.Warnings));
        Assert.Equal(LstmFitter.Fit(filled, Small, 1, TestContext.Current.CancellationToken)
            .Forecast(filled, 5, []).Point, fit.Forecast(gaps, 5, []).Point);
    }

    [Fact]
    public void Too_few_values_say_how_many_are_needed()
    {
        Assert.Contains("too few for a sample", Assert.Throws<FitException>(() => LstmFitter.Fit(new double[] { 1, 2, 3 }, Small, 1, Stop)).Message);
        var fit = LstmFitter.Fit(Wave(40), Small, 1, TestContext.Current.CancellationToken);
        Assert.Contains("the last 7 values", Assert.Throws<FitException>(() => fit.Forecast(new double[] { 1, 2, 3 }, 1, [])).Message);
    }

    [Fact]
    public void A_training_allocates_nothing_per_batch()
    {
        var set = new SlidingSampleSet(new float[1000], 2, new float[500], 10, 3, 4);
        var shape = new LstmShape(2, 16, 2, [new DenseLayer(5)], 12, Activation.Softmax, branches: true, groupLength: 4);
        var step = new TrainingStep(shape, 32, 10, LossKind.CrossEntropy);
        var random = new SeededRandom(1);
        var network = LstmInitializer.Create(shape, random);
        var masks = new DropoutMasks(0.2, 0.2, shape, 32, 10);
        var order = Enumerable.Range(0, set.Count).ToArray();
        IOptimizer[] optimizers =
            [new Adam(shape.ParameterLength), new RmsProp(shape.ParameterLength), new GradientDescent(shape.ParameterLength, 0.9)];
        void Train()
        {
            random.Shuffle(order.AsSpan());
            masks.Draw(random, 10, 32);
            step.Fill(set, order.AsSpan(0, 32));
            step.Gradient(network.Parameters, masks);
            GradientClipping.Clip(step.Gradients, 1);
            WeightPenalty.AddTo(step.Gradients, network.Parameters, 0.01);
            for (var k = 0; k < optimizers.Length; k++)
            {
                optimizers[k].Step(network.Parameters, step.Gradients, 0.001);
            }

            step.Loss(network.Parameters);
        }

        Train();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Train();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static double[] Wave(int count) =>
        [.. Enumerable.Range(0, count).Select(t => 10 + (3 * Math.Sin(2 * Math.PI * t / 12)) + (0.01 * t))];
}
