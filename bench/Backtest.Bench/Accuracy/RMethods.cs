using System.Globalization;
using Backtest.Core.Models;
using Backtest.Core.Models.Intervals;

namespace Backtest.Bench.Accuracy;

/// <summary>The automatic methods of R's package forecast, with their defaults.</summary>
internal static class RMethods
{
    /// <summary>The methods' names in the table, and R's functions.</summary>
    public static readonly IReadOnlyDictionary<string, string> Functions = new Dictionary<string, string>
    {
        ["R auto.arima"] = "auto.arima",
        ["R ets"] = "ets",
        ["R thetaf"] = "thetaf",
    };

    /// <summary>Debian packages that provide it.</summary>
    public static readonly string[] Packages = ["r-base-core", "r-cran-forecast"];

    /// <summary>Forecasts series with R, one after the other in one process.</summary>
    /// <param name="cases">The series.</param>
    /// <param name="cancellationToken">Stops R.</param>
    /// <returns>The series with R's forecasts, except those of functions that failed.</returns>
    public static async Task<IReadOnlyList<ForecastCase>> ForecastAsync(
        IReadOnlyList<ForecastCase> cases, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, cases.Select((one, k) => string.Create(
                CultureInfo.InvariantCulture,
                $"{k},{one.SeasonLength},{one.Test.Length},{string.Join(';', one.Train)}")), cancellationToken);
            var output = await Peer.OutputAsync("Rscript", "forecasts.R", [file], cancellationToken);
            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(','))
                .ToLookup(fields => int.Parse(fields[0], CultureInfo.InvariantCulture));
            return
            [
                .. cases.Select((one, k) => one with
                {
                    Known = lines[k].ToDictionary(
                        fields => Functions.First(method => method.Value == fields[1]).Key,
                        fields => ForecastOf([.. fields[2..].Select(M3Sample.Numbers)])),
                }),
            ];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Forecast ForecastOf(double[][] rows) =>
        new(
            rows[0],
            [.. ForecastScore.Levels.ToArray().Select((level, k) => new PredictionInterval(level, rows[1 + (2 * k)], rows[2 + (2 * k)]))]);
}
