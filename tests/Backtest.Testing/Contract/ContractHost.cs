namespace Backtest.Testing.Contract;

/// <summary>A running host, with what it works on, as the contract suite needs it.</summary>
public abstract class ContractHost : IAsyncLifetime
{
    /// <summary>The key that the host asks for.</summary>
    public const string Key = "a-key-of-the-tests";

    /// <summary>Settings of the host: limits that the suite can reach.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Backtest__MaxUploadBytes"] = "100000",
        ["Backtest__MaxBodySeconds"] = "10",
    };

    /// <summary>Where it answers.</summary>
    public abstract Uri Address { get; }

    /// <summary>What it has logged.</summary>
    public abstract string Log { get; }

    /// <summary>Whether it answers itself what no route takes; else the platform before it does, without a body.</summary>
    public virtual bool AnswersForAllRoutes => true;

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();
}
