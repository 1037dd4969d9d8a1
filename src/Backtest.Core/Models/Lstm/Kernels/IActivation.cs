using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>A function of each value of a vector, for the compiler to make a loop of each.</summary>
internal interface IActivation
{
    /// <summary>f(x).</summary>
    static abstract T Apply<T>(T x)
        where T : struct, IFloatLanes<T>;
}
