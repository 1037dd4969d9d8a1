using Backtest.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Backtest.Functions.Http;

/// <summary>
/// The web page and the reference, which contain no data and need no key, and the inspection of uploads.
/// </summary>
/// <param name="page">The handler of the page.</param>
/// <param name="inspection">The handler of inspections.</param>
public sealed class PageFunctions(PageHandler page, InspectionHandler inspection)
{
    /// <summary>The page. A route cannot be empty, but can consist of an empty part.</summary>
    [Function("GetPage")]
    public IResult GetIndex(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{nothing:maxlength(0)?}")] HttpRequest request) =>
        page.GetIndex(request);

    /// <summary>The contract, to read and to try.</summary>
    [Function("GetDocs")]
    public IResult GetDocs([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/docs")] HttpRequest request) =>
        page.GetDocs(request);

    /// <summary>A script, style or picture of the page.</summary>
    [Function("GetAsset")]
    public IResult GetAsset(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "assets/{file}")] HttpRequest request, string file) =>
        page.GetAsset(file, request);

    /// <summary>What an upload contains and what its run would do.</summary>
    [Function("Inspect")]
    public Task<IResult> InspectAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/inspect")] HttpRequest request, CancellationToken stop) =>
        inspection.PostAsync(request, stop);
}
