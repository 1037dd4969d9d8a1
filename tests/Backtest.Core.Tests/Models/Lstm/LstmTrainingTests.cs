using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Numerics;
using Backtest.Core.Tests.Properties;
using Backtest.Core.Transforms;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Models.Lstm;

public sealed class LstmTrainingTests
{
    private static readonly LstmSpec Small = new() { LookBack = 6, Units = 5, Layers = 2, Epochs = 8, BatchSize = 7, Dropout = 0.3, Dense = [new DenseLayer(4)] };

    [Fact]
    public void Gradients_equal_central_differences() => RandomCases.Holds(
        from inputs in Gen.Choose(1, 3)
        from units in Gen.Choose(1, 10)
        from layers in Gen.Choose(1, 3)
        from dense in Gen.Elements<DenseLayer[]>([], [new(3, Activation.Tanh)], [new(9, Activation.Sigmoid), new(2, Activation.Linear)], [new(5, Activation.Relu)])
        from output in Gen.Elements(Activation.Linear, Activation.Tanh, Activation.Sigmoid)
        from outputs in Gen.Choose(1, 3)
        from steps in Gen.Choose(1, 5)
        from batch in Gen.Choose(1, 4)
        from dropout in Gen.Elements(0, 0.4)
        from seed in Gen.Choose(0, 1_000_000)
        select (Shape: new LstmShape(inputs, units, layers, dense, outputs, output), steps, batch, dropout, seed),
        input =>
        {
            var (shape, steps, batch, dropout, seed) = input;
            var random = new SeededRandom((ulong)seed);
            var network = LstmInitializer.Create(shape, random);
            if (shape.Dense[0].Activation == Activation.Relu)
            {
                // Some units always on and some always off: a difference must not cross the kink.
                var weights = network.GetDense(0);
                network.SetDense(0, weights with { Bias = [.. weights.Bias.Select((_, k) => k % 2 == 0 ? 5f : -5f)] });
            }

            var step = new TrainingStep(shape, batch, steps);
            step.Begin(batch);
            for (var b = 0; b < batch; b++)
            {
                for (var t = 0; t < steps; t++)
                {
                    Fill(step.Input(t, b), random);
                }

                Fill(step.Target(b), random);
            }

            DropoutMasks? masks = null;
            if (dropout > 0)
            {
                masks = new DropoutMasks(dropout, shape, batch, steps);
                masks.Draw(random, steps, batch);
            }

            step.Gradient(network.Parameters, masks);
            var gradients = step.Gradients.ToArray();

            // Along random directions, each of which moves every weight that is not padding.
            for (var trial = 0; trial < 3; trial++)
            {
                var direction = gradients.Select((_, k) => network.Parameters[k] != 0 || gradients[k] != 0 ? (float)random.NextNormal() : 0).ToArray();
                var norm = Math.Sqrt(direction.Sum(x => (double)x * x));
                double Loss(double distance) => step.Gradient(
                    [.. network.Parameters.Select((weight, k) => (float)(weight + (distance * direction[k] / norm)))], masks);
                var difference = (Loss(0.01) - Loss(-0.01)) / 0.02;
                var slope = gradients.Zip(direction, (g, d) => (double)g * d).Sum() / norm;

                Assert.Equal(difference, slope, 2e-3 * Math.Max(0.3, Math.Abs(slope)));
            }
        },
        80);

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_thread()
    {
        var values = Wave(60);
        var expected = LstmFitter.Fit(values, Small, 3, Stop).Network.Parameters;
        var others = new float[4][];

        Parallel.For(0, others.Length, k =>
        {
            // Other garbage before it, and so other addresses.
            var garbage = new byte[(k * 1000) + 13];
            others[k] = LstmFitter.Fit(values, Small, 3, Stop).Network.Parameters;
            GC.KeepAlive(garbage);
        });

        Assert.All(others, other => Assert.Equal(expected, other));
        Assert.NotEqual(expected, LstmFitter.Fit(values, Small, 4, Stop).Network.Parameters);
    }

    [Fact]
    public void Fewer_epochs_are_the_beginning_of_more()
    {
        var values = Wave(60);
        var fewer = LstmFitter.Fit(values, Small with { Epochs = 3 }, 9, Stop);

        Assert.Equal(fewer.Losses, LstmFitter.Fit(values, Small with { Epochs = 10 }, 9, Stop).Losses.Take(3));
    }

    [Fact]
    public void Dropout_keeps_the_expectation()
    {
        var shape = new LstmShape(1, 8, 1, [], 1, Activation.Linear);
        var masks = new DropoutMasks(0.25, shape, 50, 20);
        masks.Draw(new SeededRandom(1), 20, 50);
        var kept = new float[50 * 8];

        Array.Fill(kept, 1);
        masks.ApplyLast(0, kept, 20, 50);

        Assert.All(kept, value => Assert.True(value == 0 || value == 1 / 0.75f));
        Assert.Equal(1, kept.Average(), 5 * Math.Sqrt(0.25 / 0.75 / kept.Length));
    }

    [Fact]
    public void A_wave_is_learnt_far_better_than_the_naive_forecast()
    {
        var values = Wave(200);
        var fit = LstmFitter.Fit(
            values.AsSpan(0, 176), new LstmSpec { LookBack = 24, Units = 16, Epochs = 100, LearningRate = 0.01, Transforms = [TransformKind.MinMax] }, 1, TestContext.Current.CancellationToken);

        var forecast = fit.Forecast(values.AsSpan(0, 176), 24, []).Point;

        var error = forecast.Select((value, h) => Math.Abs(value - values[176 + h])).Average();
        var naive = Enumerable.Range(0, 24).Average(h => Math.Abs(values[175] - values[176 + h]));
        Assert.True(error < 0.1 * naive, $"{error} against {naive}");
        Assert.True(fit.Losses[^1] < 0.01 * fit.Losses[0]);
    }

    [Fact]
    public void A_training_that_diverges_says_when()
    {
        var problem = Assert.Throws<FitException>(() => LstmFitter.Fit(
            Wave(60), Small with { LearningRate = 1e30, Transforms = [] }, 1, TestContext.Current.CancellationToken));

        Assert.Contains("diverged in epoch 1", problem.Message);
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

        Assert.Equal("3 missing values were interpolated.", Assert.Single(fit.Warnings));
        Assert.Equal(LstmFitter.Fit(filled, Small, 1, TestContext.Current.CancellationToken).Forecast(filled, 5, []).Point, fit.Forecast(gaps, 5, []).Point);
    }

    [Fact]
    public void Too_few_values_say_how_many_are_needed()
    {
        Assert.Contains("no window", Assert.Throws<FitException>(() => LstmFitter.Fit([1, 2, 3], Small, 1, Stop)).Message);
        var fit = LstmFitter.Fit(Wave(40), Small, 1, TestContext.Current.CancellationToken);
        Assert.Contains("the last 7 values", Assert.Throws<FitException>(() => fit.Forecast([1, 2, 3], 1, [])).Message);
    }

    [Fact]
    public void A_training_allocates_nothing_per_batch()
    {
        var set = new TrainingSet(new float[500], 1, new float[500], 10);
        var shape = new LstmShape(1, 16, 2, [], 1, Activation.Linear);
        var step = new TrainingStep(shape, 32, 10);
        var network = LstmInitializer.Create(shape, new SeededRandom(1));
        var windows = Enumerable.Range(0, 32).ToArray();
        var adam = new Adam(shape.ParameterLength, 0.001);
        void Train()
        {
            step.Fill(set, windows);
            step.Gradient(network.Parameters, null);
            adam.Step(network.Parameters, step.Gradients);
        }

        Train();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Train();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static void Fill(Span<float> values, SeededRandom random)
    {
        foreach (ref var value in values)
        {
            value = (float)random.NextNormal();
        }
    }

    private static double[] Wave(int count) => [.. Enumerable.Range(0, count).Select(t => 10 + (3 * Math.Sin(2 * Math.PI * t / 12)) + (0.01 * t))];
}
