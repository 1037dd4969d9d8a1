using System.Text.Json.Serialization;
using Backtest.Core.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Evaluation.Verdicts;
using Backtest.Core.Models;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Series;

namespace Backtest.Storage.Results;

/// <summary>leaderboard.json: the ranked trials of a finished run.</summary>
public record Leaderboard
{
    /// <summary>Version of the document's shape.</summary>
    public int SchemaVersion { get; init; } = Documents.SchemaVersion;

    /// <summary>Name of the series.</summary>
    public required SeriesName Name { get; init; }

    /// <summary>The series' id in its panel, any text; null for a panel of one.</summary>
    public string? Id { get; init; }

    /// <summary>Id of the run.</summary>
    public required RunId Run { get; init; }

    /// <summary>How the trials were scored.</summary>
    public required BacktestProtocol Protocol { get; init; }

    /// <summary>Facts of the series.</summary>
    public required SeriesFacts Series { get; init; }

    /// <summary>Id of the published trial.</summary>
    [JsonPropertyName("winner")]
    public required TrialId Published { get; init; }

    /// <summary>Why that trial is published, in a sentence; null in documents that were stored before there was one.</summary>
    public string? Choice { get; init; }

    /// <summary>What tests say of the innovation residuals that the published trial, fitted to all values, has on them.</summary>
    public required ResidualDiagnosis Residuals { get; init; }

    /// <summary>Trials from best to worst; failed ones last.</summary>
    public required IReadOnlyList<LeaderboardRow> Rows { get; init; }

    /// <summary>The published trial against the naive forecasts and the next best trial.</summary>
    public IReadOnlyList<Comparison> Comparisons { get; init; } = [];

    /// <summary>
    /// Whether networks that the panel shares forecast the series better than networks of its own; null where it has not both.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PoolingCheck? Pooling { get; init; }

    /// <summary>What the choice among all trials does to the published trial's score.</summary>
    public SelectionReport? Selection { get; init; }

    /// <summary>Whether the published trial foresees anything or repeats the last value; null where that cannot be told.</summary>
    public LagCheck? LagCheck { get; init; }

    /// <summary>Where the published trial's intervals come from.</summary>
    public IntervalSource? Intervals { get; init; }

    /// <summary>
    /// What the published trial, fitted before the hold-out, forecast of it, beside what happened; null where it has no score
    /// there, and in documents that were stored before there was one.
    /// </summary>
    public IReadOnlyList<WindowScore>? HoldOutWindows { get; init; }

    /// <summary>Whether to use the published forecast; null in documents that were stored before there was one.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Seconds that the plan expected all trials to take, one after another on one core.</summary>
    public double PlannedSeconds { get; init; }

    /// <summary>Seconds that they took.</summary>
    [JsonIgnore]
    public double WorkSeconds => Rows.Sum(row => row.Timing.Seconds);

    /// <summary>
    /// What tables show first of each trial: MASE, or where the ranking metric is not defined in every window, what ranks instead.
    /// </summary>
    [JsonIgnore]
    public RankingMetric ShownMetric =>
        Selection is { } selection && selection.Metric != Protocol.Metric ? selection.Metric : RankingMetric.Mase;

    /// <summary>What the run says of its series among many.</summary>
    public SeriesScore ToScore()
    {
        var scored = Rows.Where(row => row.Metrics is not null).ToList();
        var published = scored.First(row => row.Trial == Published);

        // The simplest bar: the seasonal naive where there is a season and it has a score, else the naive.
        var naive = scored.Where(row => row.Spec is BaselineSpec { IsNaive: true })
            .MaxBy(row => ((BaselineSpec)row.Spec).Method) ?? published;
        return new SeriesScore(
            published.Family,
            FamilyScore.Of(naive.Family, naive.Metrics!),
            [.. scored.DistinctBy(row => row.Family).Select(row => FamilyScore.Of(row.Family, row.Metrics!))],
            published.HoldOut is null ? null : FamilyScore.Of(published.Family, published.HoldOut),
            naive.HoldOut is null ? null : FamilyScore.Of(naive.Family, naive.HoldOut),
            Verdict?.Advice);
    }

    /// <summary>When the run ended and how long it took from the request.</summary>
    public required Timing Timing { get; init; }
}
