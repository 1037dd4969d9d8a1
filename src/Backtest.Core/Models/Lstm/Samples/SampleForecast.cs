using Backtest.Core.Problems;

namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>Forecasts of a network that sees samples normalised one by one.</summary>
internal static class SampleForecast
{
    /// <summary>Forecasts a series; what is forecast at once becomes part of the sample for the steps beyond.</summary>
    /// <exception cref="FitException">The history is too short, or a forecast is not a finite number.</exception>
    public static Forecast Run(LstmSpec spec, LstmEncoding encoding, LstmForecast.Network network, History history, int horizon)
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
        var outputs = new float[steps];
        var sample = new float[spec.InputSteps * spec.InputsOf(encoding.Inputs)];
        for (var done = 0; done < horizon; done += steps)
        {
            var series = new SampleSeries(spec, encoding.Samples, season, filled, rows, encoding.Inputs);
            var origin = filled.Length - 1;
            series.CopySample(origin, sample);
            network(sample, outputs);
            Array.Resize(ref filled, filled.Length + steps);
            for (var h = 0; h < steps; h++)
            {
                var value = series.Decode(series.Forecast(origin, h, outputs[h]), origin + 1 + h);
                filled[origin + 1 + h] = double.IsFinite(value) || done + h >= horizon
                    ? value
                    : throw new FitException($"The forecast of step {done + h + 1} is not a finite number.");
            }
        }

        return new Forecast(filled[history.Length..(history.Length + horizon)], []);
    }
}
