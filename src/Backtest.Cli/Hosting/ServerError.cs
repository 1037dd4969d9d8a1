using Microsoft.AspNetCore.Mvc;

namespace Backtest.Cli.Hosting;

/// <summary>The answer to a failure of the service itself: a problem without inner details, which are in the log.</summary>
internal static class ServerError
{
    public static Task AnswerAsync(HttpContext context)
    {
        var problem = new ProblemDetails
        {
            Title = "The service could not answer.",
            Detail = "Try again; if it stays so, look into the log of the host.",
            Status = StatusCodes.Status500InternalServerError,
        };
        return Results.Problem(problem).ExecuteAsync(context);
    }
}
