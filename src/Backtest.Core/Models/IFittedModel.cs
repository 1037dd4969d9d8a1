namespace Backtest.Core.Models;

/// <summary>A model whose parameters are fixed; it forecasts from any history of the series it was fitted to.</summary>
public interface IFittedModel
{
    /// <summary>Forecasts the values that follow <paramref name="history"/>, in the units of the input.</summary>
    /// <param name="history">
    /// Values of the series from its first one on, in time order, NaN where missing, and its covariates. It may be longer than the training
    /// data: parameters and scalings stay fixed, and only the state is updated.
    /// </param>
    /// <param name="horizon">Number of steps ahead, at least 1.</param>
    /// <param name="levels">Coverages of the requested intervals, each in (0, 1), for example 0.8 and 0.95.</param>
    /// <returns>
    /// <paramref name="horizon"/> point forecasts, and one interval per level if the model has a predictive distribution of its own;
    /// otherwise no intervals.
    /// </returns>
    Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels);

    /// <summary>
    /// Innovation residuals: errors of one-step-ahead forecasts along a history, in the units in which the model works, which are those of
    /// the input unless it transforms the series.
    /// </summary>
    /// <param name="history">As for <see cref="Forecast"/>.</param>
    /// <returns>One per value; NaN where the value is missing or nothing can be forecast yet.</returns>
    double[] Residuals(History history);

    /// <summary>What readers of the trial should know about this fit, such as filled values.</summary>
    IReadOnlyList<string> Warnings { get; }
}
