namespace Backtest.Runs;

/// <summary>Tells faults of one model, which cost its trial alone, from what ends the work on a run.</summary>
internal static class TrialFault
{
    /// <summary>Whether the other trials, and the run, are worth no less.</summary>
    /// <param name="fault">What a fit or a forecast threw.</param>
    public static bool Is(Exception fault) => fault is not (OperationCanceledException or OutOfMemoryException);
}
