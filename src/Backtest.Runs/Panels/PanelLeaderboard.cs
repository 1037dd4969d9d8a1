using Backtest.Core.Evaluation;
using Backtest.Core.Series;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs.Panels;

/// <summary>leaderboard.json of a panel: how the model families did over all of its series.</summary>
public sealed record PanelLeaderboard
{
    /// <summary>Version of the document's shape.</summary>
    public int SchemaVersion { get; init; } = Documents.SchemaVersion;

    /// <summary>Name of the upload.</summary>
    public required SeriesName Name { get; init; }

    /// <summary>Id of the run.</summary>
    public required RunId Run { get; init; }

    /// <summary>Number of series.</summary>
    public required int Series { get; init; }

    /// <summary>Number of series that have forecasts.</summary>
    public required int Done { get; init; }

    /// <summary>Number of series without a trial that could be scored.</summary>
    public required int Failed { get; init; }

    /// <summary>Number of series that could not be used.</summary>
    public required int Refused { get; init; }

    /// <summary>The model families over the series that have forecasts.</summary>
    public required FamilyRanking Ranking { get; init; }

    /// <summary>Share of the held-out values inside the 80 % intervals, as a mean over the series; null where none has any.</summary>
    public double? Coverage80 { get; init; }

    /// <summary>Share of the held-out values inside the 95 % intervals, as a mean over the series; null where none has any.</summary>
    public double? Coverage95 { get; init; }

    /// <summary>Seconds that the plan expected all trials to take, one after another on one core.</summary>
    public double PlannedSeconds { get; init; }

    /// <summary>Seconds that they took.</summary>
    public double WorkSeconds { get; init; }

    /// <summary>When the run ended and how long it took from the request.</summary>
    public required Timing Timing { get; init; }
}
