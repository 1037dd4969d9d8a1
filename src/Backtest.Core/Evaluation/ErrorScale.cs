namespace Backtest.Core.Evaluation;

/// <summary>Size of the in-sample seasonal naive errors of a training part, the divisor of MASE and RMSSE.</summary>
/// <param name="Absolute">Mean of |y(t) - y(t - m)|.</param>
/// <param name="Squared">Mean of (y(t) - y(t - m))^2.</param>
public readonly record struct ErrorScale(double Absolute, double Squared)
{
    /// <summary>
    /// Computes the scales from pairs without a missing value. 0 means that there is no pair, or that the scale overflows.
    /// </summary>
    /// <param name="training">Training values.</param>
    /// <param name="seasonLength">Season length m; 1 is used if the training part is not longer than a season.</param>
    public static ErrorScale Of(ReadOnlySpan<double> training, int seasonLength)
    {
        var lag = training.Length > seasonLength ? seasonLength : 1;
        double absolute = 0, squared = 0;
        var count = 0;
        for (var t = lag; t < training.Length; t++)
        {
            var difference = training[t] - training[t - lag];
            if (!double.IsNaN(difference))
            {
                absolute += Math.Abs(difference);
                squared += difference * difference;
                count++;
            }
        }

        return count == 0 ? default : new ErrorScale(Finite(absolute / count), Finite(squared / count));
    }

    private static double Finite(double scale) => double.IsFinite(scale) ? scale : 0;
}
