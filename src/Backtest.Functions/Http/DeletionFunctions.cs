using Backtest.Functions.Hosting;
using Backtest.Functions.Orchestration;
using Backtest.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Backtest.Functions.Http;

/// <summary>The routes that cancel and delete.</summary>
/// <param name="handlers">The handlers.</param>
/// <param name="options">Settings of orchestrations.</param>
public sealed class DeletionFunctions(DeletionHandlers handlers, DurableOptions options)
{
    /// <summary>Cancel a run, or delete it.</summary>
    [Function("CancelBacktest")]
    public Task<IResult> DeleteBacktestAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/series/{name}/backtests/{run}")] HttpRequest request,
        string name,
        string run,
        [DurableClient] DurableTaskClient client,
        CancellationToken stop) =>
        handlers.DeleteBacktestAsync(name, run, request, new DurableRunHost(client, options), stop);

    /// <summary>Delete an upload.</summary>
    [Function("DeleteSeries")]
    public Task<IResult> DeleteSeriesAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/series/{name}")] HttpRequest request,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken stop) =>
        handlers.DeleteSeriesAsync(name, request, new DurableRunHost(client, options), stop);
}
