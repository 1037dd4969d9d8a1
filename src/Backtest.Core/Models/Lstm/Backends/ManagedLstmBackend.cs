using Backtest.Core.Models.Lstm.Samples;

namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>The built-in backend: vectorised passes with the same numbers on every machine and for any number of threads.</summary>
internal sealed class ManagedLstmBackend : ILstmBackend
{
    /// <summary>The stateless instance.</summary>
    public static ManagedLstmBackend Instance { get; } = new();

    /// <inheritdoc/>
    public LstmBackendKind Kind => LstmBackendKind.Managed;

    /// <inheritdoc/>
    public ILstmTraining Start(LstmNetwork network, TrainingSet trainingSet, LstmSpec spec, int capacity, int threads) =>
        new ManagedTraining(network, trainingSet, spec, capacity, threads);
}
