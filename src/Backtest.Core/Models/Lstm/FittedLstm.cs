using Backtest.Core.Transforms;

namespace Backtest.Core.Models.Lstm;

/// <summary>A trained network with the transforms of its series.</summary>
/// <param name="Spec">What was fitted.</param>
/// <param name="Transforms">Transforms, fitted to the training values.</param>
/// <param name="Network">The network.</param>
/// <param name="History">Losses of each epoch.</param>
/// <param name="Warnings">What a reader should know.</param>
public sealed record FittedLstm(
    LstmSpec Spec, TransformPipeline Transforms, LstmNetwork Network, TrainingHistory History, IReadOnlyList<string> Warnings) : IFittedModel
{
    /// <inheritdoc/>
    public Forecast Forecast(ReadOnlySpan<double> history, int horizon, ReadOnlySpan<double> levels) =>
        RecursiveForecast.Run(Transforms, Spec.LookBack, Predict, history, horizon);

    private float Predict(ReadOnlySpan<float> window)
    {
        Span<float> output = stackalloc float[1];
        Network.Forward(window, 1, window.Length, output);
        return output[0];
    }
}
