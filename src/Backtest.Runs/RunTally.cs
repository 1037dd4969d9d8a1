using Backtest.Core.Evaluation;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>The results so far of the trials of a run that is not ranked.</summary>
/// <param name="Done">Number of trials that succeeded.</param>
/// <param name="Failed">Number of trials that failed.</param>
/// <param name="Pruned">Number of trials that a halving search pruned.</param>
/// <param name="SecondsLeft">Expected seconds of work left, on one core.</param>
/// <param name="Best">The best one by the ranking metric; null if none has a score.</param>
internal sealed record RunTally(int Done, int Failed, int Pruned, double SecondsLeft, TrialFinished? Best)
{
    /// <summary>Number of trials that are over.</summary>
    public int Over => Done + Failed + Pruned;

    /// <summary>Counts trials.</summary>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="finished">Its finished trials, by their ids.</param>
    public static RunTally Of(RunPlan plan, IReadOnlyDictionary<string, TrialFinished> finished) => new(
        finished.Values.Count(trial => trial.Status == TrialStatus.Done),
        finished.Values.Count(trial => trial.Status == TrialStatus.Failed),
        finished.Values.Count(trial => trial.Status == TrialStatus.Pruned),
        Left(plan, finished),
        Ranking.Sort(finished.Values.Where(trial => trial.Metrics is not null), trial => trial.Metrics!, plan.Protocol!.Metric)
            .FirstOrDefault());

    // Pruned trials took no time and are ignored.
    private static double Left(RunPlan plan, IReadOnlyDictionary<string, TrialFinished> finished)
    {
        double planned = 0, actual = 0, left = 0;
        foreach (var trial in plan.Trials)
        {
            if (!finished.TryGetValue(trial.Id, out var result))
            {
                left += trial.EstimatedSeconds;
            }
            else if (result.Status != TrialStatus.Pruned)
            {
                planned += trial.EstimatedSeconds;
                actual += result.Seconds;
            }
        }

        return TimeLeft.Seconds(left, planned, actual);
    }
}
