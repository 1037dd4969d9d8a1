namespace Backtest.Core.Numerics;

/// <summary>A vector of one width or another, so that each kernel is written once.</summary>
internal interface ILanes<T>
    where T : struct, ILanes<T>
{
    /// <summary>Number of float32 values.</summary>
    static abstract int Count { get; }

    /// <summary>Takes values from memory.</summary>
    static abstract T Load(ref readonly float source);

    /// <summary>sum + factor x, rounded once.</summary>
    static abstract T AddProduct(T sum, ref readonly float factor, T x);

    /// <summary>Puts the values into memory.</summary>
    void Store(ref float target);
}
