using Backtest.Core.Models.Lstm.Kernels;

namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>A network in training by an <see cref="ILstmBackend"/>.</summary>
public interface ILstmTraining : IDisposable
{
    /// <summary>Moves the weights by one optimiser step.</summary>
    /// <param name="samples">Indices of the batch's samples, at most the training's capacity.</param>
    /// <param name="masks">Dropout masks drawn for this batch; null to use every output.</param>
    /// <param name="learningRate">The step size.</param>
    /// <returns>Mean loss of the batch before the step.</returns>
    double TrainOn(ReadOnlySpan<int> samples, DropoutMasks? masks, double learningRate);

    /// <summary>Computes the mean loss of samples without dropout.</summary>
    /// <param name="samples">Indices of the samples, at most the training's capacity.</param>
    double Loss(ReadOnlySpan<int> samples);

    /// <summary>Updates the weights of the network that the training started from.</summary>
    void StoreWeights();
}
