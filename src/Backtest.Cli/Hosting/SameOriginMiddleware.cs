using Backtest.Http;

namespace Backtest.Cli.Hosting;

/// <summary>
/// Refuses what a page of another site makes a browser send, but for reading, which such a page cannot see the answer of. A
/// browser tells by Sec-Fetch-Site, and an older one, or one of an address that is not trusted, by Origin; clients that are none
/// send no such header.
/// </summary>
internal sealed class SameOriginMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || IsOwn(context.Request)
            ? next(context)
            : CrossSiteProblem.AnswerAsync(context);

    // Behind what ends TLS the scheme of Origin is another one; there browsers send Sec-Fetch-Site.
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
