using Backtest.Core.Problems;

namespace Backtest.Core.Models.Lstm;

/// <summary>Fits LSTMs to a series: encoding, windows, training.</summary>
public static class LstmFitter
{
    /// <summary>Fits an LSTM.</summary>
    /// <param name="training">Training values in time order; missing ones, NaN, are interpolated.</param>
    /// <param name="spec">What to fit.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <param name="threads">Threads that share the training; the built-in engine's model is the same.</param>
    /// <param name="engines">The engines that there are; null for the built-in one.</param>
    /// <exception cref="InputException">The engine that the spec asks for is not among them.</exception>
    /// <exception cref="FitException">Too few values, a transform that cannot be applied, or a training that diverged.</exception>
    public static FittedLstm Fit(History training, LstmSpec spec, ulong seed, CancellationToken cancellationToken, int threads = 1, LstmEngines? engines = null)
    {
        FittedLstm? result = null;
        FitEach(training, [spec], seed, (_, fit) => result = fit, cancellationToken, threads, engines);
        return result!;
    }

    /// <summary>Fits LSTMs that differ in their epochs alone, in one training with check points.</summary>
    /// <param name="training">Training values in time order; missing ones, NaN, are interpolated.</param>
    /// <param name="specs">What to fit, fewest epochs first.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="fitted">Told of each model, by its index, as soon as it is fitted; the same as if it were fitted alone.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <param name="threads">Threads that share the training; the built-in engine's models are the same.</param>
    /// <param name="engines">The engines that there are; null for the built-in one.</param>
    /// <exception cref="InputException">The engine that the specs ask for is not among them.</exception>
    /// <exception cref="FitException">Why the models that <paramref name="fitted"/> has not been told of cannot be fitted.</exception>
    public static void FitEach(
        History training,
        IReadOnlyList<LstmSpec> specs,
        ulong seed,
        Action<int, FittedLstm> fitted,
        CancellationToken cancellationToken,
        int threads = 1,
        LstmEngines? engines = null)
    {
        var spec = specs[^1];
        var engine = (engines ?? LstmEngines.BuiltIn).For(spec);
        var encoding = LstmEncoding.Fit(spec, training, out var inputs, out var warnings);
        var targets = new float[inputs.Length / encoding.Inputs];
        for (var t = 0; t < targets.Length; t++)
        {
            targets[t] = inputs[t * encoding.Inputs];
        }

        var steps = spec.OutputSteps;
        if (targets.Length < spec.LookBack + steps)
        {
            throw new FitException($"{training.Length} values leave no window of {spec.LookBack} with {steps} value(s) after it.");
        }

        if (spec.Bins is { } bins)
        {
            var ranges = ValueRanges.Fit(bins, spec.Binning, targets);
            encoding = encoding with { Ranges = ranges };
            targets = Array.ConvertAll(targets, value => (float)ranges.IndexOf(value));
        }

        var classes = spec.Bins ?? 0;
        var set = new TrainingSet(inputs, encoding.Inputs, targets, spec.LookBack, steps, classes);
        var shape = new LstmShape(
            encoding.Inputs,
            spec.Units,
            spec.Layers,
            spec.Dense,
            steps * Math.Max(1, classes),
            spec.OutputActivation,
            spec.CellActivation,
            spec.Branches,
            classes);
        LstmTrainer.Train(
            shape,
            set,
            spec,
            [.. specs.Select(one => one.Epochs)],
            seed,
            (k, fit) => fitted(k, new FittedLstm(specs[k], encoding, fit.Network, fit.History, warnings)),
            cancellationToken,
            threads,
            engine);
    }
}
