namespace Backtest.Core.Evaluation;

/// <summary>Accuracy of point forecasts, and of their predictive distributions if there are any.</summary>
/// <remarks>
/// Hyndman and Koehler (2006), "Another look at measures of forecast accuracy", for MASE and the percentage errors;
/// Makridakis, Spiliotis and Assimakopoulos (2022) for RMSSE; Gneiting and Raftery (2007) for the interval score and the
/// CRPS; Makridakis, Spiliotis and Assimakopoulos (2020), "The M4 Competition", for MSIS. Metrics of the distribution are
/// null without intervals: on the windows they are the model's own, on the hold-out they may come from the errors of the
/// windows. An undefined metric is null: a percentage error if an actual value is 0, a scaled error if the training part does
/// not vary, and any metric that overflows double precision.
/// </remarks>
public sealed record MetricSet
{
    /// <summary>Number of compared forecasts; missing actual values do not count.</summary>
    public required int Count { get; init; }

    /// <summary>Mean squared error, in squared units of the series.</summary>
    public required double Mse { get; init; }

    /// <summary>Root mean squared error, in units of the series.</summary>
    public required double Rmse { get; init; }

    /// <summary>Mean absolute error, in units of the series.</summary>
    public required double Mae { get; init; }

    /// <summary>Mean absolute percentage error, in percent.</summary>
    public double? Mape { get; init; }

    /// <summary>Symmetric mean absolute percentage error, 200 |y - f| / (|y| + |f|), in percent; 0 where both are 0.</summary>
    public required double Smape { get; init; }

    /// <summary>Mean absolute error divided by the training part's mean |y(t) - y(t - m)|.</summary>
    public double? Mase { get; init; }

    /// <summary>Root of the mean squared error divided by the training part's mean (y(t) - y(t - m))^2.</summary>
    public double? Rmsse { get; init; }

    /// <summary>Share of the actual values' variance that the forecasts explain, 1 - SSE / SST; null if they do not vary.</summary>
    public double? R2 { get; init; }

    /// <summary>Mean of forecast minus actual value, in units of the series.</summary>
    public required double Bias { get; init; }

    /// <summary>Share of actual values inside the 80 % intervals.</summary>
    public double? Coverage80 { get; init; }

    /// <summary>Mean width of the 80 % intervals, in units of the series.</summary>
    public double? Width80 { get; init; }

    /// <summary>Share of actual values inside the 95 % intervals.</summary>
    public double? Coverage95 { get; init; }

    /// <summary>Mean width of the 95 % intervals, in units of the series.</summary>
    public double? Width95 { get; init; }

    /// <summary>Mean Winkler score of the 80 % intervals, in units of the series.</summary>
    public double? Winkler80 { get; init; }

    /// <summary>Mean Winkler score of the 95 % intervals, in units of the series.</summary>
    public double? Winkler95 { get; init; }

    /// <summary>Mean Winkler score of the 95 % intervals divided by the training part's mean |y(t) - y(t - m)|, as in M4.</summary>
    public double? Msis { get; init; }

    /// <summary>Mean pinball loss of the quantiles 0.1, 0.2, ..., 0.9, in units of the series.</summary>
    public double? Pinball { get; init; }

    /// <summary>
    /// Weighted quantile loss: twice the sum of the mean pinball losses over the sum of |y|; null if all values are 0.
    /// </summary>
    public double? WeightedQuantileLoss { get; init; }

    /// <summary>Mean continuous ranked probability score, in units of the series.</summary>
    public double? Crps { get; init; }

    /// <summary>The value of one metric.</summary>
    public double? Get(RankingMetric metric) => metric switch
    {
        RankingMetric.Mase => Mase,
        RankingMetric.Rmsse => Rmsse,
        RankingMetric.Mse => Mse,
        RankingMetric.Rmse => Rmse,
        RankingMetric.Mae => Mae,
        RankingMetric.Mape => Mape,
        _ => Smape,
    };

    /// <summary>
    /// The error in units of the series that agrees with a metric: the root mean squared error for metrics of squared errors, else the
    /// mean absolute error. For intermittent demand, which a squared metric ranks, absolute errors would reward forecasts of 0.
    /// </summary>
    public double ErrorBy(RankingMetric metric) => metric.IsSquared() ? Rmse : Mae;
}
