using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>RMSprop (Tieleman and Hinton, 2012) with the decay rate 0.99 and epsilon 1e-8, as in PyTorch.</summary>
/// <param name="length">Number of parameters, a multiple of eight.</param>
internal sealed class RmsProp(int length) : IOptimizer
{
    private const float Decay = 0.99f;
    private const float Epsilon = 1e-8f;

    private readonly float[] _square = new float[length];

    /// <inheritdoc/>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradients, double learningRate)
    {
        var rate = Vector256.Create((float)learningRate);
        var (decay, rest, epsilon) = (Vector256.Create(Decay), Vector256.Create((float)(1 - 0.99)), Vector256.Create(Epsilon));
        ref var p = ref MemoryMarshal.GetReference(parameters[..length]);
        ref var g = ref MemoryMarshal.GetReference(gradients[..length]);
        ref var v = ref MemoryMarshal.GetArrayDataReference(_square);
        for (nuint k = 0; k < (nuint)length; k += 8)
        {
            var gradient = Vector256.LoadUnsafe(ref g, k);
            var square = (decay * Vector256.LoadUnsafe(ref v, k)) + (rest * gradient * gradient);
            square.StoreUnsafe(ref v, k);
            (Vector256.LoadUnsafe(ref p, k) - (rate * gradient / (Vector256.Sqrt(square) + epsilon))).StoreUnsafe(ref p, k);
        }
    }
}
