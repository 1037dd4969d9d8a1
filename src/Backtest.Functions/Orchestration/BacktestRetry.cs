using Backtest.Core.Problems;
using Backtest.Runs;
using Microsoft.DurableTask;

namespace Backtest.Functions.Orchestration;

/// <summary>How often activities are retried, and after which pauses.</summary>
internal static class BacktestRetry
{
    /// <summary>Attempts in total.</summary>
    public const int MaxAttempts = 4;

    /// <summary>Retries after 2, 4 and 8 seconds, unless the failure is permanent.</summary>
    public static TaskOptions Options { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(
            MaxAttempts, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1))
        {
            HandleFailure = failure => !Stays(failure),
        });

    /// <summary>
    /// Whether an activity would fail again: the input is not valid, the run is gone, or it cannot have a result. The message of such a
    /// failure is a sentence for users.
    /// </summary>
    public static bool Stays(TaskFailureDetails failure) =>
        failure.IsCausedBy<InputException>() || failure.IsCausedBy<RunNotFoundException>() || failure.IsCausedBy<RunFailedException>();
}
