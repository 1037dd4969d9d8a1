using Backtest.Core.Problems;
using Backtest.Service.Runs;
using Microsoft.DurableTask;

namespace Backtest.Functions.Orchestration;

/// <summary>How often, and after which pauses, an activity is tried again.</summary>
internal static class BacktestRetry
{
    /// <summary>Tries in all.</summary>
    public const int MaxAttempts = 4;

    /// <summary>After 2, 4 and 8 seconds. Input that cannot be used, and a run that is gone, stay so and are not tried again.</summary>
    public static TaskOptions Options { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(MaxAttempts, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1))
        {
            HandleFailure = failure => !failure.IsCausedBy<InputException>() && !failure.IsCausedBy<RunNotFoundException>(),
        });
}
