using Backtest.Reports;
using Backtest.Runs;
using Backtest.Runs.Exports;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Panels;
using Backtest.Storage.Results;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Backtest.Http;

/// <summary>Maps the routes of results, each one twice: for a series, and for one of its runs.</summary>
internal static class ResultRoutes
{
    private const string OfSeries = "/{name}";
    private const string OfRun = "/{name}/backtests/{run}";
    private const string Published = "the published run";
    private const string Any = "any run";

    // CSV, a JSON object in each line, a workbook, Parquet.
    private static readonly string[] Tables = [.. TableFormat.All.Select(format => format.ContentType)];

    private delegate Task<IResult> Answer(
        ResultHandlers handlers, string name, string? run, HttpRequest request, CancellationToken cancellationToken);

    /// <summary>Maps the routes.</summary>
    /// <param name="series">The group of the series' routes.</param>
    public static void MapResults(this IEndpointRouteBuilder series)
    {
        Complete(
            series.MapMethods($"{OfRun}/trials/{{trial}}", Reading.Methods, (
                ResultHandlers handlers, string name, string run, string trial, HttpRequest request, CancellationToken stop) =>
                handlers.TrialAsync(name, run, trial, request, stop)),
            "GetTrial",
            "How a trial ended: metrics per window, step and overall, every forecast, and the losses of an LSTM.")
            .WithSeriesOfPanel().Produces<TrialDocument>();
        Complete(
            series.MapMethods($"{OfRun}/trials/{{trial}}/against/{{other}}", Reading.Methods, (
                ResultHandlers handlers,
                string name,
                string run,
                string trial,
                string other,
                HttpRequest request,
                CancellationToken stop) =>
                handlers.AgainstAsync(name, run, trial, other, request, stop)),
            "GetComparison",
            "Why a trial lost to another one, or won: in how many windows, and whether that may be chance.")
            .WithSeriesOfPanel().Produces<PairAnswer>();
        series.Map(
            "Values",
            "The values that {0} works on, with their times.",
            (handlers, name, run, request, stop) => handlers.ValuesAsync(name, run, request, stop),
            route => route.WithSeriesOfPanel().WithParts().Produces<SeriesValues>());
        series.Map(
            "Leaderboard",
            "Ranked trials of {0}, with verdict and checks, as JSON or a table; for a panel without id those of all series, as a table.",
            (handlers, name, run, request, stop) => handlers.LeaderboardAsync(name, run, request, stop),
            route => route.WithSeriesOfPanel().WithDecimalQuery()
                .Produces<LeaderboardAnswer>(StatusCodes.Status200OK, "application/json", Tables));
        series.Map(
            "Panel",
            "How the series of a panel ended in {0}, as JSON page by page, or all of them as a table.",
            (handlers, name, run, request, stop) => handlers.PanelAsync(name, run, request, stop),
            route => route.WithPanelQuery().WithDecimalQuery()
                .Produces<PanelPage>(StatusCodes.Status200OK, "application/json", Tables));
        series.Map(
            "Predictions",
            "Forecasts by every trial of {0} in every window, beside the actual values, as a table.",
            (handlers, name, run, request, stop) => handlers.PredictionsAsync(name, run, request, stop),
            route => route.WithSeriesOfPanel().WithTrialQuery("By default all trials.").WithDecimalQuery()
                .Produces<string>(StatusCodes.Status200OK, Tables[0], Tables[1..]));
        series.Map(
            "Forecast",
            "Forecasts with intervals by a model of {0}, as JSON or a table; for a panel without id those of all series, as a table.",
            (handlers, name, run, request, stop) => handlers.ForecastAsync(name, run, request, stop),
            route => route.WithSeriesOfPanel().WithForecastQuery("The one that the run chose where it is left out.").WithDecimalQuery()
                .Produces<ForecastAnswer>(StatusCodes.Status200OK, "application/json", Tables));
        series.Map(
            "Report",
            "A report on {0}, as a single page to read or print.",
            (handlers, name, run, request, stop) => handlers.ReportAsync(name, run, request, stop),
            route => route.WithSeriesOfPanel().Produces<string>(StatusCodes.Status200OK, "text/html"));
        series.MapColdStarts();
        series.MapModels();
    }

    private static void MapColdStarts(this IEndpointRouteBuilder series)
    {
        const string summary = "Forecasts of the series in the body by networks that the series of {0} share, as JSON or a table.";
        Describe(
            series.MapPost($"{OfSeries}/forecast", (
                ColdStartHandler handler, string name, HttpRequest request, CancellationToken stop) =>
                handler.PostAsync(name, null, request, stop)),
            "PostForecast",
            Of(Published, summary));
        Describe(
            series.MapPost($"{OfRun}/forecast", (
                ColdStartHandler handler, string name, string run, HttpRequest request, CancellationToken stop) =>
                handler.PostAsync(name, run, request, stop)),
            $"{ContractExamples.PostOfRun}Forecast",
            Of(Any, summary));

        static void Describe(RouteHandlerBuilder route, string operation, string summary) =>
            route.WithName(operation).WithTags("Results").WithSummary(summary)
                .WithValues().WithForecastQuery("The only one that the series share where it is left out.").WithDecimalQuery()
                .Produces<ForecastAnswer>(StatusCodes.Status200OK, "application/json", Tables)
                .WithProblems(400, 403, 404, 408, 413);
    }

    private static void Map(
        this IEndpointRouteBuilder series, string result, string summary, Answer answer, Action<RouteHandlerBuilder> describe)
    {
        var path = result.ToLowerInvariant();
        describe(Complete(
            series.MapMethods($"{OfSeries}/{path}", Reading.Methods, (
                ResultHandlers handlers, string name, HttpRequest request, CancellationToken stop) =>
                answer(handlers, name, null, request, stop)),
            $"Get{result}",
            Of(Published, summary)));
        describe(Complete(
            series.MapMethods($"{OfRun}/{path}", Reading.Methods, (
                ResultHandlers handlers, string name, string run, HttpRequest request, CancellationToken stop) =>
                answer(handlers, name, run, request, stop)),
            $"{ContractExamples.OfRun}{result}",
            Of(Any, summary)));
    }

    // Models have one more part in their address.
    private static void MapModels(this IEndpointRouteBuilder series)
    {
        const string summary = "Download a model of {0}: ONNX for an LSTM, in a zip archive if it has several inputs, JSON for others; with Accept: application/json the transforms of an LSTM.";
        Describe(
            series.MapMethods($"{OfSeries}/models/{{trial}}", Reading.Methods, (
                ResultHandlers handlers, string name, string trial, HttpRequest request, CancellationToken stop) =>
                handlers.ModelAsync(name, null, trial, request, stop)),
            "GetModel",
            Of(Published, summary));
        Describe(
            series.MapMethods($"{OfRun}/models/{{trial}}", Reading.Methods, (
                ResultHandlers handlers, string name, string run, string trial, HttpRequest request, CancellationToken stop) =>
                handlers.ModelAsync(name, run, trial, request, stop)),
            $"{ContractExamples.OfRun}Model",
            Of(Any, summary));

        static void Describe(RouteHandlerBuilder route, string operation, string summary) => Complete(route, operation, summary)
            .WithSeriesOfPanel().Produces<ModelDocument>(StatusCodes.Status200OK, "application/json", "application/octet-stream", "application/zip");
    }

    private static string Of(string run, string summary) => summary.Replace("{0}", run, StringComparison.Ordinal);

    private static RouteHandlerBuilder Complete(RouteHandlerBuilder route, string operation, string summary) =>
        route.WithName(operation).WithTags("Results").WithSummary(summary).WithProblems(400, 404);
}
