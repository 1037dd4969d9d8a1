using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backtest.Core.Diagnostics;

/// <summary>Sums of products of a series with a lagged copy of itself.</summary>
internal static class LaggedProducts
{
    /// <summary>The sum over t of x(t) x(t + lag), in an order that is the same on every machine.</summary>
    public static double Sum(ReadOnlySpan<double> x, int lag)
    {
        var earlier = x[..^lag];
        var later = x[lag..];
        ref var first = ref MemoryMarshal.GetReference(earlier);
        ref var second = ref MemoryMarshal.GetReference(later);
        var (even, odd) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var t = 0;
        for (; t + 8 <= earlier.Length; t += 8)
        {
            even += Vector256.LoadUnsafe(ref first, (nuint)t) * Vector256.LoadUnsafe(ref second, (nuint)t);
            odd += Vector256.LoadUnsafe(ref first, (nuint)(t + 4)) * Vector256.LoadUnsafe(ref second, (nuint)(t + 4));
        }

        var lanes = even + odd;
        var sum = lanes[0] + lanes[1] + lanes[2] + lanes[3];
        for (; t < earlier.Length; t++)
        {
            sum += earlier[t] * later[t];
        }

        return sum;
    }
}
