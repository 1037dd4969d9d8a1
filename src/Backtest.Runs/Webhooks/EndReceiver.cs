using System.Security.Cryptography;
using System.Text;

namespace Backtest.Runs.Webhooks;

/// <summary>A receiver of the ends of runs.</summary>
/// <param name="Address">Its address.</param>
/// <param name="SendAsync">Sends a message once, and returns whether it was received.</param>
public sealed record EndReceiver(Uri Address, Func<EndMessage, CancellationToken, Task<bool>> SendAsync)
{
    /// <summary>Its id in the storage; the address may contain a secret.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Address.AbsoluteUri)))[..16];
}
