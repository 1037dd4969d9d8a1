using Backtest.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Backtest.Functions.Http;

/// <summary>The routes of the results of any run, published or not.</summary>
/// <param name="handlers">The handlers.</param>
/// <param name="coldStarts">Forecasts series in requests.</param>
public sealed class RunResultFunctions(ResultHandlers handlers, ColdStartHandler coldStarts)
{
    private const string Run = "api/series/{name}/backtests/{run}";

    /// <summary>How a trial ended.</summary>
    [Function("GetTrial")]
    public Task<IResult> TrialAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = $"{Run}/trials/{{trial}}")]
        HttpRequest request,
        string name,
        string run,
        string trial,
        CancellationToken stop) =>
        handlers.TrialAsync(name, run, trial, request, stop);

    /// <summary>Why a trial lost to another one.</summary>
    [Function("GetComparison")]
    public Task<IResult> AgainstAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = $"{Run}/trials/{{trial}}/against/{{other}}")]
        HttpRequest request,
        string name,
        string run,
        string trial,
        string other,
        CancellationToken stop) =>
        handlers.AgainstAsync(name, run, trial, other, request, stop);

    /// <summary>Ranked trials.</summary>
    [Function("GetRunLeaderboard")]
    public Task<IResult> LeaderboardAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = $"{Run}/leaderboard")]
        HttpRequest request,
        string name,
        string run,
        CancellationToken stop) =>
        handlers.LeaderboardAsync(name, run, request, stop);

    /// <summary>Forecasts with intervals.</summary>
    [Function("GetRunForecast")]
    public Task<IResult> ForecastAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = $"{Run}/forecast")]
        HttpRequest request,
        string name,
        string run,
        CancellationToken stop) =>
        handlers.ForecastAsync(name, run, request, stop);

    /// <summary>Forecasts of the series in the body.</summary>
    [Function("PostRunForecast")]
    public Task<IResult> ColdStartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = $"{Run}/forecast")]
        HttpRequest request,
        string name,
        string run,
        CancellationToken stop) =>
        coldStarts.PostAsync(name, run, request, stop);

    /// <summary>How the series of a panel ended.</summary>
    [Function("GetRunPanel")]
    public Task<IResult> PanelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = $"{Run}/panel")]
        HttpRequest request,
        string name,
        string run,
        CancellationToken stop) =>
        handlers.PanelAsync(name, run, request, stop);

    /// <summary>Forecasts of every trial in every window.</summary>
    [Function("GetRunPredictions")]
    public Task<IResult> PredictionsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = $"{Run}/predictions")]
        HttpRequest request,
        string name,
        string run,
        CancellationToken stop) =>
        handlers.PredictionsAsync(name, run, request, stop);

    /// <summary>The values that the run works on.</summary>
    [Function("GetRunValues")]
    public Task<IResult> ValuesAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = $"{Run}/values")]
        HttpRequest request,
        string name,
        string run,
        CancellationToken stop) =>
        handlers.ValuesAsync(name, run, request, stop);

    /// <summary>The report on the run.</summary>
    [Function("GetRunReport")]
    public Task<IResult> ReportAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = $"{Run}/report")]
        HttpRequest request,
        string name,
        string run,
        CancellationToken stop) =>
        handlers.ReportAsync(name, run, request, stop);

    /// <summary>Download a model.</summary>
    [Function("GetRunModel")]
    public Task<IResult> ModelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = $"{Run}/models/{{trial}}")]
        HttpRequest request,
        string name,
        string run,
        string trial,
        CancellationToken stop) =>
        handlers.ModelAsync(name, run, trial, request, stop);
}
