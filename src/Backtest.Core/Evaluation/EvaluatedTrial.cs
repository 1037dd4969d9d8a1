using Backtest.Core.Models;

namespace Backtest.Core.Evaluation;

/// <summary>The outcome of a trial.</summary>
/// <param name="Status">Done, failed or pruned.</param>
/// <param name="Reason">Why it failed or was pruned; null if it is done.</param>
/// <param name="Score">Its scores; null unless it is done.</param>
/// <param name="Model">The model of the last fit; null unless it is done.</param>
/// <param name="Warnings">Warnings for readers of the trial.</param>
public sealed record EvaluatedTrial(
    TrialStatus Status, string? Reason, BacktestScore? Score, IFittedModel? Model, IReadOnlyList<string> Warnings)
{
    /// <summary>The reason of a trial that hit a fault of the program rather than of its data.</summary>
    public const string UnexpectedError = "An unexpected error occurred; the host's log has the details.";

    /// <summary>A pruned trial.</summary>
    public static EvaluatedTrial Pruned(string reason) => new(TrialStatus.Pruned, reason, null, null, []);

    /// <summary>A failed trial.</summary>
    public static EvaluatedTrial Failed(string reason) => new(TrialStatus.Failed, reason, null, null, []);
}
