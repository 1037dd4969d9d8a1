using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>The activation inside an LSTM cell.</summary>
internal interface ICellActivation : IActivation
{
    /// <summary>f'(x) as a function of y = f(x).</summary>
    static abstract T Derivative<T>(T y)
        where T : struct, IFloatLanes<T>;
}
