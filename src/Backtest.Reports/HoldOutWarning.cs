using Backtest.Core.Evaluation;

namespace Backtest.Reports;

/// <summary>Whether what was held out lies far outside the intervals that were made before it.</summary>
public static class HoldOutWarning
{
    // In half-widths of the 95 % intervals. With normal errors 1 in a hundred million lies further away.
    private const double Far = 3;

    /// <summary>The warning; null where nothing is far outside, or there are no intervals.</summary>
    /// <param name="holdOut">Score of the published trial on the hold-out; null where it has none.</param>
    public static string? Of(BacktestScore? holdOut)
    {
        if (holdOut?.Overall.Width95 is not { } width)
        {
            return null;
        }

        var errors = holdOut.Windows.SelectMany(
            window => window.Y.Zip(window.Yhat, (y, forecast) => y is { } value ? Math.Abs(value - forecast) : 0));
        var largest = holdOut.Overall.Mae > 0 ? errors.Max() : 0;
        return largest > Far * width / 2
            ? $"A value that was held out lies {NumberText.Show(largest)} away from its forecast, and the 95 % intervals reached "
                + $"{NumberText.Show(width / 2)} on average: "
                + "it may be an outlier or a new level. The model that forecasts from here on is fitted to it too, "
                    + "so look at it before you trust the forecast."
            : null;
    }
}
