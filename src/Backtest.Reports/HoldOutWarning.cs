using Backtest.Core.Evaluation;
using Backtest.Core.Series;

namespace Backtest.Reports;

/// <summary>Warns if a held-out value lies far outside the intervals.</summary>
public static class HoldOutWarning
{
    // In half-widths of the 95 % intervals. With normal errors 1 in a hundred million lies further away.
    private const double Far = 3;

    /// <summary>The warning; null if no value is far outside, or there are no intervals.</summary>
    /// <param name="holdOut">Score of the published trial on the hold-out; null if it has none.</param>
    /// <param name="series">The series.</param>
    public static string? Of(BacktestScore? holdOut, TimeSeries series)
    {
        if (holdOut?.Overall.Width95 is not { } width)
        {
            return null;
        }

        var errors = holdOut.Windows.SelectMany(
            window => window.Y.Zip(window.Yhat, (y, forecast) => y is { } value ? Math.Abs(value - forecast) : 0));
        var largest = holdOut.Overall.Mae > 0 ? errors.Max() : 0;
        var text = ValueText.Of(series);
        return largest > Far * width / 2
            ? $"A held-out value lies {text.Show(largest)} away from its forecast, but the 95 % intervals reached only "
                + $"{text.Show(width / 2)} on average. It may be an outlier or a new level. "
                + "The final model is also fitted to it, so check it before you trust the forecast."
            : null;
    }
}
