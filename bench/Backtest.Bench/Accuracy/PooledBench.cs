using System.Diagnostics;
using System.Globalization;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Engineering;

namespace Backtest.Bench.Accuracy;

/// <summary>
/// Accuracy of the networks that the default grid has for a panel: one for all series of a frequency, with what they cost. The test parts
/// are forecast once, from networks that saw the training parts alone.
/// </summary>
internal static class PooledBench
{
    private const double Megabyte = 1 << 20;

    /// <summary>Forecasts the series and prints the figures of each frequency, and of all together.</summary>
    /// <param name="cases">The series.</param>
    /// <param name="cancellationToken">Stops the trainings.</param>
    /// <exception cref="SetupException">A frequency has too few series.</exception>
    public static int Run(IEnumerable<ForecastCase> cases, CancellationToken cancellationToken)
    {
        var all = new List<(ForecastScore Score, ForecastScore Bar)>();
        Console.WriteLine("| season | horizon | series | sMAPE | MASE | OWA | longest training, CPU s | all, CPU s | peak MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var group in cases.Where(one => one.Flaw is null).GroupBy(one => (one.SeasonLength, Horizon: one.Test.Length)))
        {
            ForecastCase[] panel = [.. group];
            var before = CpuSeconds();
            var (forecasts, longest) = Forecast(panel, group.Key.SeasonLength, group.Key.Horizon, cancellationToken);
            var seconds = CpuSeconds() - before;
            List<(ForecastScore Score, ForecastScore Bar)> scores =
            [
                .. panel.Zip(forecasts, (one, forecast) => (
                    ForecastScore.Of(one, forecast),
                    ForecastScore.Of(one, new Forecast(Naive2.Forecast(one.Train, one.SeasonLength, one.Test.Length), [])))),
            ];
            all.AddRange(scores);
            using var process = Process.GetCurrentProcess();
            var peak = process.PeakWorkingSet64 / Megabyte;
            var cost = FormattableString.Invariant($"{longest:F0} | {seconds:F0} | {peak:F0}");
            Write($"{group.Key.SeasonLength} | {group.Key.Horizon}", scores, cost);
        }

        Write("all |", all, "| |");
        return 0;
    }

    private static (IReadOnlyList<Forecast> Forecasts, double Longest) Forecast(
        ForecastCase[] cases, int season, int horizon, CancellationToken cancellationToken)
    {
        TimeSeries[] panel = [.. cases.Select(one => new TimeSeries(one.Name, one.Train))];
        var grid = new Grid { SeasonLength = season, Horizon = horizon };
        var spec = GlobalPlanner.Expand(panel, grid) is [var one] ? one : throw new SetupException($"{panel.Length} series are too few.");
        var longest = 0.0;
        var trained = PooledTraining.Join(spec, 0,
        [
            .. PooledTraining.NetworksOf(spec).Select(network =>
            {
                var before = CpuSeconds();
                var fit = PooledTraining.Train(panel, PanelCutoff.End, null, network, cancellationToken).Fit;
                longest = Math.Max(longest, CpuSeconds() - before);
                return fit;
            }),
        ]);
        var trials = new Dictionary<TrialId, IReadOnlyList<TrainedNetworks>> { [TrialIdentity.Of(spec)] = [trained] };
        Forecast Of(TimeSeries series)
        {
            var history = History.Of(series, PanelNetworks.For(series, [PanelCutoff.End], trials));
            return ModelFitter.Fit(spec, history, cancellationToken).Forecast(history, horizon, []);
        }

        return ([.. panel.Select(Of)], longest);
    }

    private static void Write(string name, IReadOnlyList<(ForecastScore Score, ForecastScore Bar)> scores, string cost)
    {
        var own = scores.Select(pair => pair.Score).ToList();
        var owa = Estimate.OfOwa(own, [.. scores.Select(pair => pair.Bar)]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {own.Count} | {own.Average(score => score.Smape):F3} | {own.Average(score => score.Mase):F3} "
                + $"| {owa.Value:F4} ± {owa.StandardError:F4} | {cost} |"));
    }

    private static double CpuSeconds()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
