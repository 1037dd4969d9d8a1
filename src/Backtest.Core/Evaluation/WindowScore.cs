namespace Backtest.Core.Evaluation;

/// <summary>The forecasts of one window with the actual values.</summary>
/// <param name="Cutoff">Index of the last training value.</param>
/// <param name="TestStart">Index of the first forecast value.</param>
/// <param name="Y">Actual values; null where missing.</param>
/// <param name="Yhat">Forecasts.</param>
/// <param name="Metrics">Metrics over the window; null if all actual values are missing.</param>
/// <param name="Intervals">
/// The 80 % and 95 % intervals of the forecasts; null if there are none: in the windows, of models without intervals of their own.
/// </param>
public sealed record WindowScore(
    int Cutoff,
    int TestStart,
    IReadOnlyList<double?> Y,
    IReadOnlyList<double> Yhat,
    MetricSet? Metrics,
    IReadOnlyList<WindowInterval>? Intervals = null)
{
    /// <summary>Number of values before an origin that the windows forecast; values in overlapping windows count once.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="origin">Index of the first value that does not count.</param>
    internal static int ValuesBefore(IEnumerable<WindowScore> windows, int origin) => windows
        .SelectMany(window => Enumerable.Range(window.TestStart, window.Yhat.Count))
        .Where(index => index < origin)
        .Distinct()
        .Count();
}
