using System.Globalization;
using System.Text.Json;
using Backtest.Core.Models;
using Backtest.Core.Models.Intervals;
using MathNet.Numerics.Distributions;

namespace Backtest.Bench.Accuracy;

/// <summary>The bench's own 120 series of the M3 competition, with R's forecasts.</summary>
internal static class M3Sample
{
    /// <summary>Reads the series, one at a time.</summary>
    public static IEnumerable<ForecastCase> Read()
    {
        using var reader = new StreamReader(Open("m3_sample.csv"));
        using var document = JsonDocument.Parse(Open("r_m3_forecasts.json"));
        var known = document.RootElement.GetProperty("series");
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            yield return new ForecastCase(
                fields[0], int.Parse(fields[2], CultureInfo.InvariantCulture), Numbers(fields[4]), Numbers(fields[5]))
            {
                Known = RMethods.Functions.ToDictionary(
                    function => function.Key, function => ForecastOf(known.GetProperty(fields[0]).GetProperty(function.Value))),
            };
        }
    }

    // Point forecasts, then the standard deviations of normal distributions, from which all of R's intervals here come.
    private static Forecast ForecastOf(JsonElement method)
    {
        double[][] rows = [.. method.EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray())];
        PredictionInterval Interval(double level)
        {
            var quantile = Normal.InvCDF(0, 1, (1 + level) / 2);
            return new PredictionInterval(
                level,
                [.. rows[0].Zip(rows[1], (point, deviation) => point - (quantile * deviation))],
                [.. rows[0].Zip(rows[1], (point, deviation) => point + (quantile * deviation))]);
        }

        return new Forecast(rows[0], [.. ForecastScore.Levels.ToArray().Select(Interval)]);
    }

    /// <summary>Numbers with semicolons between them.</summary>
    public static double[] Numbers(string text) => [.. text.Split(';').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];

    private static Stream Open(string file) => typeof(M3Sample).Assembly.GetManifestResourceStream($"Backtest.Bench.Data.{file}")!;
}
