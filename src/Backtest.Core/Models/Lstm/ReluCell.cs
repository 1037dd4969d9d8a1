using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backtest.Core.Models.Lstm;

/// <summary>f(x) = max(0, x).</summary>
internal readonly struct ReluCell : ICellActivation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> x) => Vector256.Max(x, Vector256<float>.Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Derivative(Vector256<float> y) =>
        Vector256.GreaterThan(y, Vector256<float>.Zero) & Vector256<float>.One;
}
