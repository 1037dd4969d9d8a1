namespace Backtest.Runs.Telemetry;

/// <summary>Kinds of reasons for which trials fail.</summary>
internal enum TrialFailure
{
    /// <summary>The model cannot be fitted to the series, as the trial's reason says.</summary>
    NotFitted,

    /// <summary>A fault of the software.</summary>
    UnexpectedError,

    /// <summary>Its batch failed again and again.</summary>
    GivenUp,
}
