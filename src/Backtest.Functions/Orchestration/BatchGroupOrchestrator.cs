using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Backtest.Functions.Orchestration;

/// <summary>Carries out some of the batches of a large run, so that no single history contains all of them.</summary>
public static class BatchGroupOrchestrator
{
    /// <summary>Name of the orchestration.</summary>
    public const string Name = "BatchGroup";

    /// <summary>Runs the batches.</summary>
    /// <param name="context">The orchestration's context.</param>
    /// <param name="input">The batches.</param>
    [Function(Name)]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, BatchGroup input) =>
        BatchFanOut.RunAsync(context, input);
}
