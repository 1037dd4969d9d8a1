using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Backtest.Core.Models.Arima;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.Arima;

/// <summary>Series, and the results of R's arima and auto.arima for them.</summary>
internal static partial class ArimaReference
{
    private static readonly JsonElement SeriesFile = ReferenceFile.Read("series.json");

    public static JsonElement Fixed { get; } = ReferenceFile.Read("r_arima_fixed.json").GetProperty("results");

    public static double[] Series(string name) => name == "loglynx"
        ? [.. Series("lynx").Select(value => Math.Log10(value))]
        : Numbers(SeriesFile.GetProperty(name).GetProperty("values"));

    /// <summary>An array, or an object of named numbers.</summary>
    public static double[] Numbers(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? [.. element.EnumerateArray().Select(Number)]
        : [.. element.EnumerateObject().Select(property => Number(property.Value))];

    /// <summary>Reads "(p,d,q)(P,D,Q)[m]".</summary>
    public static ArimaSpec Spec(string text)
    {
        var match = Order().Match(text);
        int Group(int i) => int.Parse(match.Groups[i].ValueSpan, CultureInfo.InvariantCulture);
        return new ArimaSpec
        {
            P = Group(1),
            D = Group(2),
            Q = Group(3),
            SeasonalP = Group(4),
            SeasonalD = Group(5),
            SeasonalQ = Group(6),
            Period = Group(7),
        };
    }

    /// <summary>Rows of m3_sample.csv.</summary>
    public static IEnumerable<(string Id, double[] Train, ArimaSpec Spec, double Aicc, double[] Forecast)> M3()
    {
        foreach (var line in ReferenceFile.ReadLines("m3_sample.csv").Skip(1))
        {
            var parts = line.Split('"');
            var head = parts[0].Split(',');
            var tail = parts[2].Split(',');
            var spec = Spec(parts[1]) with { Constant = parts[1].EndsWith("const", StringComparison.Ordinal) };
            yield return (head[0], Values(head[4]), spec, double.Parse(tail[1], CultureInfo.InvariantCulture), Values(tail[2]));
        }
    }

    private static double[] Values(string text) => [.. text.Split(';').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetDouble() : double.NaN;

    [GeneratedRegex(@"\((\d+),(\d+),(\d+)\)\((\d+),(\d+),(\d+)\)\[(\d+)\]")]
    private static partial Regex Order();
}
