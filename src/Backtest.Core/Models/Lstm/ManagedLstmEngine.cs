namespace Backtest.Core.Models.Lstm;

/// <summary>The built-in engine: vectorised passes whose numbers are the same on every machine and number of threads.</summary>
public sealed class ManagedLstmEngine : ILstmEngine
{
    /// <summary>The engine; it has no state.</summary>
    public static ManagedLstmEngine Instance { get; } = new();

    /// <inheritdoc/>
    public LstmEngineKind Kind => LstmEngineKind.Managed;

    /// <inheritdoc/>
    public ILstmTraining Start(LstmNetwork network, TrainingSet trainingSet, LstmSpec spec, int capacity, int threads) =>
        new ManagedTraining(network, trainingSet, spec, capacity, threads);
}
