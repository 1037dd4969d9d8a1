using Backtest.Runs;
using Backtest.Runs.Inspections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Backtest.Http;

/// <summary>Maps the HTTP contract onto the handlers.</summary>
public static class ApiRoutes
{
    /// <summary>Maps every route under /api.</summary>
    public static RouteGroupBuilder MapBacktestApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api");
        api.MapMethods("/health", Reading.Methods, (HealthHandler handler, CancellationToken stop) => handler.GetAsync(stop))
            .WithName("GetHealth").WithTags("Service").WithSummary("Whether the service can work. Needs no key.")
            .Produces<Health>().Produces<Health>(StatusCodes.Status503ServiceUnavailable);
        api.MapMethods("/openapi.json", Reading.Methods, (ContractHandler handler, CancellationToken stop) => handler.GetAsync(stop))
            .WithName("GetContract").WithTags("Service").WithSummary("This contract. Needs no key.")
            .Produces<object>();
        api.MapMethods("/grid.schema.json", Reading.Methods, () => GridSchemaHandler.Get())
            .WithName("GetGridSchema").WithTags("Service").WithSummary("The JSON Schema of a grid, for editors. Needs no key.")
            .Produces<object>(StatusCodes.Status200OK, GridSchemaHandler.ContentType);
        api.MapPost(
            "/inspect", (InspectionHandler handler, HttpRequest request, CancellationToken stop) => handler.PostAsync(request, stop))
            .WithName("Inspect")
                .WithTags("Series")
                .WithSummary("What an upload contains and what its run would do; nothing is stored. The body is like that of PutSeries.")
            .WithUpload(isRequired: false).WithStoredName().Produces<Inspection>().WithProblems(400, 403, 404, 408, 413, 429);

        var series = api.MapGroup("/series");
        series.MapMethods("/", Reading.Methods, (SeriesHandlers handlers, CancellationToken stop) => handlers.ListAsync(stop))
            .WithName("ListSeries").WithTags("Series").WithSummary("Names of all series.")
            .Produces<IReadOnlyList<string>>().WithProblems();
        series.MapMethods(
            "/{name}",
            Reading.Methods,
            (SeriesHandlers handlers, string name, HttpRequest request, CancellationToken stop) => handlers.GetAsync(name, request, stop))
            .WithName("GetSeries").WithTags("Series").WithSummary("An upload, or a series of its panel, with its runs.")
            .WithSeriesOfPanel().Produces<SeriesSummary>().WithProblems(400, 404);
        series.MapMethods(
            "/{name}/summary",
            Reading.Methods,
            (SeriesHandlers handlers, string name, CancellationToken stop) => handlers.SummaryAsync(name, stop))
            .WithName("GetSummary").WithTags("Results").WithSummary("How the model families did over all series of an upload.")
            .Produces<UploadSummary>().WithProblems(400, 404);
        // A host need not be registered for the routes to be described.
        series.MapPut("/{name}", (
            SeriesHandlers handlers,
            [FromServices] IRunHost host,
            string name,
            HttpRequest request,
            CancellationToken stop) => handlers.PutAsync(name, request, host, stop))
            .WithName("PutSeries")
                .WithTags("Series")
                .WithSummary("Upload a CSV and start its run. As multipart/form-data with the parts csv and grid, it also takes a grid.")
            .WithUpload(isRequired: true).WithStartedRuns().WithProblems(400, 403, 408, 413, 429);
        series.MapPut("/{name}/grid", (
            SeriesHandlers handlers,
            [FromServices] IRunHost host,
            string name,
            HttpRequest request,
            CancellationToken stop) => handlers.PutGridAsync(name, request, host, stop))
            .WithName("PutGrid").WithTags("Series").WithSummary("Store the grid of a series, and start its run if the series exists.")
            .WithGrid(isRequired: true).WithStartedRuns().Produces(StatusCodes.Status204NoContent).WithProblems(400, 403, 408, 413, 429);
        series.MapPost("/{name}/backtests", (
            SeriesHandlers handlers,
            [FromServices] IRunHost host,
            string name,
            HttpRequest request,
            CancellationToken stop) => handlers.PostBacktestAsync(name, request, host, stop))
            .WithName("StartBacktest").WithTags("Runs").WithSummary("Start a run with the grid in the body, or with the stored one; as a form also with forecasts made elsewhere.")
            .WithStart().WithStartedRuns().WithProblems(400, 403, 404, 408, 413, 429);
        series.MapMethods(
            "/{name}/backtests/{run}",
            Reading.Methods,
            (SeriesHandlers handlers, string name, string run, HttpRequest request, CancellationToken stop) =>
                handlers.GetBacktestAsync(name, run, request, stop))
            .WithName("GetBacktest").WithTags("Runs").WithSummary("The status of a run.")
            .WithSeriesOfPanel().WithWait().Produces<RunStatus>().WithProblems(400, 404);
        series.MapPost("/{name}/backtests/{run}", (
            SeriesHandlers handlers,
            [FromServices] IRunHost host,
            string name,
            string run,
            CancellationToken stop) => handlers.ResumeBacktestAsync(name, run, host, stop))
            .WithName("ResumeBacktest")
                .WithTags("Runs")
                .WithSummary("Resume a run that was cancelled or has failed, with its own values and grid; finished trials are kept. "
                    + "For a run that is over, compute damaged or missing results again.")
            .Produces<RunStatus>(StatusCodes.Status202Accepted).WithProblems(400, 403, 404, 429);
        series.MapMethods(
            "/{name}/backtests/{run}/events",
            Reading.Methods,
            (RunEventsHandler handler, string name, string run, HttpRequest request, CancellationToken stop) =>
                handler.GetAsync(name, run, request, stop))
            .WithName("GetEvents").WithTags("Runs").WithSummary("The progress of a run, as server-sent events until it is over.")
            .WithSeriesOfPanel().WithLastEvent().Produces<string>(StatusCodes.Status200OK, RunEvents.ContentType)
            .Produces(StatusCodes.Status204NoContent).WithProblems(400, 404, 429);
        series.MapDelete("/{name}/backtests/{run}", (
            DeletionHandlers handlers,
            [FromServices] IRunHost host,
            string name,
            string run,
            HttpRequest request,
            CancellationToken stop) => handlers.DeleteBacktestAsync(name, run, request, host, stop))
            .WithName("CancelBacktest")
                .WithTags("Runs")
                .WithSummary("Cancel a run; finished trials are kept. A run that is over is unchanged, and the answer is 200. "
                    + "With remove=true, delete the run and everything stored for it.")
            .WithRemove().WithPublished().Produces<RunStatus>(StatusCodes.Status202Accepted).Produces<RunStatus>()
            .Produces(StatusCodes.Status204NoContent).WithProblems(400, 403, 404, 409);
        series.MapDelete("/{name}", (
            DeletionHandlers handlers,
            [FromServices] IRunHost host,
            string name,
            HttpRequest request,
            CancellationToken stop) => handlers.DeleteSeriesAsync(name, request, host, stop))
            .WithName("DeleteSeries").WithTags("Series").WithSummary("Delete an upload with its grid and all of its runs.")
            .WithPublished().Produces(StatusCodes.Status204NoContent).WithProblems(400, 403, 404, 409);
        series.MapResults();
        return api;
    }
}
