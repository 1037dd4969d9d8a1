using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Transforms;

namespace Backtest.Onnx;

/// <summary>A stored LSTM, forecasting with ONNX Runtime just as <see cref="FittedLstm"/> does with the trainer's own code.</summary>
/// <param name="spec">What was fitted.</param>
/// <param name="transforms">The transforms of its series.</param>
/// <param name="forecaster">The network.</param>
public sealed class OnnxLstm(LstmSpec spec, TransformPipeline transforms, OnnxForecaster forecaster) : IFittedModel
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [];

    /// <inheritdoc/>
    public Forecast Forecast(ReadOnlySpan<double> history, int horizon, ReadOnlySpan<double> levels) =>
        RecursiveForecast.Run(transforms, spec.LookBack, Predict, history, horizon);

    private float Predict(ReadOnlySpan<float> window)
    {
        Span<float> output = stackalloc float[1];
        forecaster.Predict(window.ToArray(), output);
        return output[0];
    }
}
