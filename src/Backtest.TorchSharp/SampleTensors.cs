using Backtest.Core.Models.Lstm.Samples;
using static TorchSharp.torch;

namespace Backtest.TorchSharp;

/// <summary>Samples made one by one on the host, and moved to a device in batches.</summary>
internal sealed class SampleTensors(TrainingSet trainingSet, Device device) : ISampleTensors
{
    /// <inheritdoc/>
    public (Tensor Inputs, Tensor Targets, Tensor? Weights) Take(ReadOnlySpan<int> samples)
    {
        var (steps, batch, width, horizon) = (trainingSet.Steps, samples.Length, trainingSet.InputCount, trainingSet.Horizon);
        var (inputs, targets, weights) = (new float[steps * batch * width], new float[batch * horizon], new float[batch]);
        for (var b = 0; b < batch; b++)
        {
            for (var t = 0; t < steps; t++)
            {
                trainingSet.CopyInput(samples[b], t, inputs.AsSpan(((t * batch) + b) * width, width));
            }

            trainingSet.CopyTargets(samples[b], targets.AsSpan(b * horizon, horizon));
            weights[b] = trainingSet.WeightOf(samples[b]);
        }

        return (
            tensor(inputs, [steps, batch, width], device: device),
            tensor(targets, [batch, horizon], device: device),
            tensor(weights, [batch, 1], device: device));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
