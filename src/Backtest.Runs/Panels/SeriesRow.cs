using System.Text.Json.Serialization;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Evaluation.Verdicts;
using Backtest.Core.Models;
using Backtest.Core.Problems;
using Backtest.Storage.Results;

namespace Backtest.Runs.Panels;

/// <summary>The result of one series of a panel.</summary>
public sealed record SeriesRow
{
    /// <summary>Its index in the panel.</summary>
    public required int Index { get; init; }

    /// <summary>Its id in the file, any text.</summary>
    public required string Id { get; init; }

    /// <summary>Its name in earlier versions, still valid in requests.</summary>
    public required string Name { get; init; }

    /// <summary>Done, failed or refused.</summary>
    public required RunState State { get; init; }

    /// <summary>Why it was rejected or failed.</summary>
    public InputProblem? Problem { get; init; }

    /// <summary>Number of its values, including missing ones; null if it could not be read.</summary>
    public int? Length { get; init; }

    /// <summary>Time of its last value; null if there are no times.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Id of the published trial.</summary>
    public TrialId? Trial { get; init; }

    /// <summary>Display name of the published trial.</summary>
    public string? Label { get; init; }

    /// <summary>The model family of the published trial.</summary>
    public string? Family { get; init; }

    /// <summary>Whether to use its published forecast; null without one, and in older documents.</summary>
    public Advice? Advice { get; init; }

    /// <summary>MASE of the published trial on the windows, which chose it.</summary>
    public double? Mase { get; init; }

    /// <summary>MASE of the published trial on the hold-out, which took no part in the choice.</summary>
    public double? HoldOutMase { get; init; }

    /// <summary>MASE of the naive forecast on the hold-out, or of the seasonal one if there is a season.</summary>
    public double? NaiveHoldOutMase { get; init; }

    /// <summary>
    /// The same by the metric that ranks the series' trials; null if that is MASE, and in rows of earlier versions.
    /// </summary>
    public RankedErrors? Ranked { get; init; }

    /// <summary>The metric that ranks the series' trials.</summary>
    [JsonIgnore]
    public RankingMetric Metric => Ranked?.Metric ?? RankingMetric.Mase;

    /// <summary>Error of the published trial on the windows, by that metric.</summary>
    [JsonIgnore]
    public double? Score => Ranked is { } ranked ? ranked.Windows : Mase;

    /// <summary>Error of the published trial on the hold-out, by that metric.</summary>
    [JsonIgnore]
    public double? HoldOutScore => Ranked is { } ranked ? ranked.HoldOut : HoldOutMase;

    /// <summary>Error of the naive forecast on the hold-out, by that metric.</summary>
    [JsonIgnore]
    public double? NaiveHoldOutScore => Ranked is { } ranked ? ranked.NaiveHoldOut : NaiveHoldOutMase;

    /// <summary>
    /// Error of the published trial on the hold-out relative to that of the naive forecast, by that metric; 1 if both are 0.
    /// </summary>
    [JsonIgnore]
    public double? RelativeError => HoldOutScore == 0 && NaiveHoldOutScore == 0 ? 1 : HoldOutScore / NaiveHoldOutScore;

    /// <summary>Mean of forecast minus actual value on the hold-out, in units of the series.</summary>
    public double? Bias { get; init; }

    /// <summary>Share of the hold-out's values inside the 80 % intervals.</summary>
    public double? Coverage80 { get; init; }

    /// <summary>Share of the hold-out's values inside the 95 % intervals.</summary>
    public double? Coverage95 { get; init; }

    /// <summary>
    /// The comparison of networks that the series share with the best ones of its own; null unless it has scored trials of both kinds.
    /// </summary>
    public PairComparison? Pooling { get; init; }

    /// <summary>
    /// Means of equal stretches of its values, oldest first; null for a stretch without values. Given only if a request asks for them,
    /// and never stored.
    /// </summary>
    public IReadOnlyList<double?>? Points { get; init; }

    /// <summary>The row of a series with ranked trials.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="leaderboard">Its ranked trials.</param>
    internal static SeriesRow Of(RunPlan plan, Leaderboard leaderboard)
    {
        var published = leaderboard.Rows.First(row => row.Trial == leaderboard.Published);
        return Of(plan, RunState.Done, null) with
        {
            Trial = published.Trial,
            Label = published.Label,
            Family = published.Family,
            Advice = leaderboard.Verdict?.Advice,
            Mase = published.Metrics?.Mase,
            HoldOutMase = published.HoldOut?.Mase,
            NaiveHoldOutMase = leaderboard.Naive.HoldOut?.Mase,
            Ranked = RankedErrors.Of(leaderboard, published),
            Bias = published.HoldOut?.Bias,
            Coverage80 = published.HoldOut?.Coverage80,
            Coverage95 = published.HoldOut?.Coverage95,
            Pooling = leaderboard.Pooling?.Pair,
        };
    }

    /// <summary>The row of a series without a result.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="state">Refused or failed.</param>
    /// <param name="problem">Why.</param>
    internal static SeriesRow Of(RunPlan plan, RunState state, InputProblem? problem) => new()
    {
        Index = plan.Index!.Value,
        Id = plan.Id!,
        Name = plan.Name,
        State = state,
        Problem = problem,
        Length = plan.Series?.Length,
        End = plan.Series?.End,
    };
}

/// <summary>The errors of a series by the metric that ranks its trials.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Windows">That of the published trial on the windows.</param>
/// <param name="HoldOut">That of the published trial on the hold-out.</param>
/// <param name="NaiveHoldOut">That of the naive forecast on the hold-out, or of the seasonal one if there is a season.</param>
public sealed record RankedErrors(RankingMetric Metric, double? Windows, double? HoldOut, double? NaiveHoldOut)
{
    /// <summary>The errors of the published trial; null if MASE ranks.</summary>
    internal static RankedErrors? Of(Leaderboard leaderboard, LeaderboardRow published) => leaderboard.Metric == RankingMetric.Mase
        ? null
        : new RankedErrors(
            leaderboard.Metric,
            published.Metrics?.Get(leaderboard.Metric),
            published.HoldOut?.Get(leaderboard.Metric),
            leaderboard.Naive.HoldOut?.Get(leaderboard.Metric));
}
