using Backtest.Core.Models.Intervals;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>Forecasts of a network with samples normalised one by one.</summary>
internal static class SampleForecast
{
    /// <summary>Forecasts a series; forecasts become part of the sample for further steps.</summary>
    /// <remarks>
    /// Quantiles of further steps follow the median of the earlier ones. Their squared distances from the median are added to those of the
    /// last earlier step, like variances of independent errors.
    /// </remarks>
    /// <exception cref="FitException">The history is too short, or a forecast is not a finite number.</exception>
    public static Forecast Run(
        LstmSpec spec,
        LstmEncoding encoding,
        LstmForecast.Network network,
        History history,
        int horizon,
        ReadOnlySpan<double> levels)
    {
        if (history.Length < spec.FewestInputs)
        {
            throw new FitException($"A forecast needs the last {spec.FewestInputs} values, but there are {history.Length}.");
        }

        var steps = spec.OutputSteps;
        var ahead = (((horizon - 1) / steps) + 1) * steps;
        var filled = MissingValues.Interpolate(history.Values, out _);
        var rows = encoding.Encode(filled, history, encoding.Covariates.Count > 0 ? ahead : 0);
        var season = encoding.Samples!.SeasonOf(history.Values);
        var outputs = new float[steps * spec.OutputsPerStep];
        var quantiles = spec.ForecastsQuantiles ? new List<double[]>() : null;
        var distances = new double[spec.OutputsPerStep];
        var sample = new float[spec.InputSteps * spec.InputsOf(encoding.Inputs)];
        for (var done = 0; done < horizon; done += steps)
        {
            var series = new SampleSeries(spec, encoding.Samples, season, filled, rows, encoding.Inputs);
            var origin = filled.Length - 1;
            series.CopySample(origin, sample);
            network(sample, outputs);
            Array.Resize(ref filled, filled.Length + steps);
            var before = distances;
            for (var h = 0; h < steps; h++)
            {
                var step = outputs.AsSpan(h * spec.OutputsPerStep, spec.OutputsPerStep);
                var point = series.Forecast(origin, h, step[spec.PointOutput]);
                var value = series.Decode(point, origin + 1 + h);
                filled[origin + 1 + h] = double.IsFinite(value) || done + h >= horizon ? value : throw NotFinite(done + h);
                if (quantiles is null || done + h >= horizon)
                {
                    continue;
                }

                distances = Distances(series, origin, h, step, before);
                quantiles.Add(Array.ConvertAll(distances, distance => series.Decode(point + distance, origin + 1 + h)));
                if (!Array.TrueForAll(quantiles[^1], double.IsFinite))
                {
                    throw NotFinite(done + h);
                }
            }
        }

        var points = filled[history.Length..(history.Length + horizon)];
        return quantiles is null
            ? new Forecast(points, [])
            : new Forecast(points, QuantileIntervals.Of(quantiles, levels)) { AreQuantiles = true };
    }

    private static FitException NotFinite(int step) => new($"The forecast of step {step + 1} is not a finite number.");

    // Distances from the median to each quantile of a step, as normalised values.
    private static double[] Distances(SampleSeries series, int origin, int step, ReadOnlySpan<float> outputs, double[] before)
    {
        var result = new double[outputs.Length];
        var point = series.Forecast(origin, step, outputs[QuantileHead.Median]);
        for (var k = 0; k < result.Length; k++)
        {
            var distance = series.Forecast(origin, step, outputs[k]) - point;
            result[k] = before[k] == 0
                ? distance
                : Math.Sign(k - QuantileHead.Median) * Math.Sqrt((distance * distance) + (before[k] * before[k]));
        }

        return result;
    }
}
