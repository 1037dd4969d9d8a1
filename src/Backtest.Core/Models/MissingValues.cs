using Backtest.Core.Problems;

namespace Backtest.Core.Models;

/// <summary>Fills missing values of networks' inputs and of covariates, which cannot have any.</summary>
internal static class MissingValues
{
    /// <summary>Interpolates gaps linearly, and repeats the nearest value at the ends.</summary>
    /// <param name="values">Values, NaN where missing.</param>
    /// <param name="missing">Receives the number of filled values.</param>
    /// <exception cref="FitException">Every value is missing.</exception>
    public static double[] Interpolate(ReadOnlySpan<double> values, out int missing)
    {
        var result = values.ToArray();
        missing = 0;
        for (var start = 0; start < result.Length; start++)
        {
            if (!double.IsNaN(result[start]))
            {
                continue;
            }

            var end = start;
            while (end < result.Length && double.IsNaN(result[end]))
            {
                end++;
            }

            if (start == 0 && end == result.Length)
            {
                throw new FitException("Every value is missing.");
            }

            var left = start > 0 ? result[start - 1] : result[end];
            var right = end < result.Length ? result[end] : left;
            for (var t = start; t < end; t++)
            {
                result[t] = left + ((right - left) * (t - start + 1) / (end - start + 1));
            }

            missing += end - start;
            start = end;
        }

        return result;
    }

    /// <summary>The values of a covariate at the times of a history and some steps ahead, with missing ones interpolated.</summary>
    /// <param name="history">The history.</param>
    /// <param name="name">The covariate's name.</param>
    /// <param name="ahead">Steps past the end of the history.</param>
    /// <param name="missing">Receives the number of filled values.</param>
    /// <exception cref="FitException">The covariate is unknown, not known that far ahead, or has no value.</exception>
    public static double[] Covariate(History history, string name, int ahead, out int missing)
    {
        var values = history.Covariate(name, ahead);
        return values.ContainsAnyExcept(double.NaN)
            ? Interpolate(values, out missing)
            : throw new FitException(
                $"The covariate '{name}' has no value in the training part; give its earlier values, or leave it out.");
    }
}
