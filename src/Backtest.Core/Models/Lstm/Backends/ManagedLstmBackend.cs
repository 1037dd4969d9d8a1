using Backtest.Core.Models.Lstm.Samples;

namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>The built-in backend: vectorised passes whose numbers are the same on every machine and number of threads.</summary>
public sealed class ManagedLstmBackend : ILstmBackend
{
    /// <summary>The backend; it has no state.</summary>
    public static ManagedLstmBackend Instance { get; } = new();

    /// <inheritdoc/>
    public LstmBackendKind Kind => LstmBackendKind.Managed;

    /// <inheritdoc/>
    public ILstmTraining Start(LstmNetwork network, TrainingSet trainingSet, LstmSpec spec, int capacity, int threads) =>
        new ManagedTraining(network, trainingSet, spec, capacity, threads);
}
