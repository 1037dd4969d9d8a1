using Backtest.Core.Problems;

namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>The LSTM backends of a host: the built-in one and added ones.</summary>
/// <param name="added">Backends besides the built-in one.</param>
public sealed class LstmBackends(IEnumerable<ILstmBackend> added)
{
    private readonly ILstmBackend[] _backends = [ManagedLstmBackend.Instance, .. added];

    /// <summary>Only the built-in backend.</summary>
    public static LstmBackends BuiltIn { get; } = new([]);

    /// <summary>The backend of a spec.</summary>
    /// <exception cref="InputException">The host does not have it.</exception>
    public ILstmBackend For(LstmSpec spec) => Array.Find(_backends, backend => backend.Kind == spec.Backend) ?? throw new InputException(
        "This host was built without the LSTM backend that the grid asks for.",
        "lstm.lstmEngine",
        "Give managed, or use a host that was built with TorchSharp (-p:UseTorchSharp=true).");

    /// <summary>Checks that the host has the backend of every spec.</summary>
    /// <exception cref="InputException">The host lacks one.</exception>
    public void Require(IEnumerable<ModelSpec> specs)
    {
        foreach (var spec in specs.Select(spec => spec as LstmSpec ?? spec.TrainedNetwork).OfType<LstmSpec>())
        {
            _ = For(spec);
        }
    }
}
