namespace Backtest.Commands;

/// <summary>
/// Settings of <c>backtest serve</c> only. Set as <c>Backtest__Serve__{name}</c> in the environment. The other commands know the section,
/// so that it is no unknown setting to them.
/// </summary>
public sealed record ServeOptions
{
    /// <summary>Name of the section below that of all options.</summary>
    public const string Name = "Serve";

    /// <summary>Whether <c>/metrics</c> answers Prometheus.</summary>
    public bool Metrics { get; init; }
}
