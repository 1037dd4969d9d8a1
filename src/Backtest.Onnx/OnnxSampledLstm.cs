using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Models.Theta;

namespace Backtest.Onnx;

/// <summary>
/// A stored LSTM whose samples are normalised one by one, forecasting with ONNX Runtime just as <see cref="FittedLstm"/> does with the
/// trainer's own code.
/// </summary>
/// <param name="spec">What was fitted.</param>
/// <param name="encoding">What is fitted to the series, and its covariates.</param>
/// <param name="forecaster">The networks and what normalises their samples.</param>
public sealed class OnnxSampledLstm(LstmSpec spec, LstmEncoding encoding, OnnxSampleForecaster forecaster) : IFittedModel
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [];

    /// <inheritdoc/>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels) =>
        LstmForecast.Run(spec, encoding, Predict, history, horizon, levels);

    /// <inheritdoc/>
    /// <remarks>
    /// They take one pass of the networks for each value, so the trainer's own code computes them in batches, from the stored weights.
    /// </remarks>
    public double[] Residuals(History history)
    {
        var networks = forecaster.ReadNetworks(LstmShape.Of(spec, spec.InputsOf(encoding.Inputs)), spec.Seeds ?? 1);
        return new FittedLstm(spec, encoding, networks, new TrainingHistory([], null, 0), []).Residuals(history);
    }

    private void Predict(double[] values, float[] rows, SeasonalAdjustment season, Span<double> outputs) =>
        forecaster.Predict(values, encoding.Samples!, season, rows, outputs);
}
