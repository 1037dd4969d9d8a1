using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>
/// An answer with headers that restrict what browsers do with it: no other type than the given one, no scripts, no framing, no
/// referrer. They are set here, so that every host has them.
/// </summary>
/// <param name="answer">The answer.</param>
/// <param name="allowed">What a page may load, as directives of a content security policy; null for nothing.</param>
internal sealed class Guarded(IResult answer, string? allowed = null) : IResult
{
    private const string Nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.ContentSecurityPolicy = allowed is null ? Nothing : $"{Nothing}; {allowed}";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return answer.ExecuteAsync(httpContext);
    }
}
