using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Backtest.Runs.Webhooks;

/// <summary>The signature of a message by the rules of Standard Webhooks 1.0 (standardwebhooks.com): HMAC-SHA256, in Base64.</summary>
internal static class WebhookSignature
{
    /// <summary>Prefix of a key, followed by the Base64 of its bytes.</summary>
    public const string KeyPrefix = "whsec_";

    private const string Version = "v1,";

    /// <summary>Signs a message.</summary>
    /// <param name="key">The key with its prefix.</param>
    /// <param name="id">Id of the message.</param>
    /// <param name="at">When it is sent; receivers reject replays of old messages by it.</param>
    /// <param name="body">The body of the message.</param>
    public static string Of(string key, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        byte[] signed =
        [
            .. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.")),
            .. body,
        ];
        return Version + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key[KeyPrefix.Length..]), signed));
    }
}
