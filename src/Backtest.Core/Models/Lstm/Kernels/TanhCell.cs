using System.Runtime.CompilerServices;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>f(x) = tanh x.</summary>
internal readonly struct TanhCell : ICellActivation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply<T>(T x)
        where T : struct, IFloatLanes<T> => VectorMath.Tanh(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Derivative<T>(T y)
        where T : struct, IFloatLanes<T> => T.Create(1f) - (y * y);
}
