namespace Backtest.Testing.Contract;

/// <summary>A running host and its resources, as the contract suite needs them.</summary>
public abstract class ContractHost : IAsyncLifetime
{
    /// <summary>The key that the host requires.</summary>
    public const string Key = "a-key-of-the-tests";

    /// <summary>Settings of the host, with limits that the suite can reach.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Backtest__MaxUploadBytes"] = "100000",
        ["Backtest__MaxBodySeconds"] = "10",
    };

    /// <summary>Address of the host.</summary>
    public abstract Uri Address { get; }

    /// <summary>Its log.</summary>
    public abstract string Log { get; }

    /// <summary>Whether it answers unknown routes itself; else the platform in front of it does, without a body.</summary>
    public virtual bool AnswersForAllRoutes => true;

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();
}
