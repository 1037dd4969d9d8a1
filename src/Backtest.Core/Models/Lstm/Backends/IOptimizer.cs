namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>Moves weights against their gradient.</summary>
internal interface IOptimizer
{
    /// <summary>Moves the parameters one step.</summary>
    /// <param name="parameters">Weights, a multiple of eight of them.</param>
    /// <param name="gradients">Gradient in the same layout.</param>
    /// <param name="learningRate">Step size.</param>
    void Step(Span<float> parameters, ReadOnlySpan<float> gradients, double learningRate);
}
