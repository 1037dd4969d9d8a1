namespace Backtest.Functions.Orchestration;

/// <summary>The custom status of a run's orchestration.</summary>
/// <param name="Total">Number of trials.</param>
/// <param name="Done">Number of trials that succeeded so far.</param>
/// <param name="Failed">Number of trials that failed.</param>
/// <param name="Pruned">Number of trials that a halving search left out.</param>
/// <param name="Best">The best trial so far.</param>
public sealed record BacktestProgress(int Total, int Done, int Failed, int Pruned, BestTrial? Best)
{
    /// <summary>The progress of a run of so many trials.</summary>
    public static BacktestProgress Of(int total, BatchOutcome outcome) => new(total, outcome.Done, outcome.Failed, outcome.Pruned, outcome.Best);
}
