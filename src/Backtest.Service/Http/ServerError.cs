using Backtest.Core.Problems;
using Microsoft.AspNetCore.Http;

namespace Backtest.Service.Http;

/// <summary>The answer to a failure of the service itself: a problem without inner details, which are in the log.</summary>
public static class ServerError
{
    /// <summary>Answers a request with status 500.</summary>
    public static Task AnswerAsync(HttpContext context) => Answers.Problem(
        new InputProblem("The service could not answer.", null, "Try again; if it stays so, look into the log of the host."),
        StatusCodes.Status500InternalServerError).ExecuteAsync(context);
}
