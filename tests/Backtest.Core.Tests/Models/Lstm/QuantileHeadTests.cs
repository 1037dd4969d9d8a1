using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Numerics;
using Backtest.Core.Series;
using Backtest.Core.Transforms;
using MathNet.Numerics.Distributions;

namespace Backtest.Core.Tests.Models.Lstm;

/// <summary>Networks that forecast quantiles.</summary>
public sealed class QuantileHeadTests
{
    private static readonly LstmSpec Recipe = new()
    {
        Level = SampleLevel.Last,
        Scale = SampleScale.Series,
        LookBack = 6,
        Units = 8,
        Epochs = 60,
        BatchSize = 32,
        LearningRate = 0.01,
        Loss = LossKind.Pinball,
        OutputActivation = Activation.Quantiles,
        Schedule = LearningSchedule.Cosine,
        Averaging = 0.95,
        Output = OutputKind.Direct,
        Steps = 3,
        Transforms = [],
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Outputs_of_zero_are_the_quantiles_of_a_standard_normal_distribution()
    {
        var step = new float[QuantileHead.Count];

        QuantileHead.Apply(step);

        // Tables of the normal distribution.
        double[] expected =
            [-2.3263, -1.9600, -1.6449, -1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816, 1.6449, 1.9600, 2.3263];
        Assert.All(expected, (value, k) => Assert.Equal(value, step[k], 1e-4));
    }

    [Fact]
    public void Quantiles_never_cross_whatever_the_outputs_are()
    {
        var random = new SeededRandom(1);
        for (var trial = 0; trial < 1_000; trial++)
        {
            var step = new float[QuantileHead.Count];
            foreach (ref var x in step.AsSpan())
            {
                x = (float)(random.NextNormal() * Math.Pow(10, random.NextBelow(5) - 1));
            }

            var median = step[QuantileHead.Median];
            QuantileHead.Apply(step);

            Assert.Equal(step.Order(), step);
            Assert.Equal(median, step[QuantileHead.Median]);
        }
    }

    // By hand: with a probability of 0.9 a target 2 above costs 1.8, one 2 below 0.2.
    [Theory]
    [InlineData(0.9, 1, 3, 1.8, -0.9)]
    [InlineData(0.9, 3, 1, 0.2, 0.1)]
    [InlineData(0.1, 1, 3, 0.2, -0.1)]
    [InlineData(0.1, 3, 1, 1.8, 0.9)]
    [InlineData(0.5, 3, 1, 1, 0.5)]
    [InlineData(0.9, 2, 2, 0, -0.4)]
    public void The_loss_is_that_of_the_quantile(double probability, float output, float target, double loss, float slope)
    {
        Assert.Equal(loss, LossFunction.Value(LossKind.Pinball, output, target, probability), 1e-6);
        Assert.Equal(slope, LossFunction.Derivative(LossKind.Pinball, output, target, probability), 1e-6f);
    }

    // All weights are 0, so each step has the quantiles of a standard normal distribution. One sample weighs 2 and knows its first target,
    // the other weighs 1 and knows both.
    [Fact]
    public void The_loss_of_a_batch_is_the_weighted_mean_over_known_targets()
    {
        var shape = new LstmShape(1, 2, 1, [], 2 * QuantileHead.Count, Activation.Quantiles, groupLength: QuantileHead.Count);
        var step = new TrainingStep(shape, 2, 3, LossKind.Pinball);
        step.Fill(new TwoSamples(), [0, 1]);

        var loss = step.Loss(new LstmNetwork(shape).Parameters);

        var probabilities = IntervalLevels.Probabilities.ToArray();
        double Pinball(double target) => probabilities.Sum(p =>
        {
            var error = target - Normal.InvCDF(0, 1, p);
            return Math.Max(p * error, (p - 1) * error);
        });
        Assert.Equal(((2 * Pinball(1)) + Pinball(-0.5) + Pinball(3)) / (2 * 2 * probabilities.Length), loss, 1e-6);
    }

    // White noise around a level that never moves: the quantiles that a network can learn are those of the noise.
    [Fact]
    public void The_intervals_of_noise_cover_as_often_as_they_say()
    {
        var random = new SeededRandom(4);
        double[] values = [.. Enumerable.Range(0, 1_200).Select(_ => 100 + (10 * random.NextNormal()))];
        var spec = Recipe with { Epochs = 30, LookBack = 4, LearningRate = 0.02 };
        var model = ModelFitter.Fit(spec, values.AsSpan(0, 600), Stop);
        var levels = IntervalLevels.Coverages;
        var covered = new double[levels.Length];
        for (var t = 600; t < 1_200; t++)
        {
            var forecast = model.Forecast(values.AsSpan(0, t), 1, levels);
            Assert.True(forecast.AreQuantiles);
            for (var k = 0; k < levels.Length; k++)
            {
                covered[k] += values[t] >= forecast.Intervals[k].Lower[0] && values[t] <= forecast.Intervals[k].Upper[0] ? 1 / 600.0 : 0;
            }
        }

        Assert.Equal(0.2, covered[0], 0.07);
        Assert.Equal(0.8, covered[3], 0.07);
        Assert.Equal(0.95, covered[5], 0.04);
    }

    [Fact]
    public void The_point_is_the_median_and_wider_levels_hold_narrower_ones()
    {
        var values = Wave(80, 1);
        var model = (FittedLstm)ModelFitter.Fit(Recipe with { Transforms = [TransformKind.Log] }, values, Stop);
        double[] levels = [0.001, 0.3, 0.5, 0.8, 0.95, 0.98, 0.995];

        var forecast = model.Forecast(values, 8, levels);

        for (var h = 0; h < 8; h++)
        {
            var bounds = forecast.Intervals.Reverse().Select(interval => interval.Lower[h])
                .Append(forecast.Point[h]).Concat(forecast.Intervals.Select(interval => interval.Upper[h])).ToArray();
            Assert.Equal(bounds.Order(), bounds);
            Assert.Equal(forecast.Point[h], forecast.Intervals[0].Upper[h], 0.01 * (bounds[^1] - bounds[0]));
        }

        // Beyond the steps at once distances add up as those of independent errors do, in logarithms.
        var first = model.Forecast(values, 3, [0.8]);
        var next = model.Forecast((double[])[.. values, .. first.Point], 1, [0.8]);
        double Above(Forecast one, int h) => Math.Log(one.Intervals[0].Upper[h] / one.Point[h]);
        Assert.Equal(next.Point[0], forecast.Point[3]);
        Assert.Equal(
            Math.Sqrt(Math.Pow(Above(first, 2), 2) + Math.Pow(Above(next, 0), 2)),
            Math.Log(forecast.Intervals[3].Upper[3] / forecast.Point[3]),
            1e-9);
    }

    // Bounds beyond the outermost quantiles continue a normal distribution: of the values, or of their logarithms.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Levels_beyond_the_quantiles_keep_to_the_logarithm(bool isLog)
    {
        double[] z = [.. IntervalLevels.Probabilities.ToArray().Select(probability => Normal.InvCDF(0, 1, probability))];
        double[] quantiles = Array.ConvertAll(z, one => isLog ? 10 * Math.Exp(0.9 * one) : 10 + (3 * one));

        var intervals = QuantileIntervals.Of([quantiles], [0.98, 0.99, 0.9999], isLog);

        Assert.Equal(quantiles[0], intervals[0].Lower[0]);
        Assert.All(new[] { 0.99, 0.9999 }.Zip(intervals[1..]), pair =>
        {
            var reach = Normal.InvCDF(0, 1, (1 + pair.First) / 2);
            Assert.Equal(isLog ? 10 * Math.Exp(-0.9 * reach) : 10 - (3 * reach), pair.Second.Lower[0], 1e-9);
            Assert.Equal(isLog ? 10 * Math.Exp(0.9 * reach) : 10 + (3 * reach), pair.Second.Upper[0], 1e-6);
        });
    }

    [Fact]
    public void Several_seeds_and_inputs_of_a_panel_average_their_quantiles_and_threads_change_no_bit()
    {
        TimeSeries[] panel = [.. Enumerable.Range(0, 3).Select(s => new TimeSeries($"s{s}", Wave(60, s)))];
        var spec = Recipe with
        {
            Scope = LstmScope.Panel,
            Epochs = 8,
            Seeds = 2,
            Variants = [new LstmVariant(), new LstmVariant { Scale = SampleScale.Sample }],
        };
        LstmFit[] Train(int threads) =>
        [
            .. PooledTraining.NetworksOf(spec)
                .Select(network => PooledTraining
                    .Train(panel, PanelCutoff.End, null, network, Stop, FitContext.Default with { Threads = threads }).Fit),
        ];
        var fits = Train(1);
        Assert.All(Train(3), (fit, k) => Assert.Equal(fits[k].Network.Parameters, fit.Network.Parameters));
        var trained = PooledTraining.Join(spec, 0, fits);
        var trials = new Dictionary<TrialId, IReadOnlyList<TrainedNetworks>> { [TrialIdentity.Of(spec)] = [trained] };
        var history = History.Of(panel[0], new PanelNetworks([60], trials));
        var model = (PooledLstm)ModelFitter.Fit(spec, history, Stop);

        var forecast = model.Forecast(history, 3, [0.8, 0.33]);

        var alone = new List<Forecast>();
        foreach (var (input, network) in model.Inputs.SelectMany(input => input.Networks.Select(network => (input, network))))
        {
            alone.Add((input with { Networks = [network] }).Forecast(history, 3, [0.8, 0.33]));
        }

        Assert.True(forecast.AreQuantiles);
        for (var h = 0; h < 3; h++)
        {
            Assert.Equal(alone.Average(one => one.Point[h]), forecast.Point[h], 1e-4);
            Assert.Equal(alone.Average(one => one.Intervals[0].Lower[h]), forecast.Intervals[0].Lower[h], 1e-4);
            Assert.Equal(alone.Average(one => one.Intervals[1].Upper[h]), forecast.Intervals[1].Upper[h], 1e-4);
        }
    }

    [Fact]
    public void A_backtest_scores_the_intervals()
    {
        var values = Wave(80, 2);
        var protocol = new BacktestProtocol { Horizon = 3, SeasonLength = 1, TestLength = 3, Windows = 3, Step = 3, RefitEvery = 0 };

        var score = Evaluator.Run(values, Recipe, protocol, Stop).Score!.Overall;
        var plain = Evaluator.Run(
            values, Recipe with { Loss = LossKind.Mae, OutputActivation = Activation.Linear }, protocol, Stop).Score!.Overall;

        Assert.InRange(score.Coverage95!.Value, 0.5, 1);
        Assert.True(score.Pinball > 0);
        Assert.Null(plain.Coverage95);
    }

    private static double[] Wave(int length, int seed)
    {
        var random = new SeededRandom((ulong)seed);
        return [.. Enumerable.Range(0, length).Select(t => 50 + (10 * Math.Sin(t / 3.0)) + (2 * random.NextNormal()))];
    }

    private sealed class TwoSamples() : TrainingSet(1, 3, 2, 0)
    {
        public override int Count => 2;

        public override void CopyInput(int sample, int time, Span<float> values) => values[0] = sample + time;

        public override void CopyTargets(int sample, Span<float> values) =>
            (sample == 0 ? [1f, float.NaN] : new[] { -0.5f, 3f }).CopyTo(values);

        public override float WeightOf(int sample) => sample == 0 ? 2 : 1;
    }
}
