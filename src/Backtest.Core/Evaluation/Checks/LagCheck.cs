using Backtest.Core.Models;

namespace Backtest.Core.Evaluation.Checks;

/// <summary>
/// Whether a model merely repeats the last value: its forecasts one step ahead then go with the values a step earlier better
/// than with those that they are for, and are off by as much as persistence is.
/// </summary>
/// <param name="Correlations">Correlation of the forecasts with the values at the same time, and 1, 2 and 3 steps earlier; null where nothing varies.</param>
/// <param name="ErrorRatio">Mean absolute error over that of the last value as forecast; null where that never errs.</param>
/// <param name="Repeats">Whether the model only repeats the last value.</param>
public sealed record LagCheck(IReadOnlyList<double?> Correlations, double? ErrorRatio, bool Repeats)
{
    private const int Lags = 3;

    // The last values that are looked at, which is enough for a correlation.
    private const int MostValues = 200;
    private const int FewestValues = 10;

    // Of persistence's error; a model that is this much better knows more than the last value.
    private const double AsGoodAsPersistence = 0.95;

    /// <summary>Checks a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="history">The series that it was fitted to.</param>
    /// <returns>The check; null where the series is too short for one, or the model cannot forecast its values one by one.</returns>
    public static LagCheck? Of(IFittedModel model, History history)
    {
        var count = Math.Min(MostValues, (history.Length / 2) - Lags);
        if (count < FewestValues)
        {
            return null;
        }

        var start = history.Length - count;
        var forecasts = new double[count];
        try
        {
            for (var k = 0; k < count; k++)
            {
                forecasts[k] = model.Forecast(history[..(start + k)], 1, []).Point[0];
            }
        }
        catch (FitException)
        {
            return null;
        }

        var values = history.Values;
        var correlations = new double?[Lags + 1];
        for (var lag = 0; lag <= Lags; lag++)
        {
            correlations[lag] = Correlation(forecasts, values.Slice(start - lag, count));
        }

        var (error, persistence) = (0.0, 0.0);
        for (var k = 0; k < count; k++)
        {
            if (!double.IsNaN(values[start + k]) && !double.IsNaN(values[start + k - 1]))
            {
                error += Math.Abs(values[start + k] - forecasts[k]);
                persistence += Math.Abs(values[start + k] - values[start + k - 1]);
            }
        }

        var ratio = persistence > 0 && double.IsFinite(error) ? error / persistence : (double?)null;
        return new LagCheck(correlations, ratio, correlations[1] > correlations[0] && ratio > AsGoodAsPersistence);
    }

    private static double? Correlation(double[] forecasts, ReadOnlySpan<double> values)
    {
        var pairs = new List<(double X, double Y)>();
        for (var k = 0; k < forecasts.Length; k++)
        {
            if (double.IsFinite(forecasts[k]) && !double.IsNaN(values[k]))
            {
                pairs.Add((forecasts[k], values[k]));
            }
        }

        if (pairs.Count < FewestValues)
        {
            return null;
        }

        var correlation = MathNet.Numerics.Statistics.Correlation.Pearson(pairs.Select(pair => pair.X), pairs.Select(pair => pair.Y));
        return double.IsFinite(correlation) ? correlation : null;
    }
}
