using Backtest.Core.Problems;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>The answer to a request that a browser sends for a page of another site.</summary>
public static class CrossSiteProblem
{
    /// <summary>Answers a request with status 403.</summary>
    public static Task AnswerAsync(HttpContext context) => Answers.Problem(
        new InputProblem(
            "The request comes from a page of another site.",
            null,
            "Send it from a page of this host, or from a client that is not a browser."),
        StatusCodes.Status403Forbidden).ExecuteAsync(context);
}
