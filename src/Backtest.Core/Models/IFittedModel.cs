namespace Backtest.Core.Models;

/// <summary>A model whose parameters are fixed; it forecasts from any history of the series it was fitted to.</summary>
public interface IFittedModel
{
    /// <summary>Forecasts the values that follow <paramref name="history"/>, in the units of the input.</summary>
    /// <param name="history">
    /// Values of the series from its first one on, in time order, and its covariates; missing values are NaN. It may be
    /// longer than the training data: parameters and scalings stay as they were fitted, only the state is brought up to date.
    /// </param>
    /// <param name="horizon">Number of steps ahead, at least 1.</param>
    /// <param name="levels">Coverages of the wanted intervals, each in (0, 1), for example 0.8 and 0.95.</param>
    /// <returns>
    /// <paramref name="horizon"/> point forecasts, and one interval per level where the model has a predictive
    /// distribution of its own; no intervals otherwise.
    /// </returns>
    Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels);

    /// <summary>
    /// Innovation residuals: errors of forecasts one step ahead along a history, in the units in which the model works,
    /// which are those of the input unless it transforms the series.
    /// </summary>
    /// <param name="history">As for <see cref="Forecast"/>.</param>
    /// <returns>One per value; NaN where the value is missing or nothing can be forecast yet.</returns>
    double[] Residuals(History history);

    /// <summary>What a reader of the trial should know about this fit, such as values that were filled in.</summary>
    IReadOnlyList<string> Warnings { get; }
}
