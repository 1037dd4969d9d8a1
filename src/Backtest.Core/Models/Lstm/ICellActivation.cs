using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm;

/// <summary>A cell's activation, for the compiler to make a cell of each.</summary>
internal interface ICellActivation
{
    /// <summary>f(x).</summary>
    static abstract T Apply<T>(T x)
        where T : struct, IFloatLanes<T>;

    /// <summary>f'(x), told from y = f(x).</summary>
    static abstract T Derivative<T>(T y)
        where T : struct, IFloatLanes<T>;
}
