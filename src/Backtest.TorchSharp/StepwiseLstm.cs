using Backtest.Core.Models.Lstm;
using static TorchSharp.torch;

namespace Backtest.TorchSharp;

/// <summary>An LSTM (Hochreiter and Schmidhuber, 1997, with forget gates) built from single operations per time step.</summary>
internal sealed class StepwiseLstm(LstmLayerWeights weights, int units, CellActivation activation, Device device) : ITorchLstm
{
    /// <inheritdoc/>
    public LayerParameters Parameters { get; } = new(
        LayerParameters.Create(weights.Input, [4 * units, weights.Input.Length / (4 * units)], device),
        LayerParameters.Create(weights.Recurrent, [4 * units, units], device),
        LayerParameters.Create(weights.InputBias, [4 * units], device),
        LayerParameters.Create(weights.RecurrentBias, [4 * units], device));

    /// <inheritdoc/>
    public Tensor Forward(Tensor input, Tensor? recurrentMask)
    {
        var (steps, batch) = (input.shape[0], input.shape[1]);
        var gatesOfInput = nn.functional.linear(input, Parameters.Input, Parameters.InputBias);
        var output = zeros([batch, units], device: device);
        var cell = zeros([batch, units], device: device);
        var outputs = new Tensor[steps];
        for (var t = 0; t < steps; t++)
        {
            var fedBack = recurrentMask is null ? output : output * recurrentMask;
            var gates =
                (gatesOfInput.select(0, t) + nn.functional.linear(fedBack, Parameters.Recurrent, Parameters.RecurrentBias)).chunk(4, 1);
            cell = (gates[1].sigmoid() * cell) + (gates[0].sigmoid() * Activate(gates[2]));
            output = gates[3].sigmoid() * Activate(cell);
            outputs[t] = output;
        }

        return stack(outputs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in Parameters.All)
        {
            parameter.Dispose();
        }
    }

    private Tensor Activate(Tensor values) => activation == CellActivation.Tanh ? values.tanh() : values.relu();
}
