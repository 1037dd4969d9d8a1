using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>An elementwise function, from which the compiler generates a loop.</summary>
internal interface IActivation
{
    /// <summary>f(x).</summary>
    static abstract T Apply<T>(T x)
        where T : struct, IFloatLanes<T>;
}
