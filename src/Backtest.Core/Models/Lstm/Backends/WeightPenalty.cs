using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>Weight decay as in PyTorch's optimisers: the gradient of half the penalty times the squared weights.</summary>
internal static class WeightPenalty
{
    /// <summary>Adds penalty times weight to each gradient.</summary>
    public static void AddTo(Span<float> gradients, ReadOnlySpan<float> parameters, double penalty)
    {
        var factor = Vector256.Create((float)penalty);
        ref var g = ref MemoryMarshal.GetReference(gradients);
        ref var p = ref MemoryMarshal.GetReference(parameters[..gradients.Length]);
        for (nuint k = 0; k < (nuint)gradients.Length; k += 8)
        {
            (Vector256.LoadUnsafe(ref g, k) + (factor * Vector256.LoadUnsafe(ref p, k))).StoreUnsafe(ref g, k);
        }
    }
}
