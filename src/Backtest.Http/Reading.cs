using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>How what is there is read: HEAD is answered as GET is, without the body.</summary>
internal static class Reading
{
    /// <summary>The methods.</summary>
    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];
}
