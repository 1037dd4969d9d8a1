namespace Backtest.Core.Evaluation;

/// <summary>Orders trials from best to worst.</summary>
public static class Ranking
{
    /// <summary>Sorts scored items by the ranking metric, and by mean absolute error if that is equal or undefined.</summary>
    /// <typeparam name="T">Anything that has metrics.</typeparam>
    /// <param name="items">Items in planned order, which breaks ties: the simpler model comes first.</param>
    /// <param name="metrics">The metrics of an item.</param>
    /// <param name="metric">The ranking metric; lower is better.</param>
    public static List<T> Sort<T>(IEnumerable<T> items, Func<T, MetricSet> metrics, RankingMetric metric) =>
        [.. items.OrderBy(item => metrics(item).Get(metric) ?? double.PositiveInfinity).ThenBy(item => metrics(item).Mae)];
}
