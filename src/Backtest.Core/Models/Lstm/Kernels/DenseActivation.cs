using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>Activations of dense layers and their derivatives.</summary>
internal static class DenseActivation
{
    /// <summary>Replaces x by f(x).</summary>
    /// <param name="activation">f.</param>
    /// <param name="values">A row with its padding, which stays zero.</param>
    /// <param name="units">Length without padding.</param>
    /// <param name="groupLength">Number of successive values that form a softmax or a step's quantiles; it divides the units.</param>
    public static void Apply(Activation activation, Span<float> values, int units, int groupLength)
    {
        switch (activation)
        {
            case Activation.Linear:
                return;
            case Activation.Softmax:
                Softmax(values, units, groupLength);
                break;
            case Activation.Quantiles:
                for (var start = 0; start < units; start += groupLength)
                {
                    QuantileHead.Apply(values.Slice(start, groupLength));
                }

                break;
            default:
                for (var k = 0; k < values.Length; k += Lanes8.Count)
                {
                    var x = Lanes8.Load(in values[k]);
                    var y = activation switch
                    {
                        Activation.Relu => Lanes8.Max(Lanes8.Create(0), x),
                        Activation.Tanh => VectorMath.Tanh(x),
                        Activation.Sigmoid => VectorMath.Sigmoid(x),
                        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Not an activation of a dense layer."),
                    };
                    y.Store(ref values[k]);
                }

                break;
        }

        values[units..].Clear();
    }

    /// <summary>Multiplies gradients by f'(x), which for all these activations follows from f(x).</summary>
    public static void MultiplyByDerivative(Activation activation, ReadOnlySpan<float> values, Span<float> gradients, int groupLength)
    {
        if (activation is Activation.Softmax or Activation.Quantiles)
        {
            for (var start = 0; start < values.Length; start += groupLength)
            {
                var group = values.Slice(start, groupLength);
                var slopes = gradients.Slice(start, groupLength);
                if (activation == Activation.Softmax)
                {
                    MultiplyBySoftmaxDerivative(group, slopes);
                }
                else
                {
                    QuantileHead.MultiplyByDerivative(group, slopes);
                }
            }

            return;
        }

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

    // e^x over their sum; subtracting the largest x first prevents overflow.
    private static void Softmax(Span<float> values, int units, int groupLength)
    {
        for (var start = 0; start < units; start += groupLength)
        {
            var group = values.Slice(start, groupLength);
            var largest = group[0];
            foreach (var value in group)
            {
                largest = MathF.Max(largest, value);
            }

            foreach (ref var value in group)
            {
                value -= largest;
            }
        }

        for (var k = 0; k < values.Length; k += Lanes8.Count)
        {
            VectorMath.Exp(Lanes8.Load(in values[k])).Store(ref values[k]);
        }

        for (var start = 0; start < units; start += groupLength)
        {
            var group = values.Slice(start, groupLength);
            var sum = 0f;
            foreach (var value in group)
            {
                sum += value;
            }

            foreach (ref var value in group)
            {
                value /= sum;
            }
        }
    }

    // df_i/dx_j = f_i (1{i = j} - f_j).
    private static void MultiplyBySoftmaxDerivative(ReadOnlySpan<float> values, Span<float> gradients)
    {
        var mean = 0f;
        for (var k = 0; k < values.Length; k++)
        {
            mean += values[k] * gradients[k];
        }

        for (var k = 0; k < values.Length; k++)
        {
            gradients[k] = values[k] * (gradients[k] - mean);
        }
    }
}
