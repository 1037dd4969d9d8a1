using System.Numerics;

namespace Backtest.Core.Numerics;

/// <summary>A vector with arithmetic. Every operation is elementwise, so all widths give the same bits.</summary>
internal interface IFloatLanes<T> :
    ILanes<T>,
    IAdditionOperators<T, T, T>,
    ISubtractionOperators<T, T, T>,
    IMultiplyOperators<T, T, T>,
    IDivisionOperators<T, T, T>,
    IUnaryNegationOperators<T, T>
    where T : struct, IFloatLanes<T>
{
    /// <summary>The same value in all elements.</summary>
    static abstract T Create(float value);

    /// <summary>x y + z, rounded once.</summary>
    static abstract T FusedMultiplyAdd(T x, T y, T z);

    /// <summary>The smaller one; <paramref name="y"/> if either is NaN.</summary>
    static abstract T Min(T x, T y);

    /// <summary>The larger one; <paramref name="y"/> if either is NaN.</summary>
    static abstract T Max(T x, T y);

    /// <summary>The nearest whole number.</summary>
    static abstract T Round(T x);

    /// <summary>2^n for whole n from -126 to 127.</summary>
    static abstract T PowerOfTwo(T n);

    /// <summary>1 where x is above zero, 0 elsewhere.</summary>
    static abstract T IsPositive(T x);
}
