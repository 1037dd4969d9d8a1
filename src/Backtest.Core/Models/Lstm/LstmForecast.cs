using Backtest.Core.Models.Intervals;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Theta;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Lstm;

/// <summary>
/// Multi-step forecasts from a network that sees a sample and forecasts one or more steps; its forecasts become its input for further
/// steps.
/// </summary>
public static class LstmForecast
{
    // Number of samples in a batch for residuals.
    private const int Batch = 256;

    /// <summary>A network.</summary>
    /// <param name="samples">One sample or more, [samples, look-back, inputs], each oldest first.</param>
    /// <param name="outputs">Receives [samples, outputs].</param>
    public delegate void Network(ReadOnlySpan<float> samples, Span<float> outputs);

    /// <summary>Networks together with what normalises their samples one by one and undoes that.</summary>
    /// <param name="values">The values of a series without missing ones, oldest first.</param>
    /// <param name="rows">[times, columns], at least as many times as values; the columns from 1 on are covariates for networks.</param>
    /// <param name="season">The season at the times of the values.</param>
    /// <param name="outputs">
    /// Receives the forecasts of the steps that are forecast at once, [steps, outputs of a step], in units of the series.
    /// </param>
    public delegate void SampledNetwork(double[] values, float[] rows, SeasonalAdjustment season, Span<double> outputs);

    /// <summary>Forecasts a series.</summary>
    /// <param name="spec">Look-back and steps of the network.</param>
    /// <param name="encoding">The encoding that the network was trained with.</param>
    /// <param name="network">The network.</param>
    /// <param name="history">Values in input units, NaN where missing.</param>
    /// <param name="horizon">Steps ahead.</param>
    /// <param name="levels">Coverages of the intervals, each in (0, 1).</param>
    /// <returns>
    /// Point forecasts in input units, with intervals if the network forecasts quantiles, and with probabilities of ranges if it is a
    /// classifier.
    /// </returns>
    /// <exception cref="FitException">
    /// The history is shorter than a sample, a covariate is not known far enough ahead, or a forecast is not a finite number.
    /// </exception>
    public static Forecast Run(
        LstmSpec spec, LstmEncoding encoding, Network network, History history, int horizon, ReadOnlySpan<double> levels = default)
    {
        if (encoding.Samples is not null)
        {
            return Run(spec, encoding, SampleForecast.Of(spec, encoding, network), history, horizon, levels);
        }

        var steps = spec.OutputSteps;
        var blocks = ((horizon - 1) / steps) + 1;
        RequireCovariates(spec, encoding, horizon);

        // Only the last sample and the values that its transforms consume matter.
        var transforms = encoding.Transforms;
        var needed = spec.LookBack + transforms.Lost;
        if (history.Length < needed)
        {
            throw new FitException($"A forecast needs the last {needed} values, but there are {history.Length}.");
        }

        var recent = MissingValues.Interpolate(history.Values, out _)[^needed..];
        var inputs = encoding.Encode(recent, history, encoding.Covariates.Count > 0 ? blocks * steps : 0);
        Array.Resize(ref inputs, (spec.LookBack + (blocks * steps)) * encoding.Inputs);
        var outputs = new float[blocks * steps * (encoding.Ranges?.Count ?? 1)];
        var transformed = new double[blocks * steps];
        for (var block = 0; block < blocks; block++)
        {
            var first = block * steps;
            var blockOutputs = outputs.AsSpan(outputs.Length / blocks * block, outputs.Length / blocks);
            network(inputs.AsSpan(first * encoding.Inputs, spec.LookBack * encoding.Inputs), blockOutputs);
            for (var h = 0; h < steps; h++)
            {
                var value = encoding.Ranges is { } ranges ? ranges.Expected(blockOutputs[(h * ranges.Count)..]) : blockOutputs[h];
                if (!double.IsFinite(value))
                {
                    throw new FitException($"The forecast of step {first + h + 1} is not a finite number.");
                }

                transformed[first + h] = value;
                inputs[(spec.LookBack + first + h) * encoding.Inputs] = (float)value;
            }
        }

        // A finite transformed value may not be finite in input units: exp turns 1000 into infinity.
        var point = transforms.Invert(recent, transformed.AsSpan(0, horizon));
        var overflow = Array.FindIndex(point, value => !double.IsFinite(value));
        return overflow < 0
            ? new Forecast(point, [], encoding.Ranges is null ? null : RangesOf(encoding, recent, transformed.AsSpan(0, horizon), outputs))
            : throw new FitException($"The forecast of step {overflow + 1} is not a finite number.");
    }

    /// <summary>Forecasts a series whose samples are normalised one by one.</summary>
    /// <param name="spec">Look-back and steps of the network.</param>
    /// <param name="encoding">The encoding that the network was trained with.</param>
    /// <param name="network">The network.</param>
    /// <param name="history">Values in input units, missing ones NaN.</param>
    /// <param name="horizon">Steps ahead.</param>
    /// <param name="levels">Coverages of the intervals, each in (0, 1).</param>
    /// <returns>Point forecasts in input units, with intervals where the network forecasts quantiles.</returns>
    /// <exception cref="FitException">As for a network that sees samples.</exception>
    public static Forecast Run(
        LstmSpec spec, LstmEncoding encoding, SampledNetwork network, History history, int horizon, ReadOnlySpan<double> levels)
    {
        RequireCovariates(spec, encoding, horizon);
        return SampleForecast.Run(spec, encoding, network, history, horizon, levels);
    }

    /// <summary>Errors of one-step-ahead forecasts, for <see cref="IFittedModel.Residuals"/>.</summary>
    /// <param name="spec">Look-back and steps of the network.</param>
    /// <param name="encoding">The encoding that the network was trained with.</param>
    /// <param name="network">The network.</param>
    /// <param name="history">Values in input units, NaN where missing.</param>
    /// <returns>One per value; NaN for missing values and those without a whole sample before them.</returns>
    /// <exception cref="FitException">A covariate is not known far enough ahead for the last values.</exception>
    public static double[] Residuals(LstmSpec spec, LstmEncoding encoding, Network network, History history)
    {
        var needed = encoding.Samples is null ? spec.LookBack + encoding.Transforms.Lost : spec.FewestInputs;
        var result = new double[history.Length];
        Array.Fill(result, double.NaN);
        if (history.Length <= needed)
        {
            return result;
        }

        var values = MissingValues.Interpolate(history.Values, out _);
        var inputs = encoding.Encode(values, history, encoding.Covariates.Count > 0 ? spec.OutputSteps - 1 : 0);
        var normalised = encoding.Samples is { } samples
            ? new SampleSeries(spec, samples, samples.SeasonOf(history.Values), values, inputs, encoding.Inputs)
            : null;
        var (inputCount, outputCount) =
            (spec.InputSteps * spec.InputsOf(encoding.Inputs), spec.OutputSteps * spec.OutputsPerStep);
        for (var start = needed; start < values.Length; start += Batch)
        {
            var count = Math.Min(Batch, values.Length - start);
            var (batch, outputs) = (new float[count * inputCount], new float[count * outputCount]);
            for (var k = 0; k < count; k++)
            {
                var sample = batch.AsSpan(k * inputCount, inputCount);
                if (normalised is not null)
                {
                    normalised.CopySample(start + k - 1, sample);
                }
                else
                {
                    // Row r of the inputs is time r + lost; the sample before time t starts at row t - needed.
                    inputs.AsSpan((start + k - needed) * encoding.Inputs, inputCount).CopyTo(sample);
                }
            }

            network(batch, outputs);
            for (var k = 0; k < count; k++)
            {
                var t = start + k;
                if (double.IsNaN(history.Values[t]))
                {
                    continue;
                }

                var output = outputs.AsSpan(k * outputCount, outputCount);
                result[t] = normalised is not null
                    ? normalised.ValueAt(t) - normalised.Forecast(t - 1, 0, output[spec.PointOutput])
                    : inputs[(t - encoding.Transforms.Lost) * encoding.Inputs] - (encoding.Ranges?.Expected(output) ?? output[0]);
            }
        }

        return result;
    }

    private static void RequireCovariates(LstmSpec spec, LstmEncoding encoding, int horizon)
    {
        if (horizon > spec.OutputSteps && encoding.Covariates.FirstOrDefault(covariate => covariate.Lead == 0) is { } past)
        {
            throw new FitException(
                $"The covariate '{past.Name}' is known only up to the last value, so {spec.OutputSteps} steps can be forecast, not "
                    + $"{horizon}.");
        }
    }

    // The bounds of a step's ranges in input units: the value of the series if earlier steps came as expected and this one at the bound.
    // All transforms increase, so the order of the bounds is preserved.
    private static IReadOnlyList<RangeProbability>[] RangesOf(
        LstmEncoding encoding, ReadOnlySpan<double> recent, ReadOnlySpan<double> transformed, ReadOnlySpan<float> probabilities)
    {
        var ranges = encoding.Ranges!;
        var result = new IReadOnlyList<RangeProbability>[transformed.Length];
        for (var h = 0; h < result.Length; h++)
        {
            var path = transformed[..(h + 1)].ToArray();
            var bounds = new double?[ranges.Count + 1];
            for (var k = 0; k < ranges.Edges.Length; k++)
            {
                path[h] = ranges.Edges[k];
                bounds[k + 1] = encoding.Transforms.Invert(recent, path)[h];
            }

            var step = new RangeProbability[ranges.Count];
            for (var k = 0; k < step.Length; k++)
            {
                step[k] = new RangeProbability(bounds[k], bounds[k + 1], probabilities[(h * ranges.Count) + k]);
            }

            result[h] = step;
        }

        return result;
    }
}
