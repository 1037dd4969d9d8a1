using Backtest.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Backtest.Functions.Http;

/// <summary>
/// The web page, and what it asks before there is a series; the reference. They hold no data and are open; all that they show of it needs
/// the key.
/// </summary>
/// <param name="page">What answers with the page.</param>
/// <param name="inspection">What looks at uploads.</param>
public sealed class PageFunctions(PageHandler page, InspectionHandler inspection)
{
    /// <summary>The page. A route must not be empty, but may consist of a part that is.</summary>
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

    /// <summary>What an upload holds and what its runs would do.</summary>
    [Function("Inspect")]
    public Task<IResult> InspectAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/inspect")] HttpRequest request, CancellationToken stop) =>
        inspection.PostAsync(request, stop);
}
