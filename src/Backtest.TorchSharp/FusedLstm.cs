using Backtest.Core.Models.Lstm;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Backtest.TorchSharp;

/// <summary>libtorch's own LSTM, without recurrent dropout and other activations.</summary>
internal sealed class FusedLstm : ITorchLstm
{
    private readonly LSTM _lstm;

    public FusedLstm(LstmLayerWeights weights, int units, Device device)
    {
        _lstm = nn.LSTM(weights.Input.Length / (4 * units), units, device: device);
        Parameters = new LayerParameters(
            Take("weight_ih_l0", weights.Input),
            Take("weight_hh_l0", weights.Recurrent),
            Take("bias_ih_l0", weights.InputBias),
            Take("bias_hh_l0", weights.RecurrentBias));
    }

    /// <inheritdoc/>
    public LayerParameters Parameters { get; }

    /// <inheritdoc/>
    public Tensor Forward(Tensor input, Tensor? recurrentMask) => _lstm.call(input).Item1;

    /// <inheritdoc/>
    public void Dispose() => _lstm.Dispose();

    private Parameter Take(string name, float[] values)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var parameter = _lstm.get_parameter(name)!;
        parameter.copy_(tensor(values, parameter.shape, device: parameter.device));
        return parameter;
    }
}
