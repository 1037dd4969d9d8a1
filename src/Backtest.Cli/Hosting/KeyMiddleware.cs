using System.Security.Cryptography;
using System.Text;
using Backtest.Http;

namespace Backtest.Cli.Hosting;

/// <summary>
/// Refuses requests without the key, like function keys. Health is open, and so is everything without data: the contract, its reference,
/// the schema of grids and the web page.
/// </summary>
internal sealed class KeyMiddleware(RequestDelegate next, string key)
{
    private static readonly PathString[] Open = ["/", "/api/health", "/api/openapi.json", "/api/grid.schema.json", "/api/docs"];

    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public Task InvokeAsync(HttpContext context)
    {
        // Hashes have equal length, so the comparison always takes the same time.
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers[KeyProblem.Header].ToString()));
        return IsOpen(context.Request.Path) || CryptographicOperations.FixedTimeEquals(given, _hash)
            ? next(context)
            : KeyProblem.AnswerAsync(context);
    }

    private static bool IsOpen(PathString path) => Open.Contains(path) || path.StartsWithSegments("/assets");
}
