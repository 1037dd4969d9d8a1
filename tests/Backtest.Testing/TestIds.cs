using System.Security.Cryptography;
using System.Text;
using Backtest.Core.Models;
using Backtest.Storage;

namespace Backtest.Testing;

/// <summary>Ids of runs and trials by names chosen by tests.</summary>
public static class TestIds
{
    /// <summary>The id of a run; the same one for the same name.</summary>
    public static RunId Run(string name) => RunId.Of(Hash(name));

    /// <summary>The id of a trial; the same one for the same name.</summary>
    public static TrialId Trial(string name) => TrialId.Parse($"test-{Convert.ToHexStringLower(Hash(name).AsSpan(0, 5))}");

    private static byte[] Hash(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name));
}
