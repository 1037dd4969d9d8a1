using Backtest.Core.Evaluation;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>How far a run is.</summary>
public sealed record RunStatus
{
    /// <summary>Name of the series.</summary>
    public required SeriesName Name { get; init; }

    /// <summary>The series' id in its panel, any text; null for a panel of one, and for a whole panel.</summary>
    public string? Id { get; init; }

    /// <summary>Id of the run.</summary>
    public required RunId Run { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>How the trials are scored; null where the run was refused.</summary>
    public BacktestProtocol? Protocol { get; init; }

    /// <summary>Why they are scored so: a sentence by the name of the grid's key; null where the run was refused.</summary>
    public IReadOnlyDictionary<string, string>? Reasons { get; init; }

    /// <summary>How many series of a panel are over; null for a panel of one, whose trials are counted.</summary>
    public PanelProgress? Panel { get; init; }

    /// <summary>Number of trials in the plan; 0 for a panel.</summary>
    public int Total { get; init; }

    /// <summary>Number of trials that are over and succeeded.</summary>
    public int Done { get; init; }

    /// <summary>Number of trials that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Number of trials that a halving search left out.</summary>
    public int Pruned { get; init; }

    /// <summary>Seconds since the request, or from the request to the end.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>Seconds that the plan expects all trials to take, one after another on one core.</summary>
    public double PlannedSeconds { get; init; }

    /// <summary>Seconds that they took; null until the run is over.</summary>
    public double? WorkSeconds { get; init; }

    /// <summary>Expected seconds of work left, on one core.</summary>
    public double? EstimatedSecondsLeft { get; init; }

    /// <summary>
    /// The run that is published instead of this one, which is done, because it was asked for later; null where there is none.
    /// </summary>
    public RunId? SupersededBy { get; init; }

    /// <summary>The best trial so far by the ranking metric.</summary>
    public TrialFinished? Best { get; init; }

    /// <summary>Why the run was refused, failed, or was cancelled by its host.</summary>
    public InputProblem? Problem { get; init; }
}

/// <summary>How many series of a panel are over.</summary>
/// <param name="Series">Number of series.</param>
/// <param name="Done">Number of those that have forecasts; while the run goes on, of those that are over.</param>
/// <param name="Failed">Number of those without a trial that could be scored, as far as it is known.</param>
/// <param name="Refused">Number of those that could not be used.</param>
public sealed record PanelProgress(int Series, int Done, int Failed, int Refused);
