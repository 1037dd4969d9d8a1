namespace Backtest.Core.Models.Lstm;

/// <summary>A trained network with the encoding of its series.</summary>
/// <param name="Spec">What was fitted.</param>
/// <param name="Encoding">Transforms, covariates and ranges, fitted to the training values.</param>
/// <param name="Network">The network.</param>
/// <param name="History">Losses of each epoch.</param>
/// <param name="Warnings">What a reader should know.</param>
public sealed record FittedLstm(
    LstmSpec Spec, LstmEncoding Encoding, LstmNetwork Network, TrainingHistory History, IReadOnlyList<string> Warnings) : IFittedModel
{
    /// <inheritdoc/>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels) =>
        LstmForecast.Run(Spec, Encoding, Predict, history, horizon);

    /// <inheritdoc/>
    public double[] Residuals(History history) => LstmForecast.Residuals(Spec, Encoding, Predict, history);

    private void Predict(ReadOnlySpan<float> windows, Span<float> outputs) =>
        Network.Forward(windows, windows.Length / (Spec.LookBack * Encoding.Inputs), Spec.LookBack, outputs);
}
