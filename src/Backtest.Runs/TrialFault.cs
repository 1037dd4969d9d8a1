namespace Backtest.Runs;

/// <summary>Distinguishes faults of one model, which fail only its trial, from those that end the work on a run.</summary>
internal static class TrialFault
{
    /// <summary>Whether the other trials, and the run, remain valid.</summary>
    /// <param name="fault">The exception of a fit or a forecast.</param>
    public static bool Is(Exception fault) => fault is not (OperationCanceledException or OutOfMemoryException);
}
