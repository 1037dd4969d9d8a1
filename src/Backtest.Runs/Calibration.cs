using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;

namespace Backtest.Runs;

/// <summary>The source of intervals for a model that has none of its own.</summary>
internal static class Calibration
{
    /// <summary>
    /// The errors of a trial in the windows and, for the published model, also on the hold-out, which is known when it is fitted to all
    /// values.
    /// </summary>
    /// <param name="score">The trial's score.</param>
    /// <param name="holdOut">
    /// The published trial's forecasts of the hold-out; null for another trial, or before the hold-out is scored.
    /// </param>
    /// <param name="protocol">The protocol of the run.</param>
    /// <param name="options">Options of the adaptation.</param>
    public static ConformalIntervals Of(
        BacktestScore score, IReadOnlyList<WindowScore>? holdOut, BacktestProtocol protocol, BacktestOptions options) =>
        new([.. score.Windows, .. holdOut ?? []], protocol.Gap, options.IntervalAdaptation);
}
