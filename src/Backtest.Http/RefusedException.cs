using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>A refused request, with the answer that gives the reason.</summary>
/// <param name="answer">The answer.</param>
internal sealed class RefusedException(IResult answer) : Exception
{
    /// <summary>The answer to the client.</summary>
    public IResult Answer => answer;
}
