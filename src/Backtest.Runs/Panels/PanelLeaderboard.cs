using Backtest.Core.Evaluation;
using Backtest.Core.Series;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs.Panels;

/// <summary>leaderboard.json of a panel: how the model families performed over all of its series.</summary>
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

    /// <summary>Number of series with forecasts.</summary>
    public required int Done { get; init; }

    /// <summary>Number of series without a scored trial.</summary>
    public required int Failed { get; init; }

    /// <summary>Number of unusable series.</summary>
    public required int Refused { get; init; }

    /// <summary>The model families over the series with forecasts.</summary>
    public required FamilyRanking Ranking { get; init; }

    /// <summary>Share of the hold-out's values inside the 80 % intervals, as a mean over the series; null if there are none.</summary>
    public double? Coverage80 { get; init; }

    /// <summary>Share of the hold-out's values inside the 95 % intervals, as a mean over the series; null if there are none.</summary>
    public double? Coverage95 { get; init; }

    /// <summary>Planned seconds of all trials, one after another on one core.</summary>
    public double PlannedSeconds { get; init; }

    /// <summary>Actual seconds of all trials.</summary>
    public double WorkSeconds { get; init; }

    /// <summary>When the run ended and its duration from the request.</summary>
    public required Timing Timing { get; init; }
}
