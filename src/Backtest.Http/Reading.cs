using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>The methods that only read: HEAD answers like GET, without the body.</summary>
internal static class Reading
{
    /// <summary>The methods.</summary>
    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];
}
