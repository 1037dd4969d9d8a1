namespace Backtest.Core.Models;

/// <summary>Fills missing values for what cannot leave them out: networks, and covariates.</summary>
internal static class MissingValues
{
    /// <summary>Interpolates gaps linearly, and takes the nearest value at the ends.</summary>
    /// <param name="values">Values, missing ones NaN.</param>
    /// <param name="missing">Receives the number of values filled in.</param>
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
}
