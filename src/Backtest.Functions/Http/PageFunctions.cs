using Backtest.Service.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Backtest.Functions.Http;

/// <summary>The web page, and what it asks before there is a series. The page holds no data and is open; all that it shows needs the key.</summary>
/// <param name="page">What answers with the page.</param>
/// <param name="inspection">What looks at uploads.</param>
public sealed class PageFunctions(PageHandler page, InspectionHandler inspection)
{
    /// <summary>The page. A route must not be empty, but may consist of a part that is.</summary>
    [Function("GetPage")]
    public IResult GetIndex([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{nothing:maxlength(0)?}")] HttpRequest request) =>
        page.GetIndex(request);

    /// <summary>A script, style or picture of the page.</summary>
    [Function("GetAsset")]
    public IResult GetAsset([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "assets/{file}")] HttpRequest request, string file) =>
        page.GetAsset(file, request);

    /// <summary>What an upload holds and what its runs would do.</summary>
    [Function("Inspect")]
    public Task<IResult> InspectAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/inspect")] HttpRequest request, CancellationToken stop) =>
        inspection.PostAsync(request, stop);
}
