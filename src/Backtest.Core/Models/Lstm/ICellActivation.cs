using System.Runtime.Intrinsics;

namespace Backtest.Core.Models.Lstm;

/// <summary>A cell's activation, for the compiler to make a cell of each.</summary>
internal interface ICellActivation
{
    /// <summary>f(x).</summary>
    static abstract Vector256<float> Apply(Vector256<float> x);

    /// <summary>f'(x), told from y = f(x).</summary>
    static abstract Vector256<float> Derivative(Vector256<float> y);
}
