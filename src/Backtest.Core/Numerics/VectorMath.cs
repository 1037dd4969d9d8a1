using System.Runtime.CompilerServices;

namespace Backtest.Core.Numerics;

/// <summary>exp, sigmoid and tanh of vectors of float32 numbers; absolute errors below 2e-7 for the latter two.</summary>
internal static class VectorMath
{
    /// <summary>
    /// e^x with x = n ln 2 + r: 2^n from the exponent bits, e^r from its Taylor polynomial of degree 7 on |r| &lt;= ln 2 / 2,
    /// whose relative remainder is below 1e-8.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : struct, IFloatLanes<T>
    {
        // The bound comes first, so that NaN stays NaN.
        x = T.Min(T.Create(88f), T.Max(T.Create(-87f), x));
        var n = T.Round(x * T.Create(1.44269504f));

        // ln 2 in two parts, the first short enough that n times it is exact.
        var r = T.FusedMultiplyAdd(n, T.Create(-0.693359375f), x);
        r = T.FusedMultiplyAdd(n, T.Create(2.12194440e-4f), r);
        var p = T.Create(1f / 5040);
        p = T.FusedMultiplyAdd(p, r, T.Create(1f / 720));
        p = T.FusedMultiplyAdd(p, r, T.Create(1f / 120));
        p = T.FusedMultiplyAdd(p, r, T.Create(1f / 24));
        p = T.FusedMultiplyAdd(p, r, T.Create(1f / 6));
        p = T.FusedMultiplyAdd(p, r, T.Create(0.5f));
        p = T.FusedMultiplyAdd(p, r, T.Create(1f));
        p = T.FusedMultiplyAdd(p, r, T.Create(1f));
        return p * T.PowerOfTwo(n);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : struct, IFloatLanes<T> => T.Create(1f) / (T.Create(1f) + Exp(-x));

    /// <summary>tanh x = 1 - 2 / (1 + e^2x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : struct, IFloatLanes<T> => T.Create(1f) - (T.Create(2f) / (T.Create(1f) + Exp(x + x)));
}
