using System.Text.Json.Serialization;
using Backtest.Core.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Evaluation.Significance;
using Backtest.Service.Storage;

namespace Backtest.Service.Runs;

/// <summary>leaderboard.json: the ranked trials of a finished run.</summary>
public sealed record Leaderboard
{
    /// <summary>Version of the document's shape.</summary>
    public int SchemaVersion { get; init; } = Documents.SchemaVersion;

    /// <summary>Name of the series.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the run.</summary>
    public required string Run { get; init; }

    /// <summary>How the trials were scored.</summary>
    public required BacktestProtocol Protocol { get; init; }

    /// <summary>Facts of the series.</summary>
    public required SeriesFacts Series { get; init; }

    /// <summary>Id of the published trial.</summary>
    public required string Winner { get; init; }

    /// <summary>What tests say of the innovation residuals that the winner, fitted to all values, has on them.</summary>
    public required ResidualDiagnosis Residuals { get; init; }

    /// <summary>Trials from best to worst; failed ones last.</summary>
    public required IReadOnlyList<LeaderboardRow> Rows { get; init; }

    /// <summary>The winner against the naive forecasts and the next best trial.</summary>
    public IReadOnlyList<Comparison> Comparisons { get; init; } = [];

    /// <summary>What the choice among all trials does to the winner's score.</summary>
    public SelectionReport? Selection { get; init; }

    /// <summary>Whether the winner foresees anything or repeats the last value; null where that cannot be told.</summary>
    public LagCheck? LagCheck { get; init; }

    /// <summary>Where the winner's intervals come from.</summary>
    public IntervalSource? Intervals { get; init; }

    /// <summary>Seconds that the plan expected all trials to take, one after another on one core.</summary>
    public double PlannedSeconds { get; init; }

    /// <summary>Seconds that they took.</summary>
    [JsonIgnore]
    public double WorkSeconds => Rows.Sum(row => row.Timing.Seconds);

    /// <summary>When the run ended and how long it took from the request.</summary>
    public required Timing Timing { get; init; }
}
