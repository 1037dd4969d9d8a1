using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Problems;
using Backtest.Core.Transforms;

namespace Backtest.Core.Models.Lstm;

/// <summary>The encoding of a series for a network: everything fitted to training values except the network's weights.</summary>
/// <param name="Transforms">Transforms of the series.</param>
/// <param name="Covariates">The covariates, in the order of the network's inputs after the series itself.</param>
/// <param name="Ranges">Ranges of transformed values that the outputs are probabilities of; null if they are values.</param>
/// <param name="Samples">The normalisation of single samples, used instead of transforms; null if there are only transforms.</param>
public sealed record LstmEncoding(
    TransformPipeline Transforms, IReadOnlyList<EncodedCovariate> Covariates, ValueRanges? Ranges = null, SampleEncoding? Samples = null)
{
    /// <summary>Values per time: the series and its covariates.</summary>
    public int Inputs => 1 + Covariates.Count;

    /// <summary>Fits transforms and scalings to training values.</summary>
    /// <param name="spec">Transforms and covariates.</param>
    /// <param name="training">Training values; missing ones are interpolated.</param>
    /// <param name="values">Receives the training values with missing ones interpolated.</param>
    /// <param name="inputs">Receives [values minus those lost to transforms, inputs], in time order.</param>
    /// <param name="warnings">Receives notes on filled values.</param>
    /// <exception cref="FitException">A transform cannot be applied, or a value has no finite transform.</exception>
    public static LstmEncoding Fit(
        LstmSpec spec, History training, out double[] values, out float[] inputs, out IReadOnlyList<string> warnings)
    {
        values = MissingValues.Interpolate(training.Values, out var missing);
        var filled = new List<string>();
        if (missing > 0)
        {
            filled.Add("Missing values were interpolated.");
        }

        var samples = spec.Level is null ? null : SampleEncoding.Fit(spec, training.Values, values);
        var transforms = TransformPipeline.Fit(samples is null ? spec.Transforms : [], spec.SeasonLength, values);
        var covariates = new List<EncodedCovariate>();
        foreach (var name in spec.Covariates ?? [])
        {
            var past = MissingValues.Covariate(training, name, 0, out missing);
            covariates.Add(new EncodedCovariate(
                name, TransformPipeline.Fit([TransformKind.Standardise], 1, past), training.IsKnownAhead(name) ? spec.OutputSteps : 0));
            if (missing > 0)
            {
                filled.Add($"Missing values of the covariate '{name}' were interpolated.");
            }
        }

        var encoding = new LstmEncoding(transforms, covariates, Samples: samples);
        inputs = encoding.Encode(values, training, 0);
        warnings = filled;
        return encoding;
    }

    /// <summary>The network's inputs for the times of some values.</summary>
    /// <param name="values">Values without missing ones, the last ones of <paramref name="history"/>.</param>
    /// <param name="history">Values and covariates.</param>
    /// <param name="ahead">Number of steps past the end of the history with covariates.</param>
    /// <returns>[values minus those lost to transforms plus steps ahead, inputs]; series values ahead are zero.</returns>
    internal float[] Encode(ReadOnlySpan<double> values, History history, int ahead)
    {
        var transformed = Transforms.Apply(values);
        var inputs = new float[(transformed.Length + ahead) * Inputs];
        for (var t = 0; t < transformed.Length; t++)
        {
            inputs[t * Inputs] = (float)transformed[t];
        }

        for (var c = 0; c < Covariates.Count; c++)
        {
            Encode(Covariates[c], history, ahead, inputs, 1 + c);
        }

        return Array.TrueForAll(inputs, float.IsFinite) ? inputs : throw new FitException("A transformed value is not a finite number.");
    }

    // A covariate known ahead is shifted to that many steps before its own time. The last training samples, whose covariates would lie past
    // the end of the training values, have no targets and are never used.
    private void Encode(EncodedCovariate covariate, History history, int ahead, float[] inputs, int column)
    {
        var rows = inputs.Length / Inputs;
        var known = covariate.Scaling.Apply(MissingValues.Covariate(history, covariate.Name, covariate.Lead > 0 ? ahead : 0, out _));
        var first = history.Length - (rows - ahead) + covariate.Lead;
        for (var t = 0; t < rows && first + t < known.Length; t++)
        {
            inputs[(t * Inputs) + column] = (float)known[first + t];
        }
    }
}
