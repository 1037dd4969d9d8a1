using Backtest.Core.Problems;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>The answer to a request that no route takes.</summary>
public static class RouteProblem
{
    private const string Right = "GET /api/docs lists the routes.";

    /// <summary>Answers a request that has got a status and nothing else.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        var problem = context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? new InputProblem("This address does not take the method.", "method", Right)
            : new InputProblem("There is nothing at this address.", "path", Right);
        return Answers.Problem(problem, context.Response.StatusCode).ExecuteAsync(context);
    }
}
