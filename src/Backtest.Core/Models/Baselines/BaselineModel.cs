using Backtest.Core.Problems;

namespace Backtest.Core.Models.Baselines;

/// <summary>A baseline; it has no parameters, so its forecasts depend only on the history.</summary>
/// <param name="Spec">The method.</param>
/// <remarks>Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., section 5.2.</remarks>
public sealed record BaselineModel(BaselineSpec Spec) : IFittedModel
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [];

    /// <inheritdoc/>
    /// <exception cref="FitException">The history has no value, or less than a season of values.</exception>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels)
    {
        var values = history.Values;
        var point = Spec.Method switch
        {
            BaselineMethod.Naive => Naive(values, horizon),
            BaselineMethod.SeasonalNaive => SeasonalNaive(values, horizon, Spec.SeasonLength),
            BaselineMethod.Drift => Drift(values, horizon),
            _ => Mean(values, horizon),
        };
        return new Forecast(point, []);
    }

    /// <inheritdoc/>
    public double[] Residuals(History history)
    {
        var values = history.Values;
        var result = new double[values.Length];
        Array.Fill(result, double.NaN);
        var (first, last, sum, count) = (-1, -1, 0.0, 0);
        for (var t = 0; t < values.Length; t++)
        {
            if (count > 0)
            {
                result[t] = values[t] - (Spec.Method switch
                {
                    BaselineMethod.Naive => values[last],
                    BaselineMethod.SeasonalNaive => SeasonAgo(values, t),
                    BaselineMethod.Drift =>
                        values[last] + (last > first ? (values[last] - values[first]) / (last - first) * (t - last) : 0),
                    _ => sum / count,
                });
            }

            if (!double.IsNaN(values[t]))
            {
                first = first < 0 ? t : first;
                (last, sum, count) = (t, sum + values[t], count + 1);
            }
        }

        return result;
    }

    private double SeasonAgo(ReadOnlySpan<double> values, int t)
    {
        do
        {
            t -= Spec.SeasonLength;
        }
        while (t >= 0 && double.IsNaN(values[t]));
        return t >= 0 ? values[t] : double.NaN;
    }

    private static double[] Naive(ReadOnlySpan<double> history, int horizon) =>
        Repeat(history[LastPresent(history)], horizon);

    // A missing value of the last season is taken from the previous season, and so on.
    private static double[] SeasonalNaive(ReadOnlySpan<double> history, int horizon, int season)
    {
        var result = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            var t = history.Length - season + (h % season);
            while (t >= 0 && double.IsNaN(history[t]))
            {
                t -= season;
            }

            result[h] = t >= 0 ? history[t] : throw new FitException($"No value of the season's step {h + 1} is known.");
        }

        return result;
    }

    private static double[] Drift(ReadOnlySpan<double> history, int horizon)
    {
        var last = LastPresent(history);
        var first = 0;
        while (double.IsNaN(history[first]))
        {
            first++;
        }

        var slope = last > first ? (history[last] - history[first]) / (last - first) : 0;
        var result = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            result[h] = history[last] + (slope * (history.Length - 1 - last + h + 1));
        }

        return result;
    }

    private static double[] Mean(ReadOnlySpan<double> history, int horizon)
    {
        LastPresent(history);
        var sum = 0.0;
        var count = 0;
        foreach (var value in history)
        {
            if (!double.IsNaN(value))
            {
                sum += value;
                count++;
            }
        }

        return Repeat(sum / count, horizon);
    }

    private static int LastPresent(ReadOnlySpan<double> history)
    {
        for (var t = history.Length - 1; t >= 0; t--)
        {
            if (!double.IsNaN(history[t]))
            {
                return t;
            }
        }

        throw new FitException("The history has no value.");
    }

    private static double[] Repeat(double value, int horizon)
    {
        var result = new double[horizon];
        Array.Fill(result, value);
        return result;
    }
}
