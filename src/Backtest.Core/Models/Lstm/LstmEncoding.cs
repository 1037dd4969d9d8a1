using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Problems;
using Backtest.Core.Transforms;

namespace Backtest.Core.Models.Lstm;

/// <summary>How a network sees a series: everything that is fitted to training values apart from the network's weights.</summary>
/// <param name="Transforms">Transforms of the series.</param>
/// <param name="Covariates">The covariates, in the order of the network's inputs after the series itself.</param>
/// <param name="Ranges">Ranges of transformed values that the outputs are probabilities of; null where they are values.</param>
/// <param name="Samples">How samples are normalised one by one, in place of transforms; null where the transforms are all.</param>
public sealed record LstmEncoding(
    TransformPipeline Transforms, IReadOnlyList<EncodedCovariate> Covariates, ValueRanges? Ranges = null, SampleEncoding? Samples = null)
{
    /// <summary>Values per time: the series and its covariates.</summary>
    public int Inputs => 1 + Covariates.Count;

    /// <summary>Fits transforms and scalings to training values.</summary>
    /// <param name="spec">Transforms and covariates.</param>
    /// <param name="training">Training values; missing ones are interpolated.</param>
    /// <param name="values">Receives the training values with missing ones interpolated.</param>
    /// <param name="inputs">Receives [values less those lost to transforms, inputs], in time order.</param>
    /// <param name="warnings">Receives what was filled in.</param>
    /// <exception cref="FitException">A transform cannot be applied, or a value has no finite transform.</exception>
    public static LstmEncoding Fit(
        LstmSpec spec, History training, out double[] values, out float[] inputs, out IReadOnlyList<string> warnings)
    {
        values = MissingValues.Interpolate(training.Values, out var missing);
        var filled = new List<string>();
        if (missing > 0)
        {
            filled.Add($"{missing} missing values were interpolated.");
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
                filled.Add($"{missing} missing values of the covariate '{name}' were interpolated.");
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
    /// <param name="ahead">Steps past the end of the history for which covariates are wanted as well.</param>
    /// <returns>[values less those lost to transforms plus steps ahead, inputs]; series values ahead are zero.</returns>
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

    // A covariate that is known ahead stands at the time that many steps before its own; the last training samples, whose
    // covariates would lie past the end of the training values, have no targets and are never used.
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
