using Backtest.Core.Evaluation;

namespace Backtest.Reports;

/// <summary>Names of metrics.</summary>
public static class MetricText
{
    /// <summary>The name in a sentence.</summary>
    public static string NameOf(RankingMetric metric) => metric == RankingMetric.Smape ? "sMAPE" : metric.ToString().ToUpperInvariant();

    /// <summary>The name above a column.</summary>
    public static string HeadOf(RankingMetric metric) =>
        metric is RankingMetric.Mape or RankingMetric.Smape ? $"{NameOf(metric)} %" : NameOf(metric);
}
