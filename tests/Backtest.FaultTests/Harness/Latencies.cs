using System.Collections.Concurrent;
using System.Globalization;

namespace Backtest.FaultTests.Harness;

/// <summary>Latencies of answers.</summary>
public sealed class Latencies
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    public int Count => _milliseconds.Count;

    public void Add(TimeSpan latency) => _milliseconds.Add(latency.TotalMilliseconds);

    /// <summary>The latency in milliseconds that a share of the answers did not exceed.</summary>
    public double Quantile(double share)
    {
        var sorted = _milliseconds.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"p50 {Quantile(0.5):F1} ms, p99 {Quantile(0.99):F1} ms, longest {Quantile(1):F0} ms of {Count:N0}");
}
