using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;

namespace Backtest.Onnx;

/// <summary>A stored LSTM that forecasts with ONNX Runtime, just as <see cref="FittedLstm"/> does with the trainer's own code.</summary>
/// <param name="spec">The fitted spec.</param>
/// <param name="encoding">Transforms, covariates and ranges.</param>
/// <param name="forecaster">The network.</param>
public sealed class OnnxLstm(LstmSpec spec, LstmEncoding encoding, OnnxForecaster forecaster) : IFittedModel
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [];

    /// <inheritdoc/>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels) =>
        LstmForecast.Run(spec, encoding, Predict, history, horizon, levels);

    /// <inheritdoc/>
    public double[] Residuals(History history) => LstmForecast.Residuals(spec, encoding, Predict, history);

    private void Predict(ReadOnlySpan<float> samples, Span<float> outputs) => forecaster.Predict(samples.ToArray(), outputs);
}
