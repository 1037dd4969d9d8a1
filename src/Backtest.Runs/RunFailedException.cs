using Backtest.Core.Evaluation;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>A run that can have no result, however often it is tried: its status says why, and no attempt follows.</summary>
/// <param name="reason">Why, as a sentence for users.</param>
public sealed class RunFailedException(string reason) : Exception(reason)
{
    /// <summary>What would be right, as a sentence for users.</summary>
    public const string Right = "Give other values or another grid; the same ones come to the same end.";

    /// <summary>Of a run whose trials have no score; the reason that most of them have stands for the others.</summary>
    /// <param name="results">How they ended, at least one of them as failed.</param>
    public static RunFailedException NoScore(IReadOnlyCollection<TrialDocument> results)
    {
        var failed = results.Where(result => result.Status == TrialStatus.Failed).ToList();
        var example = failed.GroupBy(result => result.Reason).MaxBy(group => group.Count())!.First();
        return new($"No trial could be scored. {failed.Count} of {results.Count} failed, such as {example.Label}: {example.Reason}");
    }
}
