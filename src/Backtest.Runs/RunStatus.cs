using Backtest.Core.Evaluation;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>The progress of a run.</summary>
public sealed record RunStatus
{
    /// <summary>Name of the series.</summary>
    public required SeriesName Name { get; init; }

    /// <summary>The series' id in its panel, any text; null for a panel of one, and for a whole panel.</summary>
    public string? Id { get; init; }

    /// <summary>Id of the run.</summary>
    public required RunId Run { get; init; }

    /// <summary>Its state.</summary>
    public required RunState State { get; init; }

    /// <summary>When it was requested.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>How the trials are scored; null if the run was rejected.</summary>
    public BacktestProtocol? Protocol { get; init; }

    /// <summary>
    /// Reasons for the protocol and the model families: a sentence for each key of the grid, by its name; null if the run was rejected.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Reasons { get; init; }

    /// <summary>Number of finished series of a panel; null for a panel of one, whose trials are counted.</summary>
    public PanelProgress? Panel { get; init; }

    /// <summary>Number of trials in the plan; 0 for a panel.</summary>
    public int Total { get; init; }

    /// <summary>Number of trials that succeeded.</summary>
    public int Done { get; init; }

    /// <summary>Number of trials that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Number of trials that a halving search pruned.</summary>
    public int Pruned { get; init; }

    /// <summary>Seconds since the request, or from the request to the end.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>Planned seconds of all trials, one after another on one core.</summary>
    public double PlannedSeconds { get; init; }

    /// <summary>Actual seconds of all trials; null until the run is over.</summary>
    public double? WorkSeconds { get; init; }

    /// <summary>Expected seconds of work left, on one core.</summary>
    public double? EstimatedSecondsLeft { get; init; }

    /// <summary>
    /// The run published instead of this one, which is done, because it was requested later; null if there is none.
    /// </summary>
    public RunId? SupersededBy { get; init; }

    /// <summary>The best trial so far by the ranking metric.</summary>
    public TrialFinished? Best { get; init; }

    /// <summary>Why the run was rejected, failed, or was cancelled by its host.</summary>
    public InputProblem? Problem { get; init; }
}

/// <summary>The finished series of a panel.</summary>
/// <param name="Series">Number of series.</param>
/// <param name="Done">Number of series with forecasts; while the run is in progress, number of finished series.</param>
/// <param name="Failed">Number of series without a scored trial, as far as known.</param>
/// <param name="Refused">Number of unusable series.</param>
public sealed record PanelProgress(int Series, int Done, int Failed, int Refused);
