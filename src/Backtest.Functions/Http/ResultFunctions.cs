using Backtest.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Backtest.Functions.Http;

/// <summary>The routes of the results of published runs.</summary>
/// <param name="handlers">The handlers.</param>
/// <param name="coldStarts">Forecasts series in requests.</param>
public sealed class ResultFunctions(ResultHandlers handlers, ColdStartHandler coldStarts)
{
    /// <summary>Ranked trials of the published run.</summary>
    [Function("GetLeaderboard")]
    public Task<IResult> LeaderboardAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/series/{name}/leaderboard")] HttpRequest request,
        string name,
        CancellationToken stop) =>
        handlers.LeaderboardAsync(name, null, request, stop);

    /// <summary>Forecasts with intervals.</summary>
    [Function("GetForecast")]
    public Task<IResult> ForecastAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/series/{name}/forecast")] HttpRequest request,
        string name,
        CancellationToken stop) =>
        handlers.ForecastAsync(name, null, request, stop);

    /// <summary>Forecasts of the series in the body.</summary>
    [Function("PostForecast")]
    public Task<IResult> ColdStartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/series/{name}/forecast")] HttpRequest request,
        string name,
        CancellationToken stop) =>
        coldStarts.PostAsync(name, null, request, stop);

    /// <summary>How the series of a panel ended.</summary>
    [Function("GetPanel")]
    public Task<IResult> PanelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/series/{name}/panel")] HttpRequest request,
        string name,
        CancellationToken stop) =>
        handlers.PanelAsync(name, null, request, stop);

    /// <summary>Forecasts of every trial in every window.</summary>
    [Function("GetPredictions")]
    public Task<IResult> PredictionsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/series/{name}/predictions")] HttpRequest request,
        string name,
        CancellationToken stop) =>
        handlers.PredictionsAsync(name, null, request, stop);

    /// <summary>The values that the published run works on.</summary>
    [Function("GetValues")]
    public Task<IResult> ValuesAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/series/{name}/values")] HttpRequest request,
        string name,
        CancellationToken stop) =>
        handlers.ValuesAsync(name, null, request, stop);

    /// <summary>The report on the published run.</summary>
    [Function("GetReport")]
    public Task<IResult> ReportAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/series/{name}/report")] HttpRequest request,
        string name,
        CancellationToken stop) =>
        handlers.ReportAsync(name, null, request, stop);

    /// <summary>Download a model.</summary>
    [Function("GetModel")]
    public Task<IResult> ModelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/series/{name}/models/{trial}")] HttpRequest request,
        string name,
        string trial,
        CancellationToken stop) =>
        handlers.ModelAsync(name, null, trial, request, stop);
}
