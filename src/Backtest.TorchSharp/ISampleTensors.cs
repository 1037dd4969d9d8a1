using static TorchSharp.torch;

namespace Backtest.TorchSharp;

/// <summary>Where batches of samples come from.</summary>
internal interface ISampleTensors : IDisposable
{
    /// <summary>A batch.</summary>
    /// <param name="samples">Indices of its samples.</param>
    /// <returns>
    /// The inputs, [steps, batch, inputs], the targets, [batch, horizon], and the samples' weights, [batch, 1]; weights are null where
    /// samples weigh alike and have all their targets.
    /// </returns>
    (Tensor Inputs, Tensor Targets, Tensor? Weights) Take(ReadOnlySpan<int> samples);
}
