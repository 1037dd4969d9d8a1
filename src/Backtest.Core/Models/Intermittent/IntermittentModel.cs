using Backtest.Core.Models.Intervals;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Intermittent;

/// <summary>A method for intermittent demand; it stores no parameters, so its forecasts depend only on the history.</summary>
/// <param name="Spec">The method.</param>
public sealed record IntermittentModel(IntermittentSpec Spec) : IFittedModel
{
    private const int MostResiduals = 200;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [];

    /// <summary>Creates the model and checks that it can forecast a history.</summary>
    /// <exception cref="FitException">As for <see cref="Forecast"/>.</exception>
    internal static IntermittentModel Of(History history, IntermittentSpec spec)
    {
        Known(history.Values);
        return new IntermittentModel(spec);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Points are means, the same for every step. Intervals are quantiles of a distribution that is 0 except with the probability of
    /// demand, and then one of the observed demands, scaled so that its mean is the forecast. So bounds are never below 0. Bounds are whole
    /// numbers if all values are, and an interval contains the point. Missing values are ignored.
    /// </remarks>
    /// <exception cref="FitException">The history has no value, or a negative or infinite one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The horizon or a level is out of its range.</exception>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels)
    {
        GaussianIntervals.Check(horizon, levels);
        var values = Known(history.Values);
        var forecast = DemandForecast.Of(values, Spec);
        return new Forecast(
            Repeat(forecast.Mean, horizon), [.. levels.ToArray().Select(level => Interval(values, forecast, level, horizon))]);
    }

    /// <inheritdoc/>
    /// <remarks>For at most the last 200 values, in the units of the input; NaN before them.</remarks>
    /// <exception cref="FitException">As for <see cref="Forecast"/>.</exception>
    public double[] Residuals(History history)
    {
        var residuals = new double[history.Length];
        Array.Fill(residuals, double.NaN);
        for (var t = Math.Max(1, history.Length - MostResiduals); t < history.Length; t++)
        {
            if (Known(history.Values[..t], isRequired: false) is { Length: > 0 } known)
            {
                residuals[t] = history.Values[t] - DemandForecast.Of(known, Spec).Mean;
            }
        }

        return residuals;
    }

    private static double[] Known(ReadOnlySpan<double> history, bool isRequired = true)
    {
        var known = new List<double>(history.Length);
        for (var t = 0; t < history.Length; t++)
        {
            if (history[t] < 0 || double.IsInfinity(history[t]))
            {
                throw new FitException($"The value at position {t + 1} is {history[t]:R}; demand is a number of at least 0.");
            }

            if (!double.IsNaN(history[t]))
            {
                known.Add(history[t]);
            }
        }

        return known.Count > 0 || !isRequired ? [.. known] : throw new FitException("The history has no value.");
    }

    private static PredictionInterval Interval(double[] values, DemandForecast forecast, double level, int horizon)
    {
        double[] sizes = [.. values.Where(value => value > 0).Order()];
        var areWhole = Array.TrueForAll(values, value => value == Math.Floor(value));
        var (lower, upper) = (Quantile(sizes, forecast, (1 - level) / 2), Quantile(sizes, forecast, (1 + level) / 2));
        return new PredictionInterval(
            level,
            Repeat(Math.Min(areWhole ? Math.Floor(lower) : lower, forecast.Mean), horizon),
            Repeat(Math.Max(areWhole ? Math.Ceiling(upper) : upper, forecast.Mean), horizon));
    }

    private static double Quantile(double[] sizes, DemandForecast forecast, double probability)
    {
        var among = (probability - (1 - forecast.Probability)) / forecast.Probability;
        if (sizes.Length == 0 || !(among > 0))
        {
            return 0;
        }

        var factor = forecast.Mean / (forecast.Probability * sizes.Average());
        return factor * sizes[Math.Clamp((int)Math.Ceiling(among * sizes.Length) - 1, 0, sizes.Length - 1)];
    }

    private static double[] Repeat(double value, int horizon)
    {
        var result = new double[horizon];
        Array.Fill(result, value);
        return result;
    }
}
