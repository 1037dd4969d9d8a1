using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Backtest.Service.Http;

/// <summary>Maps the web page. It is no part of the HTTP contract.</summary>
public static class PageRoutes
{
    /// <summary>Maps the page and its assets.</summary>
    public static void MapBacktestPage(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", (PageHandler page, HttpRequest request) => page.GetIndex(request)).ExcludeFromDescription();
        endpoints.MapGet("/assets/{file}", (PageHandler page, string file, HttpRequest request) => page.GetAsset(file, request)).ExcludeFromDescription();
    }
}
