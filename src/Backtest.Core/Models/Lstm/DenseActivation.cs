namespace Backtest.Core.Models.Lstm;

/// <summary>Activations of dense layers and their derivatives.</summary>
internal static class DenseActivation
{
    /// <summary>Replaces x by f(x).</summary>
    public static void Apply(Activation activation, Span<float> values)
    {
        switch (activation)
        {
            case Activation.Relu:
                foreach (ref var value in values)
                {
                    value = Math.Max(0, value);
                }

                break;
            case Activation.Tanh:
                foreach (ref var value in values)
                {
                    value = MathF.Tanh(value);
                }

                break;
            case Activation.Sigmoid:
                foreach (ref var value in values)
                {
                    value = 1 / (1 + MathF.Exp(-value));
                }

                break;
        }
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
