using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>A request that is not carried out, with the answer that says why.</summary>
/// <param name="answer">The answer.</param>
internal sealed class RefusedException(IResult answer) : Exception
{
    /// <summary>What the client is told.</summary>
    public IResult Answer => answer;
}
