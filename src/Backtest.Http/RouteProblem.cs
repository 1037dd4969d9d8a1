using Backtest.Core.Problems;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>The answer to a request without a route.</summary>
public static class RouteProblem
{
    private const string Right = "GET /api/docs lists the routes.";

    /// <summary>Answers a request that has only a status so far.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        var problem = context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? new InputProblem("This address does not support the method.", "method", Right)
            : new InputProblem("There is nothing at this address.", "path", Right);
        return Answers.Problem(problem, context.Response.StatusCode).ExecuteAsync(context);
    }
}
