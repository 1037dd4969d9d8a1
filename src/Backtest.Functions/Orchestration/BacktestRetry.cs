using Backtest.Core.Problems;
using Backtest.Runs;
using Microsoft.DurableTask;

namespace Backtest.Functions.Orchestration;

/// <summary>How often, and after which pauses, an activity is tried again.</summary>
internal static class BacktestRetry
{
    /// <summary>Tries in all.</summary>
    public const int MaxAttempts = 4;

    /// <summary>After 2, 4 and 8 seconds, unless the failure stays.</summary>
    public static TaskOptions Options { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(
            MaxAttempts, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1))
        {
            HandleFailure = failure => !Stays(failure),
        });

    /// <summary>
    /// Whether an activity would fail again: input cannot be used, a run is gone, or a run can have no result. The message of
    /// such a failure is a sentence for users.
    /// </summary>
    public static bool Stays(TaskFailureDetails failure) =>
        failure.IsCausedBy<InputException>() || failure.IsCausedBy<RunNotFoundException>() || failure.IsCausedBy<RunFailedException>();
}
