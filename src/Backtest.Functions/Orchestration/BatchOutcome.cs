using Backtest.Core.Evaluation;
using Backtest.Storage.Results;

namespace Backtest.Functions.Orchestration;

/// <summary>How the trials of some batches ended.</summary>
/// <param name="Done">Number of trials that succeeded.</param>
/// <param name="Failed">Number of trials that failed.</param>
/// <param name="Pruned">Number of trials that a halving search left out.</param>
/// <param name="Best">The best of them; null where none has a score.</param>
public sealed record BatchOutcome(int Done, int Failed, int Pruned, BestTrial? Best)
{
    /// <summary>Of no trial.</summary>
    public static BatchOutcome None { get; } = new(0, 0, 0, null);

    /// <summary>This and another trial.</summary>
    public BatchOutcome With(TrialFinished trial, RankingMetric metric) => this + new BatchOutcome(
        trial.Status == TrialStatus.Done ? 1 : 0,
        trial.Status == TrialStatus.Failed ? 1 : 0,
        trial.Status == TrialStatus.Pruned ? 1 : 0,
        trial.Metrics?.Get(metric) is { } score && double.IsFinite(score) ? new BestTrial(trial.Trial, trial.Label, score) : null);

    /// <summary>Both together. Of two equally good trials the left one stays.</summary>
    public static BatchOutcome operator +(BatchOutcome left, BatchOutcome right) => new(
        left.Done + right.Done,
        left.Failed + right.Failed,
        left.Pruned + right.Pruned,
        left.Best is null || right.Best?.Score < left.Best.Score ? right.Best : left.Best);
}
