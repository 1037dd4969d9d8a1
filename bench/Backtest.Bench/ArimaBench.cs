using System.Diagnostics;
using System.Globalization;
using Backtest.Bench.Accuracy;
using Backtest.Core.Models.Arima;
using Backtest.Engineering;

namespace Backtest.Bench;

/// <summary>
/// Exact maximum likelihood against R's <c>arima</c> and statsmodels' <c>ARIMA</c>, and the search for orders against R's
/// <c>auto.arima</c>: the same series, one thread.
/// </summary>
internal static class ArimaBench
{
    private const int Pairs = 3;
    private const int Repeats = 20;

    private static readonly ArimaSpec[] Specs =
    [
        new() { D = 1, Q = 1, SeasonalD = 1, SeasonalQ = 1, Period = 12 },
        new() { P = 1, D = 1, Q = 1, SeasonalD = 1, SeasonalQ = 1, Period = 12 },
        new() { P = 2, D = 1, Q = 1, SeasonalD = 1, Period = 12 },
        new() { P = 2, D = 1, Q = 2, SeasonalD = 1, SeasonalQ = 1, Period = 12 },
    ];

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await Peer.InstallAsync([.. RMethods.Packages, "python3-statsmodels"], cancellationToken);
        var file = Repository.PathOf("samples", "air-passengers.csv");
        var lines = await File.ReadAllLinesAsync(file, cancellationToken);
        var series = lines.Skip(1).Select(line => Math.Log(double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))).ToArray();
        var comparisons = new List<Comparison>();
        foreach (var spec in Specs)
        {
            string[] orders = [file, $"{spec.P},{spec.D},{spec.Q}", $"{spec.SeasonalP},{spec.SeasonalD},{spec.SeasonalQ}"];
            foreach (var (name, interpreter, script, repeats) in new[] { ("r", "Rscript", "arima.R", Repeats),
                ("statsmodels", "/usr/bin/python3", "arima.py", 3) })
            {
                var comparison = new Comparison(
                    $"{spec.P}{spec.D}{spec.Q}-{spec.SeasonalP}{spec.SeasonalD}{spec.SeasonalQ}",
                    spec.Label + " of log AirPassengers",
                    1,
                    name);

                // Until the code is fully optimised, as R's and statsmodels' is from the start.
                for (var warmUp = 0; warmUp < 20; warmUp++)
                {
                    Fit(series, spec, cancellationToken);
                }

                for (var pair = 0; pair < Pairs; pair++)
                {
                    var ours = Fit(series, spec, cancellationToken);
                    var numbers = await Peer.RunAsync(interpreter, script, [.. orders, $"{repeats}"], cancellationToken);
                    comparison.Add(ours, (numbers[0], numbers[1]));
                }

                comparisons.Add(comparison);
            }
        }

        comparisons.Add(await SearchAsync("auto", "auto.arima of AirPassengers, stepwise", file, 12, 3, cancellationToken));
        var weekly = Path.Combine(Path.GetTempPath(), $"backtest-bench-{Environment.ProcessId}-weekly.csv");
        await File.WriteAllLinesAsync(
            weekly, ["week,value", .. Weekly().Select((value, t) => FormattableString.Invariant($"{t},{value}"))], cancellationToken);
        comparisons.Add(await SearchAsync("auto-weekly", "auto.arima of 1,000 weeks, m = 52, stepwise", weekly, 52, 1, cancellationToken));
        File.Delete(weekly);
        Comparison.Write(comparisons, "log-likelihood");
        return 0;
    }

    private static async Task<Comparison> SearchAsync(
        string name, string what, string file, int season, int pairs, CancellationToken cancellationToken)
    {
        Console.WriteLine(what);
        var lines = await File.ReadAllLinesAsync(file, cancellationToken);
        var series = lines.Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)).ToArray();
        var spec = new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = season };
        var comparison = new Comparison(name, what, 1, "r");
        ArimaFitter.Fit(series, spec, cancellationToken);
        for (var pair = 0; pair < pairs; pair++)
        {
            var started = Stopwatch.GetTimestamp();
            var model = ArimaFitter.Fit(series, spec, cancellationToken);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var numbers = await Peer.RunAsync("Rscript", "auto.R", [file, $"{season}"], cancellationToken);
            comparison.Add((seconds, model.LogLikelihood!.Value), (numbers[0], numbers[1]));
        }

        return comparison;
    }

    // A yearly wave, growth and autocorrelated noise.
    private static IEnumerable<double> Weekly()
    {
        var (random, noise) = (new Random(1), 0.0);
        for (var t = 0; t < 1000; t++)
        {
            noise = (0.6 * noise) + random.NextDouble() - 0.5;
            yield return 100 + (0.05 * t) + (10 * Math.Sin(2 * Math.PI * t / 52)) + (2 * noise);
        }
    }

    private static (double Seconds, double LogLikelihood) Fit(double[] series, ArimaSpec spec, CancellationToken cancellationToken)
    {
        var logLikelihood = 0.0;
        var started = Stopwatch.GetTimestamp();
        for (var k = 0; k < Repeats; k++)
        {
            logLikelihood = ArimaFitter.Fit(series, spec, cancellationToken).LogLikelihood!.Value;
        }

        return (Stopwatch.GetElapsedTime(started).TotalSeconds / Repeats, logLikelihood);
    }
}
