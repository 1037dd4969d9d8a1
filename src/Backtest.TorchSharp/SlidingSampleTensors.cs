using Backtest.Core.Models.Lstm.Samples;
using static TorchSharp.torch;

namespace Backtest.TorchSharp;

/// <summary>The samples of a series that is transformed as a whole: the series is on a device, where batches are gathered.</summary>
internal sealed class SlidingSampleTensors(SlidingSampleSet trainingSet, Device device) : ISampleTensors
{
    private readonly Tensor _inputs =
        tensor(trainingSet.Inputs, [trainingSet.Inputs.Length / trainingSet.InputCount, trainingSet.InputCount], device: device);

    // Classes are indices, values are numbers.
    private readonly Tensor _targets = trainingSet.Classes > 0
        ? tensor(Array.ConvertAll(trainingSet.Targets, value => (long)value), [trainingSet.Targets.Length], device: device)
        : tensor(trainingSet.Targets, [trainingSet.Targets.Length], device: device);

    /// <inheritdoc/>
    public (Tensor Inputs, Tensor Targets, Tensor? Weights) Take(ReadOnlySpan<int> samples)
    {
        var (lookBack, horizon, batch) = (trainingSet.Steps, trainingSet.Horizon, samples.Length);
        var steps = new long[lookBack * batch];
        var ahead = new long[batch * horizon];
        for (var b = 0; b < batch; b++)
        {
            for (var t = 0; t < lookBack; t++)
            {
                steps[(t * batch) + b] = samples[b] + t;
            }

            for (var h = 0; h < horizon; h++)
            {
                ahead[(b * horizon) + h] = samples[b] + lookBack + h;
            }
        }

        return (
            _inputs.index_select(0, tensor(steps, [steps.Length], device: device)).reshape(lookBack, batch, trainingSet.InputCount),
            _targets.index_select(0, tensor(ahead, [ahead.Length], device: device)).reshape(batch, horizon),
            null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inputs.Dispose();
        _targets.Dispose();
    }
}
