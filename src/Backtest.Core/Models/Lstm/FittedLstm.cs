using System.Numerics.Tensors;
using Backtest.Core.Models.Lstm.Training;

namespace Backtest.Core.Models.Lstm;

/// <summary>Trained networks, one for each seed of the spec, with the encoding of their series; their outputs are averaged.</summary>
/// <param name="Spec">The fitted spec.</param>
/// <param name="Encoding">Transforms, covariates and ranges, fitted to the training values.</param>
/// <param name="Networks">The networks, at least one.</param>
/// <param name="History">Losses of each epoch of the first network.</param>
/// <param name="Warnings">Warnings for readers.</param>
public sealed record FittedLstm(
    LstmSpec Spec, LstmEncoding Encoding, IReadOnlyList<LstmNetwork> Networks, TrainingHistory History, IReadOnlyList<string> Warnings)
    : IFittedModel
{
    /// <inheritdoc/>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels) =>
        LstmForecast.Run(Spec, Encoding, Predict, history, horizon, levels);

    /// <inheritdoc/>
    public double[] Residuals(History history) => LstmForecast.Residuals(Spec, Encoding, Predict, history);

    private void Predict(ReadOnlySpan<float> samples, Span<float> outputs)
    {
        var count = samples.Length / (Spec.InputSteps * Networks[0].Shape.Inputs);
        Networks[0].Forward(samples, count, Spec.InputSteps, outputs);
        if (Networks.Count == 1)
        {
            return;
        }

        var others = new float[count * Networks[0].Shape.Outputs];
        foreach (var network in Networks.Skip(1))
        {
            network.Forward(samples, count, Spec.InputSteps, others);
            TensorPrimitives.Add(outputs[..others.Length], others, outputs);
        }

        TensorPrimitives.Divide(outputs[..others.Length], Networks.Count, outputs);
    }
}
