using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Backtest.Http;

/// <summary>Maps the web page and the reference of the HTTP interface, which are not part of the contract.</summary>
public static class PageRoutes
{
    /// <summary>Maps the pages and their assets.</summary>
    public static void MapBacktestPage(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/", Reading.Methods, (PageHandler page, HttpRequest request) => page.GetIndex(request))
            .ExcludeFromDescription();
        endpoints.MapMethods("/api/docs", Reading.Methods, (PageHandler page, HttpRequest request) => page.GetDocs(request))
            .ExcludeFromDescription();
        endpoints.MapMethods(
            "/assets/{file}",
            Reading.Methods,
            (PageHandler page, string file, HttpRequest request) => page.GetAsset(file, request)).ExcludeFromDescription();
    }
}
