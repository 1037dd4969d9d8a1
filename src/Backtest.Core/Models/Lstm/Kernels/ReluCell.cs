using System.Runtime.CompilerServices;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>f(x) = max(0, x).</summary>
internal readonly struct ReluCell : ICellActivation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply<T>(T x)
        where T : struct, IFloatLanes<T> => T.Max(T.Create(0f), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Derivative<T>(T y)
        where T : struct, IFloatLanes<T> => T.IsPositive(y);
}
