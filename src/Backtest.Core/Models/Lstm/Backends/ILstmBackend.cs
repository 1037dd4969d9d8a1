using Backtest.Core.Models.Lstm.Samples;

namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>
/// Computes the losses and steps of trainings. <see cref="Training.LstmTrainer"/> decides the rest for all backends: starting weights,
/// batches, dropout masks, early stopping and check points.
/// </summary>
public interface ILstmBackend
{
    /// <summary>The backend's name in a grid.</summary>
    LstmBackendKind Kind { get; }

    /// <summary>Starts a training.</summary>
    /// <param name="network">The network with its starting weights.</param>
    /// <param name="trainingSet">The samples.</param>
    /// <param name="spec">Loss and optimiser.</param>
    /// <param name="capacity">Largest batch.</param>
    /// <param name="threads">Threads that may share the work of each batch, at least 1.</param>
    /// <returns>The training; the thread that starts it uses and disposes it.</returns>
    ILstmTraining Start(LstmNetwork network, TrainingSet trainingSet, LstmSpec spec, int capacity, int threads);
}
