using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Models.ExponentialSmoothing;

/// <summary>Series on which a careless fit ends in NaN or never.</summary>
internal static class OddSeries
{
    private const double None = double.NaN;

    public static IReadOnlyList<(string Name, double[] Values)> All { get; } =
    [
        ("empty", []),
        ("one value", [3]),
        ("short", [3, 4, 2, 5, 3, 6]),
        ("all missing", [.. Enumerable.Repeat(None, 40)]),
        ("almost all missing", [.. Enumerable.Range(0, 40).Select(t => t % 9 == 0 ? t + 1 : None)]),
        ("one phase never seen", [.. Noise(60, 10, 1).Select((value, t) => t % 4 == 2 ? None : value)]),
        ("constant", [.. Enumerable.Repeat(7.3, 40)]),
        ("zeros", new double[40]),
        ("trend", [.. Enumerable.Range(0, 40).Select(t => 5.1 + (0.7 * t))]),
        ("falling through zero", [.. Enumerable.Range(0, 40).Select(t => 20.0 - t)]),
        ("season", [.. Enumerable.Range(0, 40).Select(t => 10.0 + (t % 4))]),
        ("mostly zeros", [.. Enumerable.Range(0, 60).Select(t => t % 7 == 3 ? 5.0 : 0)]),
        ("huge", [.. Noise(60, 10e12, 1e12)]),
        ("tiny", [.. Noise(60, 10e-12, 1e-12)]),
        ("beyond squares", [.. Noise(60, 10e200, 1e200)]),
        ("far from zero", [.. Noise(60, 1e12, 1)]),
        ("subnormal", [.. Noise(60, 10e-310, 1e-310)]),
        ("largest", [.. Enumerable.Range(0, 40).Select(t => t % 2 == 0 ? double.MaxValue : -double.MaxValue)]),
        ("outlier", [.. Noise(60, 10, 1).Select((value, t) => t == 30 ? 1e6 : value)]),
        ("outlier at the end", [.. Noise(60, 10, 1).Select((value, t) => t == 59 ? 1e6 : value)]),
        ("step", [.. Enumerable.Range(0, 40).Select(t => t < 20 ? 1.0 : 1e6)]),
        ("exponential", [.. Enumerable.Range(0, 60).Select(t => Math.Exp(t))]),
        ("dying", [.. Enumerable.Range(0, 60).Select(t => Math.Exp(-t))]),
        ("alternating", [.. Enumerable.Range(0, 40).Select(t => t % 2 == 0 ? 1.0 : 2.0)]),
        ("negative", [.. Noise(60, -10, 3)]),
    ];

    private static double[] Noise(int count, double mean, double deviation)
    {
        var random = new SeededRandom(5);
        return Enumerable.Range(0, count).Select(_ => mean + (deviation * random.NextNormal())).ToArray();
    }
}
