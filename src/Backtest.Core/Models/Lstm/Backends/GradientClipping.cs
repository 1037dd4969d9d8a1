using System.Numerics.Tensors;

namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>Limits on what a gradient may do in one step.</summary>
internal static class GradientClipping
{
    /// <summary>Scales a gradient down to a Euclidean norm (Pascanu, Mikolov and Bengio, 2013, algorithm 1).</summary>
    /// <param name="gradients">The gradient.</param>
    /// <param name="norm">Largest norm.</param>
    public static void Clip(Span<float> gradients, double norm)
    {
        var squares = 0.0;
        foreach (var gradient in gradients)
        {
            squares += (double)gradient * gradient;
        }

        var actual = Math.Sqrt(squares);
        if (actual > norm)
        {
            TensorPrimitives.Multiply(gradients, (float)(norm / actual), gradients);
        }
    }
}
