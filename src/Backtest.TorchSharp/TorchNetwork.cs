using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Backtest.TorchSharp;

/// <summary>The layers of a network as tensors.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly LstmNetwork _network;
    private readonly LstmShape _shape;
    private readonly Device _device;
    private readonly bool _byLogits;
    private readonly ITorchLstm[] _layers;
    private readonly Parameter[] _denseWeights;
    private readonly Parameter[] _denseBiases;

    /// <summary>Takes the weights of a network.</summary>
    /// <param name="network">The network; <see cref="Store"/> changes its weights.</param>
    /// <param name="spec">Tells whether there is recurrent dropout, and whether the loss uses outputs before their softmax.</param>
    /// <param name="device">The device of the tensors.</param>
    public TorchNetwork(LstmNetwork network, LstmSpec spec, Device device)
    {
        (_network, _shape, _device) = (network, network.Shape, device);
        _byLogits = spec.Loss == LossKind.CrossEntropy;
        _layers = new ITorchLstm[_shape.Stacks * _shape.Layers];
        for (var k = 0; k < _layers.Length; k++)
        {
            var weights = network.GetLayer(k % _shape.Layers, k / _shape.Layers);
            _layers[k] = spec.RecurrentDropout > 0 || _shape.CellActivation != CellActivation.Tanh
                ? new StepwiseLstm(weights, _shape.Units, _shape.CellActivation, device)
                : new FusedLstm(weights, _shape.Units, device);
        }

        var dense = _shape.Dense.Select((_, layer) => network.GetDense(layer)).ToArray();
        _denseWeights = [
            .. dense.Select((layer, d) => LayerParameters.Create(layer.Weights, [_shape.Dense[d].Units, _shape.DenseInputs(d)], device))];
        _denseBiases = [.. dense.Select(layer => LayerParameters.Create(layer.Bias, [layer.Bias.Length], device))];
        Parameters = [.. _layers.SelectMany(layer => layer.Parameters.All), .. _denseWeights, .. _denseBiases];
    }

    /// <summary>The trained parameters.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Computes the outputs of a batch; for the cross-entropy those before the softmax.</summary>
    /// <param name="inputs">[steps, batch, inputs].</param>
    /// <param name="masks">Dropout masks of the batch; null to use every output.</param>
    /// <returns>[batch, outputs].</returns>
    public Tensor Forward(Tensor inputs, DropoutMasks? masks)
    {
        var merged = new Tensor[_shape.Stacks];
        for (var stack = 0; stack < merged.Length; stack++)
        {
            merged[stack] = ForwardStack(stack, inputs.narrow(2, stack * _shape.InputsPerStack, _shape.InputsPerStack), masks);
        }

        var values = cat(merged, 1);
        for (var d = 0; d < _denseWeights.Length; d++)
        {
            values = nn.functional.linear(values, _denseWeights[d], _denseBiases[d]);
            values = _byLogits && d == _denseWeights.Length - 1
                ? values
                : Activate(_shape.Dense[d].Activation, values, _shape.GroupLengthOf(d));
        }

        return values;
    }

    /// <summary>Writes the weights back to the network.</summary>
    public void Store()
    {
        for (var k = 0; k < _layers.Length; k++)
        {
            _network.SetLayer(k % _shape.Layers, _layers[k].Parameters.Read(), k / _shape.Layers);
        }

        for (var d = 0; d < _denseWeights.Length; d++)
        {
            _network.SetDense(d, new DenseWeights(LayerParameters.Read(_denseWeights[d]), LayerParameters.Read(_denseBiases[d])));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _layers)
        {
            layer.Dispose();
        }

        foreach (var parameter in _denseWeights.Concat(_denseBiases))
        {
            parameter.Dispose();
        }
    }

    private static Tensor Activate(Activation activation, Tensor values, int groupLength) => activation switch
    {
        Activation.Relu => values.relu(),
        Activation.Tanh => values.tanh(),
        Activation.Sigmoid => values.sigmoid(),
        Activation.Quantiles => Quantiles(values, groupLength),
        Activation.Softmax => values.reshape(-1, groupLength).softmax(1).reshape(values.shape),
        _ => values,
    };

    // See QuantileHead: cumulative distances from the median.
    private static Tensor Quantiles(Tensor values, int count)
    {
        var steps = values.reshape(-1, count);
        var spacings = tensor(QuantileHead.Spacings.ToArray(), device: values.device);
        var distances = (steps.relu() + (2 / ((steps.square() + 4).sqrt() + steps.abs()))) * spacings;
        var (median, middle) = (steps.narrow(1, QuantileHead.Median, 1), QuantileHead.Median);
        var below = median - distances.narrow(1, 0, middle).flip(1).cumsum(1).flip(1);
        var above = median + distances.narrow(1, middle + 1, count - middle - 1).cumsum(1);
        return cat([below, median, above], 1).reshape(values.shape);
    }

    // The top layer's outputs of the last step, [batch, units].
    private Tensor ForwardStack(int stack, Tensor values, DropoutMasks? masks)
    {
        var steps = (int)values.shape[0];
        var batch = (int)values.shape[1];
        for (var layer = 0; layer < _shape.Layers; layer++)
        {
            values = _layers[(stack * _shape.Layers) + layer].Forward(values, RecurrentMask(masks, stack, layer, batch));
            if (layer == _shape.Layers - 1)
            {
                values = values.select(0, steps - 1);
            }

            if (masks is { OnOutputs: true })
            {
                values *= OutputMask(masks, stack, layer, steps, batch);
            }
        }

        return values;
    }

    private Tensor? RecurrentMask(DropoutMasks? masks, int stack, int layer, int batch)
    {
        if (masks is not { OnRecurrence: true })
        {
            return null;
        }

        var mask = new float[batch * _shape.Units];
        masks.CopyRecurrence(stack, layer, batch, mask);
        return tensor(mask, [batch, _shape.Units], device: _device);
    }

    // Only the last step of the top layer is used.
    private Tensor OutputMask(DropoutMasks masks, int stack, int layer, int steps, int batch)
    {
        var length = batch * _shape.Units;
        if (layer == _shape.Layers - 1)
        {
            var last = new float[length];
            masks.CopyOutputs(stack, layer, steps - 1, batch, last);
            return tensor(last, [batch, _shape.Units], device: _device);
        }

        var mask = new float[steps * length];
        for (var t = 0; t < steps; t++)
        {
            masks.CopyOutputs(stack, layer, t, batch, mask.AsSpan(t * length));
        }

        return tensor(mask, [steps, batch, _shape.Units], device: _device);
    }
}
