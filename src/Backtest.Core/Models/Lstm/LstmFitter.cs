using Backtest.Core.Transforms;

namespace Backtest.Core.Models.Lstm;

/// <summary>Fits an LSTM to a series: transforms, windows, training.</summary>
public static class LstmFitter
{
    /// <summary>Fits an LSTM.</summary>
    /// <param name="training">Training values in time order; missing ones, NaN, are interpolated.</param>
    /// <param name="spec">What to fit.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <exception cref="FitException">Too few values, a transform that cannot be applied, or a training that diverged.</exception>
    public static FittedLstm Fit(ReadOnlySpan<double> training, LstmSpec spec, ulong seed, CancellationToken cancellationToken)
    {
        var values = MissingValues.Interpolate(training, out var missing);
        var transforms = TransformPipeline.Fit(spec.Transforms, spec.SeasonLength, values);
        var inputs = Array.ConvertAll(transforms.Apply(values), value => (float)value);
        if (!Array.TrueForAll(inputs, float.IsFinite))
        {
            throw new FitException("A transformed value is not a finite number.");
        }

        var set = new TrainingSet(inputs, 1, inputs, spec.LookBack);
        if (set.Count < 1)
        {
            throw new FitException($"{training.Length} values leave no window of {spec.LookBack} with a value after it.");
        }

        var shape = new LstmShape(1, spec.Units, spec.Layers, spec.Dense, 1, spec.OutputActivation, spec.CellActivation);
        var fit = LstmTrainer.Train(shape, set, spec, seed, cancellationToken);
        string[] warnings = missing > 0 ? [$"{missing} missing values were interpolated."] : [];
        return new FittedLstm(spec, transforms, fit.Network, fit.History, warnings);
    }
}
