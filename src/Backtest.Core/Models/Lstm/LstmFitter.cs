using Backtest.Core.Models.Lstm.Backends;
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
    /// <param name="threads">Threads that share the training; the built-in backend's model is the same.</param>
    /// <param name="backends">The backends that there are; null for the built-in one.</param>
    /// <exception cref="InputException">The backend that the spec asks for is not among them.</exception>
    /// <exception cref="FitException">Too few values, a transform that cannot be applied, or a training that diverged.</exception>
    public static FittedLstm Fit(
        History training, LstmSpec spec, ulong seed, CancellationToken cancellationToken, int threads = 1, LstmBackends? backends = null)
    {
        FittedLstm? result = null;
        FitEach(training, [spec], seed, (_, fit) => result = fit, cancellationToken, threads, backends);
        return result!;
    }

    /// <summary>Fits LSTMs that differ in their epochs alone, in one training with check points.</summary>
    /// <param name="training">Training values in time order; missing ones, NaN, are interpolated.</param>
    /// <param name="specs">What to fit, fewest epochs first.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="fitted">Told of each model, by its index, as soon as it is fitted; the same as if it were fitted alone.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <param name="threads">Threads that share the training; the built-in backend's models are the same.</param>
    /// <param name="backends">The backends that there are; null for the built-in one.</param>
    /// <exception cref="InputException">The backend that the specs ask for is not among them.</exception>
    /// <exception cref="FitException">Why the models that <paramref name="fitted"/> has not been told of cannot be fitted.</exception>
    public static void FitEach(
        History training,
        IReadOnlyList<LstmSpec> specs,
        ulong seed,
        Action<int, FittedLstm> fitted,
        CancellationToken cancellationToken,
        int threads = 1,
        LstmBackends? backends = null)
    {
        var spec = specs[^1];
        var backend = (backends ?? LstmBackends.BuiltIn).For(spec);
        var encoding = LstmEncoding.Fit(spec, training, out var values, out var inputs, out var warnings);
        TrainingSet set = encoding.Samples is null
            ? Slide(training.Length, spec, ref encoding, inputs)
            : Samples(values, spec, encoding, inputs);
        var shape = LstmShape.Of(spec, set.InputCount);
        var networks = specs.Select(_ => new List<LstmNetwork>()).ToArray();
        var histories = new TrainingHistory[specs.Count];
        var seeds = spec.Seeds ?? 1;

        // The first network has the seed itself. Seeds in a row would meet those of grids whose own seeds are in a row.
        var random = new SeededRandom(seed);
        for (var k = 0; k < seeds; k++, seed = random.NextBits())
        {
            LstmTrainer.Train(
                shape,
                set,
                spec,
                [.. specs.Select(one => one.Epochs)],
                seed,
                (s, fit) =>
                {
                    networks[s].Add(fit.Network);
                    histories[s] ??= fit.History;
                    if (networks[s].Count == seeds)
                    {
                        fitted(s, new FittedLstm(specs[s], encoding, networks[s], histories[s], warnings));
                    }
                },
                cancellationToken,
                threads,
                backend);
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
