using System.Runtime.Intrinsics;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm;

/// <summary>Activations of dense layers and their derivatives.</summary>
internal static class DenseActivation
{
    /// <summary>Replaces x by f(x).</summary>
    /// <param name="activation">f.</param>
    /// <param name="values">A row with its padding, which stays zero.</param>
    /// <param name="units">Length without padding.</param>
    public static void Apply(Activation activation, Span<float> values, int units)
    {
        if (activation == Activation.Linear)
        {
            return;
        }

        for (var k = 0; k < values.Length; k += MatrixProduct.Lanes)
        {
            var lanes = values.Slice(k, MatrixProduct.Lanes);
            var x = Vector256.Create<float>(lanes);
            var y = activation switch
            {
                Activation.Relu => Vector256.Max(x, Vector256<float>.Zero),
                Activation.Tanh => VectorMath.Tanh(x),
                Activation.Sigmoid => VectorMath.Sigmoid(x),
                _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Not an activation of a dense layer."),
            };
            y.CopyTo(lanes);
        }

        values[units..].Clear();
    }

    /// <summary>Multiplies gradients by f'(x), which all these activations allow to be told from f(x).</summary>
    public static void MultiplyByDerivative(Activation activation, ReadOnlySpan<float> values, Span<float> gradients)
    {
        for (var k = 0; k < values.Length; k++)
        {
            gradients[k] *= activation switch
            {
                Activation.Relu => values[k] > 0 ? 1 : 0,
                Activation.Tanh => 1 - (values[k] * values[k]),
                Activation.Sigmoid => values[k] * (1 - values[k]),
                _ => 1,
            };
        }
    }
}
