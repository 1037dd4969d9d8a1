using Backtest.Core.Problems;
using Microsoft.AspNetCore.Http;

namespace Backtest.Service.Http;

/// <summary>The answer to a request without the key.</summary>
public static class KeyProblem
{
    /// <summary>Answers a request with status 401.</summary>
    /// <param name="context">The request.</param>
    /// <param name="header">The header that the key is to be sent in.</param>
    public static Task AnswerAsync(HttpContext context, string header) => Answers.Problem(
        new InputProblem("The key is missing or wrong.", null, $"Send the key in the header {header}."), StatusCodes.Status401Unauthorized).ExecuteAsync(context);
}
