using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>Gradient descent with momentum as in PyTorch: v = μ v + g, p = p - η v (Polyak, 1964).</summary>
/// <param name="length">Number of parameters, a multiple of eight.</param>
/// <param name="momentum">μ in [0, 1).</param>
internal sealed class GradientDescent(int length, double momentum) : IOptimizer
{
    private readonly float[] _velocity = new float[length];

    /// <inheritdoc/>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradients, double learningRate)
    {
        var (rate, kept) = (Vector256.Create((float)learningRate), Vector256.Create((float)momentum));
        ref var p = ref MemoryMarshal.GetReference(parameters[..length]);
        ref var g = ref MemoryMarshal.GetReference(gradients[..length]);
        ref var v = ref MemoryMarshal.GetArrayDataReference(_velocity);
        for (nuint k = 0; k < (nuint)length; k += 8)
        {
            var velocity = (kept * Vector256.LoadUnsafe(ref v, k)) + Vector256.LoadUnsafe(ref g, k);
            velocity.StoreUnsafe(ref v, k);
            (Vector256.LoadUnsafe(ref p, k) - (rate * velocity)).StoreUnsafe(ref p, k);
        }
    }
}
