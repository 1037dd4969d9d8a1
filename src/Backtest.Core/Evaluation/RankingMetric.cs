using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation;

/// <summary>Metrics by which trials can be ranked; lower is better.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RankingMetric>))]
public enum RankingMetric
{
    /// <summary>Mean absolute scaled error.</summary>
    [JsonStringEnumMemberName("mase")]
    Mase,

    /// <summary>Root mean squared scaled error.</summary>
    [JsonStringEnumMemberName("rmsse")]
    Rmsse,

    /// <summary>Mean squared error.</summary>
    [JsonStringEnumMemberName("mse")]
    Mse,

    /// <summary>Root mean squared error.</summary>
    [JsonStringEnumMemberName("rmse")]
    Rmse,

    /// <summary>Mean absolute error.</summary>
    [JsonStringEnumMemberName("mae")]
    Mae,

    /// <summary>Mean absolute percentage error.</summary>
    [JsonStringEnumMemberName("mape")]
    Mape,

    /// <summary>Symmetric mean absolute percentage error.</summary>
    [JsonStringEnumMemberName("smape")]
    Smape,
}

/// <summary>Facts about metrics.</summary>
internal static class RankingMetrics
{
    /// <summary>Whether a metric is a mean of squared errors, or its root.</summary>
    public static bool IsSquared(this RankingMetric metric) =>
        metric is RankingMetric.Rmsse or RankingMetric.Mse or RankingMetric.Rmse;
}
