using System.Text.Json;
using Backtest.Core.Numerics;
using Backtest.Core.Tests.Models.Arima;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Diagnostics;

/// <summary>Series, and the results of R and statsmodels for them.</summary>
internal static class DiagnosticsReference
{
    public static JsonElement RTests { get; } = ReferenceFile.Read("r_tests.json");

    public static JsonElement Statsmodels { get; } = ReferenceFile.Read("statsmodels_tests.json").GetProperty("results");

    public static JsonElement StatsmodelsDiagnostics { get; } = ReferenceFile.Read("statsmodels_diagnostics.json").GetProperty("series");

    public static JsonElement R { get; } = ReferenceFile.Read("r_diagnostics.json").GetProperty("series");

    public static double[] Named(string name) =>
        R.TryGetProperty(name, out var entry) && entry.TryGetProperty("values", out var values)
            ? values.Doubles()
            : ArimaReference.Series(name);

    public static TheoryData<string> RSeries => [.. Names(R)];

    public static TheoryData<string> RSeasonalSeries =>
        [.. R.EnumerateObject().Where(entry => entry.Value.GetProperty("m").GetInt32() > 1).Select(entry => entry.Name)];

    public static TheoryData<string> RTestSeries => [.. Names(RTests)];

    public static TheoryData<string> StatsmodelsSeries => [.. Names(Statsmodels)];

    public static double[] Difference(double[] values, int lag = 1) => [.. values.Skip(lag).Select((value, t) => value - values[t])];

    /// <summary>White noise.</summary>
    public static double[] Noise(int length, ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextNormal())];
    }

    /// <summary>y(t) = phi y(t - 1) + e(t); a random walk for phi = 1.</summary>
    public static double[] Autoregression(int length, double phi, ulong seed)
    {
        var values = Noise(length, seed);
        for (var t = 1; t < length; t++)
        {
            values[t] += phi * values[t - 1];
        }

        return values;
    }

    public static void AssertClose(double expected, double actual, double tolerance = 1e-9) =>
        Assert.True(
            Math.Abs(actual - expected) <= tolerance * Math.Max(1e-3, Math.Abs(expected)),
            $"{actual:R} is not {expected:R} within {tolerance}");

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(entry => entry.Name);
}
