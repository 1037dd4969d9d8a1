using Backtest.Service.Http;

namespace Backtest.Cli.Hosting;

/// <summary>
/// Refuses what a page of another site makes a browser send, but for reading, which such a page cannot see the answer of. A
/// browser tells by Sec-Fetch-Site; clients that are none send no such header.
/// </summary>
internal sealed class SameOriginMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
        || context.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            ? next(context)
            : CrossSiteProblem.AnswerAsync(context);
}
