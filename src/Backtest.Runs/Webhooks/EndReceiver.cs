using System.Security.Cryptography;
using System.Text;

namespace Backtest.Runs.Webhooks;

/// <summary>Who is told of the ends of runs.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="SendAsync">Tells it once, and gives whether it has received that.</param>
public sealed record EndReceiver(Uri Address, Func<EndMessage, CancellationToken, Task<bool>> SendAsync)
{
    /// <summary>By what it is known in the storage: an address may have a secret in it.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Address.AbsoluteUri)))[..16];
}
