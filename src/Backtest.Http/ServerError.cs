using Backtest.Core.Problems;
using Backtest.Storage;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>
/// The answer to a failure of the service itself or of its storage: a problem without inner details, which are in the log.
/// </summary>
public static class ServerError
{
    private const string Right = "Try again. If the problem persists, see the log of the host.";
    private const string Repair =
        "Start the run again with POST /api/series/{name}/backtests and its grid, or run backtest repair: both compute damaged results again from the "
            + "plan and the values. The log of the host names the document.";

    private const string RetryAfterSeconds = "10";

    /// <summary>
    /// Answers a request: with status 503 if the storage failed or a newer version wrote the document, else with 500.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="fault">The error; null if it is not known.</param>
    public static Task AnswerAsync(HttpContext context, Exception? fault)
    {
        var answer = fault switch
        {
            InvalidDataException { InnerException: NewerVersionException } => Answers.Problem(
                new InputProblem(
                    "A newer version of the service wrote this document.",
                    null,
                    "Use a host of that version, or upgrade this one."),
                StatusCodes.Status503ServiceUnavailable),
            InvalidDataException => Answers.Problem(
                new InputProblem("A stored document is damaged.", null, Repair),
                StatusCodes.Status500InternalServerError),
            StorageVersionException => Unavailable(StorageVersionException.Problem),
            not null when StorageFault.Is(fault) => Unavailable(new InputProblem("The storage could not be reached.", null, Right)),
            _ => Answers.Problem(new InputProblem("The service could not answer.", null, Right), StatusCodes.Status500InternalServerError),
        };
        return answer.ExecuteAsync(context);
    }

    private static IResult Unavailable(InputProblem problem) =>
        Answers.WithHeader("Retry-After", RetryAfterSeconds, Answers.Problem(problem, StatusCodes.Status503ServiceUnavailable));
}
