using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>Adam (Kingma and Ba, 2015, algorithm 1) with the decay rates 0.9 and 0.999 and epsilon 1e-8, as in PyTorch.</summary>
/// <param name="length">Number of parameters, a multiple of eight.</param>
internal sealed class Adam(int length) : IOptimizer
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly float[] _mean = new float[length];
    private readonly float[] _square = new float[length];
    private double _power1 = 1;
    private double _power2 = 1;

    /// <inheritdoc/>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradients, double learningRate)
    {
        _power1 *= Beta1;
        _power2 *= Beta2;
        var rate = Vector256.Create((float)(learningRate / (1 - _power1)));
        var correction = Vector256.Create((float)(1 / Math.Sqrt(1 - _power2)));
        var (beta1, rest1) = (Vector256.Create((float)Beta1), Vector256.Create((float)(1 - Beta1)));
        var (beta2, rest2) = (Vector256.Create((float)Beta2), Vector256.Create((float)(1 - Beta2)));
        var epsilon = Vector256.Create((float)Epsilon);
        ref var p = ref MemoryMarshal.GetReference(parameters[..length]);
        ref var g = ref MemoryMarshal.GetReference(gradients[..length]);
        ref var m = ref MemoryMarshal.GetArrayDataReference(_mean);
        ref var v = ref MemoryMarshal.GetArrayDataReference(_square);
        for (nuint k = 0; k < (nuint)length; k += 8)
        {
            var gradient = Vector256.LoadUnsafe(ref g, k);
            var mean = (beta1 * Vector256.LoadUnsafe(ref m, k)) + (rest1 * gradient);
            var square = (beta2 * Vector256.LoadUnsafe(ref v, k)) + (rest2 * gradient * gradient);
            mean.StoreUnsafe(ref m, k);
            square.StoreUnsafe(ref v, k);
            (Vector256.LoadUnsafe(ref p, k) - (rate * mean / ((Vector256.Sqrt(square) * correction) + epsilon))).StoreUnsafe(ref p, k);
        }
    }
}
