using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm;

/// <summary>f(x) = tanh x.</summary>
internal readonly struct TanhCell : ICellActivation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> x) => VectorMath.Tanh(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Derivative(Vector256<float> y) => Vector256<float>.One - (y * y);
}
