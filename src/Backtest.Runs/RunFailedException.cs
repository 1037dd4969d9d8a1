using Backtest.Core.Evaluation;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>A run that can have no result, however often it is retried: its status says why, and no retry follows.</summary>
/// <param name="reason">Why, as a sentence for users.</param>
public sealed class RunFailedException(string reason) : Exception(reason)
{
    /// <summary>What would be right, as a sentence for users.</summary>
    public const string Right = "Give other values or another grid; the same ones would fail again.";

    /// <summary>For a run whose trials have no score, with their most common reason.</summary>
    /// <param name="results">Results of the trials, at least one of them failed.</param>
    public static RunFailedException NoScore(IReadOnlyCollection<TrialDocument> results)
    {
        var failed = results.Where(result => result.Status == TrialStatus.Failed).ToList();
        var example = failed.GroupBy(result => result.Reason).MaxBy(group => group.Count())!.First();
        return new($"No trial could be scored. {failed.Count} of {results.Count} failed, such as {example.Label}: {example.Reason}");
    }
}
