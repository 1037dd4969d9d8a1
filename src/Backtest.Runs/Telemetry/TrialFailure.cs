namespace Backtest.Runs.Telemetry;

/// <summary>Kinds of trial failures.</summary>
internal enum TrialFailure
{
    /// <summary>The model cannot be fitted to the series; the trial's reason says why.</summary>
    NotFitted,

    /// <summary>A fault of the software.</summary>
    UnexpectedError,

    /// <summary>Its batch failed repeatedly.</summary>
    GivenUp,
}
