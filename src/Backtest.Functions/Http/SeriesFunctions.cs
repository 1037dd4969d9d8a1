using Backtest.Functions.Hosting;
using Backtest.Functions.Orchestration;
using Backtest.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Backtest.Functions.Http;

/// <summary>The routes of series and their runs.</summary>
/// <param name="handlers">The handlers.</param>
/// <param name="events">The handler of the events of runs.</param>
/// <param name="options">Settings of orchestrations.</param>
public sealed class SeriesFunctions(SeriesHandlers handlers, RunEventsHandler events, DurableOptions options)
{
    /// <summary>Names of all series.</summary>
    [Function("ListSeries")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/series")] HttpRequest request, CancellationToken stop) =>
        handlers.ListAsync(stop);

    /// <summary>A series and its runs.</summary>
    [Function("GetSeries")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/series/{name}")] HttpRequest request,
        string name,
        CancellationToken stop) =>
        handlers.GetAsync(name, request, stop);

    /// <summary>How the model families did over all series of an upload.</summary>
    [Function("GetSummary")]
    public Task<IResult> SummaryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/series/{name}/summary")] HttpRequest request,
        string name,
        CancellationToken stop) =>
        handlers.SummaryAsync(name, stop);

    /// <summary>Upload a CSV and start its run.</summary>
    [Function("PutSeries")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/series/{name}")] HttpRequest request,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken stop) =>
        handlers.PutAsync(name, request, new DurableRunHost(client, options), stop);

    /// <summary>Store the grid of a series.</summary>
    [Function("PutGrid")]
    public Task<IResult> PutGridAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/series/{name}/grid")] HttpRequest request,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken stop) =>
        handlers.PutGridAsync(name, request, new DurableRunHost(client, options), stop);

    /// <summary>Start a run.</summary>
    [Function("StartBacktest")]
    public Task<IResult> PostBacktestAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/series/{name}/backtests")] HttpRequest request,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken stop) =>
        handlers.PostBacktestAsync(name, request, new DurableRunHost(client, options), stop);

    /// <summary>Resume a run.</summary>
    [Function("ResumeBacktest")]
    public Task<IResult> ResumeBacktestAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/series/{name}/backtests/{run}")] HttpRequest request,
        string name,
        string run,
        [DurableClient] DurableTaskClient client,
        CancellationToken stop) =>
        handlers.ResumeBacktestAsync(name, run, new DurableRunHost(client, options), stop);

    /// <summary>The status of a run.</summary>
    [Function("GetBacktest")]
    public Task<IResult> GetBacktestAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/series/{name}/backtests/{run}")] HttpRequest request,
        string name,
        string run,
        CancellationToken stop) =>
        handlers.GetBacktestAsync(name, run, request, stop);

    /// <summary>The progress of a run, as events.</summary>
    [Function("GetEvents")]
    public Task<IResult> GetEventsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/series/{name}/backtests/{run}/events")] HttpRequest request,
        string name,
        string run,
        CancellationToken stop) =>
        events.GetAsync(name, run, request, stop);
}
