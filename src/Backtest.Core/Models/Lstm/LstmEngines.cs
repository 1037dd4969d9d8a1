using Backtest.Core.Problems;

namespace Backtest.Core.Models.Lstm;

/// <summary>The LSTM engines that a host has: the built-in one, and those that it adds.</summary>
/// <param name="added">Engines beside the built-in one.</param>
public sealed class LstmEngines(IEnumerable<ILstmEngine> added)
{
    private readonly ILstmEngine[] _engines = [ManagedLstmEngine.Instance, .. added];

    /// <summary>The built-in engine alone.</summary>
    public static LstmEngines BuiltIn { get; } = new([]);

    /// <summary>The engine that a spec asks for.</summary>
    /// <exception cref="InputException">The host does not have it.</exception>
    public ILstmEngine For(LstmSpec spec) => Array.Find(_engines, engine => engine.Kind == spec.LstmEngine) ?? throw new InputException(
        "The grid asks for an LSTM engine that this host was built without.",
        "lstm.lstmEngine",
        "Give managed, or use a host that was built with TorchSharp (-p:UseTorchSharp=true).");

    /// <summary>Checks that the host has the engine of every spec.</summary>
    /// <exception cref="InputException">It does not.</exception>
    public void Require(IEnumerable<ModelSpec> specs)
    {
        foreach (var spec in specs.OfType<LstmSpec>())
        {
            _ = For(spec);
        }
    }
}
