using Backtest.Core.Models.Lstm;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Backtest.TorchSharp;

/// <summary>Weights of an LSTM layer, rows in the gate order i, f, g, o.</summary>
/// <param name="Input">[4 units, inputs].</param>
/// <param name="Recurrent">[4 units, units].</param>
/// <param name="InputBias">[4 units].</param>
/// <param name="RecurrentBias">[4 units].</param>
internal sealed record LayerParameters(Parameter Input, Parameter Recurrent, Parameter InputBias, Parameter RecurrentBias)
{
    /// <summary>All parameters.</summary>
    public IEnumerable<Parameter> All => [Input, Recurrent, InputBias, RecurrentBias];

    /// <summary>Creates a parameter with starting values.</summary>
    public static Parameter Create(float[] values, long[] shape, Device device)
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(tensor(values, shape, device: device));
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    /// <summary>The values of a parameter.</summary>
    public static float[] Read(Parameter parameter)
    {
        using var scope = NewDisposeScope();
        return parameter.detach().cpu().data<float>().ToArray();
    }

    /// <summary>The weights' values.</summary>
    public LstmLayerWeights Read() => new(Read(Input), Read(Recurrent), Read(InputBias), Read(RecurrentBias));
}
