using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Numerics;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Lstm;

/// <summary>Fits LSTMs to a series: encoding, samples, training.</summary>
public static class LstmFitter
{
    /// <summary>Fits an LSTM.</summary>
    /// <param name="training">Training values in time order; missing ones, NaN, are interpolated.</param>
    /// <param name="spec">What to fit.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <param name="context">Threads and backends; null for the default.</param>
    /// <exception cref="InputException">The context lacks the backend of the spec.</exception>
    /// <exception cref="FitException">Too few values, a transform that cannot be applied, or a training that diverged.</exception>
    public static FittedLstm Fit(
        History training, LstmSpec spec, ulong seed, CancellationToken cancellationToken, FitContext? context = null) =>
        FitEach(training, [spec], seed, context ?? FitContext.Default, cancellationToken).Single();

    /// <summary>Fits LSTMs that differ only in their epochs, in one training with check points.</summary>
    /// <param name="training">Training values in time order; missing ones, NaN, are interpolated.</param>
    /// <param name="specs">What to fit, fewest epochs first.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="context">Threads and backends.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <returns>The model of each spec, the same as if it were fitted alone; training continues as they are enumerated.</returns>
    /// <exception cref="InputException">The context lacks the backend of the specs.</exception>
    /// <exception cref="FitException">The remaining models cannot be fitted; the enumeration may throw it as well.</exception>
    public static IEnumerable<FittedLstm> FitEach(
        History training, IReadOnlyList<LstmSpec> specs, ulong seed, FitContext context, CancellationToken cancellationToken)
    {
        var spec = specs[^1];
        var encoding = LstmEncoding.Fit(spec, training, out var values, out var inputs, out var warnings);
        TrainingSet set = encoding.Samples is null
            ? Slide(training.Length, spec, ref encoding, inputs)
            : Samples(values, spec, encoding, inputs);
        return Train(specs, set, encoding, warnings, seed, context, cancellationToken);
    }

    private static IEnumerable<FittedLstm> Train(
        IReadOnlyList<LstmSpec> specs,
        TrainingSet set,
        LstmEncoding encoding,
        IReadOnlyList<string> warnings,
        ulong seed,
        FitContext context,
        CancellationToken cancellationToken)
    {
        var spec = specs[^1];
        var shape = LstmShape.Of(spec, set.InputCount);
        int[] epochs = [.. specs.Select(one => one.Epochs)];
        var networks = specs.Select(_ => new List<LstmNetwork>()).ToArray();
        var histories = new TrainingHistory[specs.Count];
        var seeds = spec.Seeds ?? 1;

        // The first network has the seed itself. Consecutive seeds would collide with those of grids that use consecutive seeds.
        var random = new SeededRandom(seed);
        for (var k = 0; k < seeds; k++, seed = random.NextBits())
        {
            foreach (var (s, fit) in LstmTrainer.Train(shape, set, spec, epochs, seed, context, cancellationToken).Index())
            {
                networks[s].Add(fit.Network);
                histories[s] ??= fit.History;
                if (networks[s].Count == seeds)
                {
                    yield return new FittedLstm(specs[s], encoding, networks[s], histories[s], warnings);
                }
            }
        }
    }

    private static SlidingSampleSet Slide(int length, LstmSpec spec, ref LstmEncoding encoding, float[] inputs)
    {
        var targets = new float[inputs.Length / encoding.Inputs];
        for (var t = 0; t < targets.Length; t++)
        {
            targets[t] = inputs[t * encoding.Inputs];
        }

        if (targets.Length < spec.LookBack + spec.OutputSteps)
        {
            throw new FitException($"{length} values are too few for a sample of {spec.LookBack} inputs and {spec.OutputSteps} targets.");
        }

        if (spec.Bins is { } bins)
        {
            var ranges = ValueRanges.Fit(bins, spec.Binning, targets);
            encoding = encoding with { Ranges = ranges };
            targets = Array.ConvertAll(targets, value => (float)ranges.IndexOf(value));
        }

        return new SlidingSampleSet(inputs, encoding.Inputs, targets, spec.LookBack, spec.OutputSteps, spec.Bins ?? 0);
    }

    private static SampleSet Samples(double[] values, LstmSpec spec, LstmEncoding encoding, float[] rows)
    {
        var series = new SampleSeries(spec, encoding.Samples!, encoding.Samples!.Season, values, rows, encoding.Inputs);
        var set = new SampleSet(spec, [series], spec.InputsOf(encoding.Inputs));
        return set.Count > 0
            ? set
            : throw new FitException(
                $"{values.Length} values are too few for a sample of {spec.FewestInputs} inputs and {spec.FewestTargets} targets.");
    }
}
