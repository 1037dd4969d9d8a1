namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>The line through a series by ordinary least squares.</summary>
internal static class LeastSquaresLine
{
    /// <summary>Intercept at the first value, and slope per step.</summary>
    /// <param name="series">Values, NaN where missing, at least one of them known.</param>
    /// <param name="hasSlope">Whether the line may have a slope; otherwise it is the mean.</param>
    public static (double Intercept, double Slope) Through(ReadOnlySpan<double> series, bool hasSlope = true)
    {
        double meanTime = 0, mean = 0;
        var count = 0;
        for (var t = 0; t < series.Length; t++)
        {
            if (!double.IsNaN(series[t]))
            {
                count++;
                meanTime += (t - meanTime) / count;
                mean += (series[t] - mean) / count;
            }
        }

        if (!hasSlope || count < 2)
        {
            return (mean, 0);
        }

        double product = 0, square = 0;
        for (var t = 0; t < series.Length; t++)
        {
            if (!double.IsNaN(series[t]))
            {
                product += (t - meanTime) * (series[t] - mean);
                square += (t - meanTime) * (t - meanTime);
            }
        }

        var slope = product / square;
        return (mean - (slope * meanTime), slope);
    }
}
