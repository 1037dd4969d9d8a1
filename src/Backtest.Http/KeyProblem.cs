using Backtest.Core.Problems;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>The answer to a request without the key.</summary>
public static class KeyProblem
{
    /// <summary>The header that carries the key, as for function keys.</summary>
    public const string Header = "x-functions-key";

    /// <summary>Answers a request with status 401.</summary>
    public static Task AnswerAsync(HttpContext context) => Answers.Problem(
        new InputProblem("The key is missing or wrong.", null, $"Send the key in the header {Header}."), StatusCodes.Status401Unauthorized)
            .ExecuteAsync(context);
}
