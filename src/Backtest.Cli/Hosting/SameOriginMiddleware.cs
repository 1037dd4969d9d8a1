using Backtest.Http;

namespace Backtest.Cli.Hosting;

/// <summary>
/// Refuses requests that a browser sends for a page of another site, except for reads, because such a page cannot see the answer.
/// Browsers send Sec-Fetch-Site or, if they are older or the address is not trusted, Origin. Other clients send neither.
/// </summary>
internal sealed class SameOriginMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || IsOwn(context.Request)
            ? next(context)
            : CrossSiteProblem.AnswerAsync(context);

    // Behind a proxy that terminates TLS, the scheme of Origin differs, but browsers then send Sec-Fetch-Site.
    private static bool IsOwn(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() switch
    {
        "same-origin" => true,
        "" or "none" => request.Headers.Origin.ToString() is var origin && (origin.Length == 0 || IsOwn(origin, request)),
        _ => false,
    };

    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var theirs)
        && Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var ours)
        && Uri.Compare(theirs, ours, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
}
