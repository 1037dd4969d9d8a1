using static TorchSharp.torch;

namespace Backtest.TorchSharp;

/// <summary>A source of batches of samples.</summary>
internal interface ISampleTensors : IDisposable
{
    /// <summary>Takes a batch.</summary>
    /// <param name="samples">Indices of its samples.</param>
    /// <returns>
    /// The inputs, [steps, batch, inputs], the targets, [batch, horizon], and the samples' weights, [batch, 1]; weights are null if all are
    /// equal and all targets are known.
    /// </returns>
    (Tensor Inputs, Tensor Targets, Tensor? Weights) Take(ReadOnlySpan<int> samples);
}
