using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;

namespace Backtest.Runs;

/// <summary>Where the intervals of a model come from that has none of its own.</summary>
public static class Calibration
{
    /// <summary>
    /// The errors of a trial in the windows, and of the published model also those on the hold-out, which are known when it is fitted to
    /// all values.
    /// </summary>
    /// <param name="score">The trial's score.</param>
    /// <param name="holdOut">
    /// What the published trial forecast of the hold-out; null for another trial, or before the hold-out is scored.
    /// </param>
    /// <param name="protocol">The protocol of the run.</param>
    /// <param name="options">How the intervals adapt.</param>
    public static ConformalIntervals Of(
        BacktestScore score, IReadOnlyList<WindowScore>? holdOut, BacktestProtocol protocol, BacktestOptions options) =>
        new([.. score.Windows, .. holdOut ?? []], protocol.Gap, options.IntervalAdaptation);
}
