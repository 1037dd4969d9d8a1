namespace Backtest.Core.Numerics;

/// <summary>A vector of some width, so that each kernel is written once for all widths.</summary>
internal interface ILanes<T>
    where T : struct, ILanes<T>
{
    /// <summary>Number of float32 values.</summary>
    static abstract int Count { get; }

    /// <summary>Loads values from memory.</summary>
    static abstract T Load(ref readonly float source);

    /// <summary>sum + factor x, rounded once.</summary>
    static abstract T AddProduct(T sum, ref readonly float factor, T x);

    /// <summary>Stores the values in memory.</summary>
    void Store(ref float target);
}
