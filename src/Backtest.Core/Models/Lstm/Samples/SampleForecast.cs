using Backtest.Core.Models.Intervals;
using Backtest.Core.Numerics;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>Forecasts of a network with samples normalised one by one.</summary>
internal static class SampleForecast
{
    /// <summary>The network with what is around it.</summary>
    public static LstmForecast.SampledNetwork Of(LstmSpec spec, LstmEncoding encoding, LstmForecast.Network network)
    {
        var sample = new float[spec.InputSteps * spec.InputsOf(encoding.Inputs)];
        var results = new float[spec.OutputSteps * spec.OutputsPerStep];
        return (values, rows, season, outputs) =>
        {
            var series = new SampleSeries(spec, encoding.Samples!, season, values, rows, encoding.Inputs);
            var origin = values.Length - 1;
            series.CopySample(origin, sample);
            network(sample, results);
            for (var k = 0; k < results.Length; k++)
            {
                var step = k / spec.OutputsPerStep;
                outputs[k] = series.Decode(series.Forecast(origin, step, results[k]), origin + 1 + step);
            }
        };
    }

    /// <summary>Forecasts a series; forecasts become part of the sample for further steps.</summary>
    /// <remarks>
    /// Quantiles of further steps follow the median of the earlier ones. Their squared distances from the median are added to those of the
    /// last earlier step, like variances of independent errors.
    /// </remarks>
    /// <exception cref="FitException">The history is too short, or a forecast is not a finite number.</exception>
    public static Forecast Run(
        LstmSpec spec,
        LstmEncoding encoding,
        LstmForecast.SampledNetwork network,
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
        var outputs = new double[steps * spec.OutputsPerStep];
        var quantiles = new List<double[]>();
        for (var done = 0; done < horizon; done += steps)
        {
            network(filled, rows, season, outputs);
            var before = quantiles.LastOrDefault();
            var known = filled.Length;
            Array.Resize(ref filled, known + steps);
            for (var h = 0; h < steps; h++)
            {
                var step = outputs[(h * spec.OutputsPerStep)..((h + 1) * spec.OutputsPerStep)];
                filled[known + h] = step[spec.PointOutput];
                if (spec.ForecastsQuantiles && done + h < horizon)
                {
                    step = before is null ? step : AddTo(before, step, encoding.Samples.IsLog);
                    quantiles.Add(step);
                }

                if (done + h < horizon && !Array.TrueForAll(step, double.IsFinite))
                {
                    throw new FitException($"The forecast of step {done + h + 1} is not a finite number.");
                }
            }
        }

        var points = filled[history.Length..(history.Length + horizon)];
        return spec.ForecastsQuantiles
            ? new Forecast(points, QuantileIntervals.Of(quantiles, levels, encoding.Samples.IsLog)) { AreQuantiles = true }
            : new Forecast(points, []);
    }

    private static double Distance(double from, double to, bool isLog) => isLog ? PortableMath.Log(to / from) : to - from;

    // The quantiles of a step after those of one before, whose median it goes on from.
    private static double[] AddTo(double[] before, double[] step, bool isLog)
    {
        var (median, result) = (step[QuantileHead.Median], new double[step.Length]);
        for (var k = 0; k < result.Length; k++)
        {
            var (own, earlier) = (Distance(median, step[k], isLog), Distance(before[QuantileHead.Median], before[k], isLog));
            var distance = Math.Sign(k - QuantileHead.Median) * Math.Sqrt((own * own) + (earlier * earlier));
            result[k] = isLog ? median * PortableMath.Exp(distance) : median + distance;
        }

        return result;
    }
}
