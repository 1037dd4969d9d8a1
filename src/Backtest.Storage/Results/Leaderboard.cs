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

    /// <summary>Why that trial is published, in a sentence; null in older documents.</summary>
    public string? Choice { get; init; }

    /// <summary>Tests of the innovation residuals of the published trial, fitted to all values.</summary>
    public required ResidualDiagnosis Residuals { get; init; }

    /// <summary>Trials from best to worst; failed ones last.</summary>
    public required IReadOnlyList<LeaderboardRow> Rows { get; init; }

    /// <summary>The published trial against the naive forecasts and the next best trial.</summary>
    public IReadOnlyList<Comparison> Comparisons { get; init; } = [];

    /// <summary>
    /// Whether shared networks forecast the series better than its own; null if it does not have both.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PoolingCheck? Pooling { get; init; }

    /// <summary>How the choice among all trials affects the published trial's score.</summary>
    public SelectionReport? Selection { get; init; }

    /// <summary>Whether the published trial predicts anything or repeats the last value; null if that is unclear.</summary>
    public LagCheck? LagCheck { get; init; }

    /// <summary>Where the published trial's intervals come from.</summary>
    public IntervalSource? Intervals { get; init; }

    /// <summary>
    /// Forecasts of the hold-out by the published trial, fitted before it, beside the actual values; null if it has no score there, and
    /// in older documents.
    /// </summary>
    public IReadOnlyList<WindowScore>? HoldOutWindows { get; init; }

    /// <summary>Whether to use the published forecast; null in older documents.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Planned seconds of all trials, one after the other on one core.</summary>
    public double PlannedSeconds { get; init; }

    /// <summary>Actual seconds of all trials.</summary>
    [JsonIgnore]
    public double WorkSeconds => Rows.Sum(row => row.Timing.Seconds);

    /// <summary>The metric that ranks the trials: that of the protocol, or another one if that is not defined in every window.</summary>
    [JsonIgnore]
    public RankingMetric Metric => Selection?.Metric ?? Protocol.Metric;

    /// <summary>The metrics in tables, the one that ranks the trials first.</summary>
    [JsonIgnore]
    public IReadOnlyList<RankingMetric> ShownMetrics => [.. new[] { Metric, RankingMetric.Rmse, RankingMetric.Smape }.Distinct()];

    /// <summary>
    /// The simplest bar: the seasonal naive forecast if there is a season and it has a score, otherwise the naive one, otherwise what is
    /// published.
    /// </summary>
    [JsonIgnore]
    public LeaderboardRow Naive => Rows.Where(row => row is { Metrics: not null, Spec: BaselineSpec { IsNaive: true } })
        .MaxBy(row => ((BaselineSpec)row.Spec).Method) ?? Rows.First(row => row.Trial == Published);

    /// <summary>A summary of the run among those of many series.</summary>
    public SeriesScore ToScore()
    {
        var scored = Rows.Where(row => row.Metrics is not null).ToList();
        var published = scored.First(row => row.Trial == Published);
        var naive = Naive;
        return new SeriesScore(
            published.Family,
            FamilyScore.Of(naive.Family, naive.Metrics!),
            [.. scored.DistinctBy(row => row.Family).Select(row => FamilyScore.Of(row.Family, row.Metrics!))],
            published.HoldOut is null ? null : FamilyScore.Of(published.Family, published.HoldOut),
            naive.HoldOut is null ? null : FamilyScore.Of(naive.Family, naive.HoldOut),
            Verdict?.Advice,
            published.HoldOut?.Get(Metric) is { } error && naive.HoldOut?.Get(Metric) is { } naiveError ? error < naiveError : null);
    }

    /// <summary>When the run ended and how long it took from the request.</summary>
    public required Timing Timing { get; init; }
}
