namespace Backtest.Core.Evaluation;

/// <summary>Accuracy of point forecasts, and of their 95 % intervals where the model has them.</summary>
/// <remarks>
/// Hyndman and Koehler (2006), "Another look at measures of forecast accuracy", for MASE and the percentage errors;
/// Makridakis, Spiliotis and Assimakopoulos (2022) for RMSSE. A metric that is not defined on the data is null: a
/// percentage error where an actual value is 0, a scaled error where the training part does not vary, and any of them
/// where it is beyond the range of double precision.
/// </remarks>
public sealed record MetricSet
{
    /// <summary>Number of forecasts compared; missing actual values are left out.</summary>
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

    /// <summary>Absolute errors over the training part's mean |y(t) - y(t - m)|.</summary>
    public double? Mase { get; init; }

    /// <summary>Root of squared errors over the training part's mean (y(t) - y(t - m))^2.</summary>
    public double? Rmsse { get; init; }

    /// <summary>Share of the actual values' variance that the forecasts explain, 1 - SSE / SST; null where they do not vary.</summary>
    public double? R2 { get; init; }

    /// <summary>Mean of forecast minus actual, in units of the series.</summary>
    public required double Bias { get; init; }

    /// <summary>Share of actual values inside the model's own 95 % intervals.</summary>
    public double? Coverage95 { get; init; }

    /// <summary>Mean width of the model's own 95 % intervals, in units of the series.</summary>
    public double? Width95 { get; init; }

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
}
