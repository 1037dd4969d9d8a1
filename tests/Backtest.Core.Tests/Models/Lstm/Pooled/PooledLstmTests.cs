using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Numerics;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Models.Lstm.Pooled;

/// <summary>Networks of a panel: trained on the samples of all series, and used on each.</summary>
public sealed class PooledLstmTests
{
    private static readonly LstmSpec Recipe = new()
    {
        Scope = LstmScope.Panel,
        Level = SampleLevel.Last,
        Scale = SampleScale.Sample,
        ScaleInput = true,
        ScaleWeight = 0.5,
        LookBack = 6,
        Patch = 2,
        Units = 8,
        Epochs = 20,
        BatchSize = 32,
        LearningRate = 0.01,
        Loss = LossKind.Mae,
        Schedule = LearningSchedule.Cosine,
        Averaging = 0.9,
        Output = OutputKind.Direct,
        Steps = 2,
        Transforms = [TransformKind.Log],
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // From the cutoff on the first series goes up and down as it never did. That all others do so too moves no bit of the networks, with
    // times or without, though the series begin and end at times of their own; only networks that see the end learn it.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_signal_that_only_the_future_of_another_series_has_is_no_gain(bool hasTimes)
    {
        var quiet = Panel(hasTimes, signal: false);
        var loud = Panel(hasTimes, signal: true);
        var cutoff = PanelCutoff.After(quiet[0], 40);
        var protocol = new BacktestProtocol { Horizon = 2, SeasonLength = 1, TestLength = 2, Windows = 9, Step = 2, RefitEvery = 3 };

        var (one, two) = (Fit(quiet, cutoff), Fit(loud, cutoff));
        var leaking = Fit(loud, PanelCutoff.End);

        Assert.Equal(one.Networks[0][0].Parameters, two.Networks[0][0].Parameters);
        var honest = Run(two, 40);
        Assert.Equal(Run(one, 40), honest);
        var dishonest = Run(leaking, 40);
        Assert.True(dishonest < 0.8 * honest, $"{dishonest} and {honest}");

        double Run(TrainedNetworks networks, int length) => Evaluator.Run(
            History.Of(quiet[0], Networks([length], [networks])), Recipe, protocol, Stop).Score!.Overall.Mae;
    }

    [Fact]
    public void Each_window_uses_the_last_networks_that_were_trained_before_it()
    {
        var panel = Panel(hasTimes: true, signal: false);
        PanelCutoff[] cutoffs = [PanelCutoff.After(panel[0], 40), PanelCutoff.After(panel[0], 46), PanelCutoff.End];
        var trained = cutoffs.Select((cutoff, k) => Fit(panel, cutoff) with { Cutoff = k }).ToArray();
        var trials = new Dictionary<TrialId, IReadOnlyList<TrainedNetworks>> { [TrialIdentity.Of(Recipe)] = trained };
        var history = History.Of(panel[0], PanelNetworks.For(panel[0], cutoffs, trials));

        int[] used = [Of(history[..40]), Of(history[..45]), Of(history[..46]), Of(history[..59]), Of(history)];

        Assert.Equal([0, 0, 1, 1, 2], used);
        var problem = Assert.Throws<FitException>(() => Of(History.Of(panel[0], PanelNetworks.For(panel[0], cutoffs, trials))[..39]));
        Assert.Contains("none was trained up to here", problem.Message, StringComparison.Ordinal);

        static int Of(History training) => ((PooledLstm)ModelFitter.Fit(Recipe, training, Stop)).Cutoff;
    }

    [Fact]
    public void Networks_of_several_seeds_and_inputs_are_one_trial_whose_forecast_is_their_mean()
    {
        var spec = Recipe with
        {
            Seeds = 2,
            Epochs = 2,
            Variants = [new LstmVariant(), new LstmVariant { Level = SampleLevel.Ses, LookBack = 4, Units = 4 }],
        };
        var panel = Panel(hasTimes: false, signal: false);

        var networks = PooledTraining.NetworksOf(spec);
        var trained = PooledTraining.Join(spec, 0, [.. networks.Select(network => Train(panel, PanelCutoff.End, network).Fit)]);
        var history = History.Of(panel[1], Networks([panel[1].Length], [trained], spec));
        var model = (PooledLstm)ModelFitter.Fit(spec, history, Stop);

        Assert.Equal(4, networks.Select(network => network.Seed).Distinct().Count());
        Assert.Equal([8, 8, 4, 4], trained.Networks.SelectMany(input => input).Select(network => network.Shape.Units));
        var inputs = model.Inputs.Select(input => input.Forecast(panel[1].Values, 2, []).Point).ToArray();
        Assert.All(
            model.Forecast(panel[1].Values, 2, []).Point, (value, h) => Assert.Equal((inputs[0][h] + inputs[1][h]) / 2, value, 1e-9));
        Assert.Equal(
            "Pooled LSTM, 2 epochs, 2 steps at once, 2 networks; logged, samples in patches of 2 by last / sample (look-back 6, 8 units) "
                + "and in patches of 2 by ses / sample (look-back 4, 4 units)",
            spec.Label);
    }

    [Fact]
    public void A_label_says_once_what_all_inputs_have_in_common()
    {
        string Of(params LstmVariant[] variants) => (Recipe with { Epochs = 2, Variants = variants }).Label;

        Assert.Equal(
            "Pooled LSTM(8), 2 epochs, 2 steps at once; logged, samples in patches of 2 by last / sample (look-back 6; look-back 4)",
            Of(new(), new() { LookBack = 4 }));
        Assert.Equal(
            "Pooled LSTM, look-back 4, 2 steps at once; logged, samples in patches of 2 by last / sample "
                + "(16+16 units, 3 epochs, learning rate 0.003; 8+8 units, 2 epochs, learning rate 0.01)",
            (Recipe with
            {
                Epochs = 2,
                Layers = 2,
                LearningRate = 0.01,
                Variants = [new() { LookBack = 4, Units = 16, Epochs = 3, LearningRate = 0.003 }, new() { LookBack = 4 }],
            }).Label);
        Assert.Equal(
            "Pooled LSTM(8), look-back 6, 2 epochs, 2 steps at once; logged, samples in patches of 2 by last / sample "
                + "and in patches of 2 by last / series",
            Of(new(), new() { Scale = SampleScale.Series }));
        Assert.Equal((Recipe with { Units = 5 }).Label, (Recipe with { Variants = [new() { Units = 5 }] }).Label);
    }

    [Fact]
    public void Threads_give_the_same_bits_and_so_does_another_order_of_trainings()
    {
        var panel = Panel(hasTimes: false, signal: false);
        var networks = PooledTraining.NetworksOf(Recipe with { Seeds = 2, Epochs = 2 });

        var second = Train(panel, PanelCutoff.End, networks[1]);
        var threaded = Train(panel, PanelCutoff.End, networks[1], threads: 3);
        var first = Train(panel, PanelCutoff.End, networks[0]);

        Assert.Equal(second.Fit.Network.Parameters, threaded.Fit.Network.Parameters);
        Assert.NotEqual(first.Fit.Network.Parameters, second.Fit.Network.Parameters);
        Assert.Equal(panel.Sum(series => series.Length - 4), first.Samples);
        Assert.Equal(panel.Length, first.Series);
    }

    // Sampling uses the shuffle, so a limit equal to the number of samples gives the same as no limit.
    [Fact]
    public void An_epoch_of_fewer_samples_draws_them_anew()
    {
        var panel = Panel(hasTimes: false, signal: false);
        var all = Train(panel, PanelCutoff.End, (Recipe with { Epochs = 1 }, 7));
        var limited = Train(panel, PanelCutoff.End, (Recipe with { Epochs = 1, EpochSamples = all.Samples }, 7));
        var few = Train(panel, PanelCutoff.End, (Recipe with { Epochs = 1, EpochSamples = 32 }, 7));

        Assert.Equal(all.Fit.Network.Parameters, limited.Fit.Network.Parameters);
        Assert.NotEqual(all.Fit.Network.Parameters, few.Fit.Network.Parameters);
        Assert.Equal(10, (Recipe with { Updates = 10, EpochSamples = 32 }).EpochsOf(all.Samples));
    }

    [Fact]
    public void Series_without_a_sample_are_left_out_and_a_panel_of_none_is_told()
    {
        var panel = Panel(hasTimes: false, signal: false);
        TimeSeries[] some = [panel[0], new("short", [1, 2, 3]), new("empty", [.. Enumerable.Repeat(double.NaN, 30)])];

        Assert.Equal(1, Train(some, PanelCutoff.End, (Recipe with { Epochs = 1 }, 1)).Series);
        Assert.Contains(
            "No series has the",
            Assert.Throws<FitException>(() => Train(some[1..], PanelCutoff.End, (Recipe, 1))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_of_a_pool_are_those_of_its_series_and_weigh_by_the_mean_of_all()
    {
        var panel = Panel(hasTimes: false, signal: false)[..3];
        var series = panel.Select(one => SampleSeriesOf(one.Values)).ToArray();
        var pool = new SampleSet(Recipe, series, 3);
        var alone = series.Select(one => new SampleSet(Recipe, [one], 3)).ToArray();

        Assert.Equal(alone.Sum(set => set.Count), pool.Count);
        var sample = 0;
        var (expected, actual) = (new float[3], new float[3]);
        foreach (var set in alone)
        {
            for (var k = 0; k < set.Count; k++, sample++)
            {
                set.CopyInput(k, 1, expected);
                pool.CopyInput(sample, 1, actual);
                Assert.Equal(expected, actual);
                set.CopyTargets(k, expected.AsSpan(0, 2));
                pool.CopyTargets(sample, actual.AsSpan(0, 2));
                Assert.Equal(expected, actual);
            }
        }

        Assert.Equal(1, Enumerable.Range(0, pool.Count).Average(pool.WeightOf), 1e-5);
        var means = alone.Select((set, s) => Enumerable.Range(0, set.Count)
            .Average(k => pool.WeightOf(alone.Take(s).Sum(one => one.Count) + k))).ToArray();
        Assert.True(means.Max() - means.Min() > 0.01, string.Join(", ", means));
    }

    // The scales of a series that has no logarithms are in its own units, those of the others in logarithms.
    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e9)]
    public void The_unit_of_a_series_moves_no_weight(double unit)
    {
        double[][] values = [.. Panel(hasTimes: false, signal: false)[..3].Select(one => one.Values)];
        double[] signed = [.. values[2].Select(value => value - values[2].Average())];
        SampleSet Of(double[] third) => new(Recipe, [.. new[] { values[0], values[1], third }.Select(SampleSeriesOf)], 3);

        var (own, other) = (Of(signed), Of([.. signed.Select(value => unit * value)]));

        for (var k = 0; k < own.Count; k++)
        {
            Assert.InRange(other.WeightOf(k) / own.WeightOf(k), 0.9999, 1.0001);
        }

        Assert.InRange(Enumerable.Range(0, own.Count / 3).Average(own.WeightOf), 0.1, 10);
    }

    // 40,000 samples of 240 values would take 38 MB.
    [Fact]
    public void Samples_of_a_pool_are_made_when_they_are_needed()
    {
        var spec = Recipe with { LookBack = 240, Patch = 24, Epochs = 2, EpochSamples = 100 };
        TimeSeries[] panel = [.. Enumerable.Range(1, 40).Select(s => new TimeSeries($"s{s}", [.. Steps(s, 1_000).Select(Math.Exp)]))];
        var before = GC.GetAllocatedBytesForCurrentThread();

        var fit = Train(panel, PanelCutoff.End, PooledTraining.NetworksOf(spec)[0]);

        Assert.Equal(40 * 996, fit.Samples);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1_000_000, 12_000_000);
    }

    [Fact]
    public void Each_series_holds_back_its_last_samples()
    {
        // A sample needs four values and one target.
        SampleSet Of(params int[] lengths) =>
            new(Recipe, [.. lengths.Select(length => SampleSeriesOf([.. Enumerable.Range(1, length).Select(t => (double)t)]))], 3);

        // Samples 0..9, 10..11, 12, 13..17; a fifth of each, but at least one, and none of a single one.
        Assert.Equal([8, 9, 11, 17], Of(14, 6, 5, 9).HoldBack(0.2).Validation);
        Assert.Equal([.. Enumerable.Range(0, 8), 10, .. Enumerable.Range(12, 5)], Of(14, 6, 5, 9).HoldBack(0.2).Training);
        Assert.Equal([0, 2], Of(6, 6).HoldBack(0.9).Training);
        Assert.Equal([8, 9], Of(14).HoldBack(0.2).Validation);
        Assert.Empty(Of(5, 5).HoldBack(0.5).Validation);
    }

    [Fact]
    public void Networks_of_a_panel_may_stop_early_or_show_the_loss_of_samples_that_they_do_not_see()
    {
        var panel = Panel(hasTimes: true, signal: false);
        TrainingHistory Of(LstmSpec spec) => Train(panel, PanelCutoff.End, PooledTraining.NetworksOf(spec)[0]).Fit.History;

        var watched = Of(Recipe with { Validation = true });
        var stopped = Of(Recipe with { Patience = 3, Averaging = 0, Epochs = 200, Schedule = LearningSchedule.Constant });

        Assert.Equal((20, 20), (watched.Training.Count, watched.Validation!.Count));
        Assert.All(watched.Validation, loss => Assert.InRange(loss, 0.1, 3));
        Assert.Equal(stopped.BestEpoch + 3, stopped.Validation!.Count);
        Assert.Equal(stopped.Validation.Min(), stopped.Validation[stopped.BestEpoch - 1]);
        Assert.Null(Of(Recipe).Validation);
    }

    private static SampleSeries SampleSeriesOf(double[] values)
    {
        var encoding = LstmEncoding.Fit(Recipe, values, out var filled, out var rows, out _);
        return new SampleSeries(Recipe, encoding.Samples!, encoding.Samples!.Season, filled, rows, 1);
    }

    private static PooledFit Train(
        IReadOnlyList<TimeSeries> panel, PanelCutoff cutoff, (LstmSpec Spec, ulong Seed) network, int threads = 1) =>
        PooledTraining.Train(panel, cutoff, null, network, Stop, FitContext.Default with { Threads = threads });

    private static TrainedNetworks Fit(IReadOnlyList<TimeSeries> panel, PanelCutoff cutoff) =>
        PooledTraining.Join(Recipe, 0, [.. PooledTraining.NetworksOf(Recipe).Select(network => Train(panel, cutoff, network).Fit)]);

    private static PanelNetworks Networks(int[] lengths, TrainedNetworks[] trained, LstmSpec? spec = null) =>
        new(lengths, new Dictionary<TrialId, IReadOnlyList<TrainedNetworks>> { [TrialIdentity.Of(spec ?? Recipe)] = trained });

    // Random walks. From its 41st value on the first one goes up and down; with the signal the others do so too, at the same times.
    private static TimeSeries[] Panel(bool hasTimes, bool signal)
    {
        const int Length = 60;
        return
        [
            .. Enumerable.Range(0, 8).Select(s =>
            {
                var steps = Steps(s + 1, Length);
                for (var t = 40; t < Length && (signal || s == 0); t++)
                {
                    steps[t] = t % 2 == 0 ? 0.1 : -0.1;
                }

                // With times some series begin later and some end sooner; without them the end is the same for all.
                var (start, end) = s == 0 ? (0, Length) : (s % 4, hasTimes ? Length - (s % 3) : Length);
                var value = 100.0;
                double[] values = [.. steps.Select(step => value *= Math.Exp(step))];
                return new TimeSeries(
                    $"s{s}",
                    values[start..end],
                    hasTimes ? [.. Enumerable.Range(start, end - start).Select(t => new DateTime(2024, 1, 1).AddDays(t))] : null);
            }),
        ];
    }

    private static double[] Steps(int seed, int count)
    {
        var random = new SeededRandom((ulong)seed);
        return [.. Enumerable.Range(0, count).Select(_ => (0.02 + (0.01 * seed)) * random.NextNormal())];
    }
}
