using System.Diagnostics;
using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Engineering;

namespace Backtest.Bench.Accuracy;

/// <summary>
/// Accuracy and cost of the networks that the default grid has for a panel, one for all series of a frequency. The test parts are forecast
/// once, from networks that saw the training parts alone.
/// </summary>
internal static class PooledBench
{
    private const double Megabyte = 1 << 20;

    /// <summary>Forecasts the series and prints the figures of each frequency, and of all together.</summary>
    /// <param name="cases">The series.</param>
    /// <param name="options">Whether the networks forecast quantiles, and whether to score intervals of others.</param>
    /// <param name="cancellationToken">Stops the trainings.</param>
    /// <exception cref="SetupException">A frequency has too few series.</exception>
    public static int Run(IEnumerable<ForecastCase> cases, AccuracyOptions options, CancellationToken cancellationToken)
    {
        var all = new List<PooledScore>();
        Console.WriteLine(
            "| season | horizon | series | sMAPE | MASE | OWA | 80 % covers | 95 % covers | MSIS | scaled pinball "
                + "| longest training, CPU s | all, CPU s | peak MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var group in cases.Where(one => one.Flaw is null).GroupBy(one => (one.SeasonLength, Horizon: one.Test.Length)))
        {
            ForecastCase[] panel = [.. group];
            var before = PanelTraining.ProcessSeconds();
            var (forecasts, longest) = Forecast(panel, group.Key.SeasonLength, group.Key.Horizon, options, cancellationToken);
            var seconds = PanelTraining.ProcessSeconds() - before;
            List<PooledScore> scores =
            [
                .. panel.Zip(forecasts, (one, forecast) => new PooledScore(
                    ForecastScore.Of(one, forecast),
                    ForecastScore.Of(one, new Forecast(Naive2.Forecast(one.Train, one.SeasonLength, one.Test.Length), [])),
                    forecast.Intervals.Count == 0 ? null : Pinball(one, forecast))),
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
        ForecastCase[] cases, int season, int horizon, AccuracyOptions options, CancellationToken cancellationToken)
    {
        TimeSeries[] panel = [.. cases.Select(one => new TimeSeries(one.Name, one.Train))];
        var grid = new Grid { SeasonLength = season, Horizon = horizon };
        if (options.Quantiles)
        {
            grid = grid with { Blocks = GridReader.Read("""{ "lstm": { "scope": "panel", "loss": "pinball" } }"""u8.ToArray()).Blocks };
        }

        var spec = PanelPart.SpecOf(panel, grid);

        // Errors on windows need networks that have not seen the windows.
        var protocols = options.Intervals ? Protocols(panel, grid) : null;
        IReadOnlyList<PanelCutoff> cutoffs = protocols is null
            ? [PanelCutoff.End]
            : GlobalPlanner.Plan([.. panel.Zip(protocols)], [spec], grid).Cutoffs;
        var trained = PanelTraining.Run(panel, spec, cutoffs, cancellationToken);
        return (
            [
                .. panel.Select((series, k) => Forecast(
                    series, spec, PanelNetworks.For(series, cutoffs, trained.Networks), horizon, protocols?[k], cancellationToken)),
            ],
            trained.Longest);
    }

    private static Forecast Forecast(
        TimeSeries series,
        LstmSpec spec,
        PanelNetworks networks,
        int horizon,
        BacktestProtocol? protocol,
        CancellationToken cancellationToken)
    {
        var history = History.Of(series, networks);
        var forecast = ModelFitter.Fit(spec, history, cancellationToken).Forecast(history, horizon, PredictiveScore.Levels);
        return protocol is null || Evaluator.Run(history, spec, protocol, cancellationToken).Score is not { } score
            ? forecast
            : protocol.Finish(
                forecast,
                new ConformalIntervals(score.Windows, protocol.Gap, ConformalIntervals.DefaultAdaptation),
                PredictiveScore.Levels);
    }

    // The windows of each series' backtest.
    private static BacktestProtocol[] Protocols(TimeSeries[] panel, Grid grid) =>
        [.. panel.Select(series => Planner.Plan(series, grid with { TestLength = 0, Blocks = [] }).Protocol)];

    // Mean pinball loss of the deciles over the scale of MASE.
    private static double Pinball(ForecastCase one, Forecast forecast) => one.Test
        .Select((actual, step) => PredictiveScore.Of(actual, forecast.Point[step], forecast.Intervals, step).Pinball)
        .Average() / one.Scale;

    private static void Write(string name, IReadOnlyList<PooledScore> scores, string cost)
    {
        var own = scores.Select(pair => pair.Score).ToList();
        var owa = Estimate.OfOwa(own, [.. scores.Select(pair => pair.Bar)]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {own.Count} | {own.Average(score => score.Smape):F3} | {own.Average(score => score.Mase):F3} "
                + $"| {owa.Value:F4} ± {owa.StandardError:F4} | {OfIntervals(scores)} | {cost} |"));
    }

    private static string OfIntervals(IReadOnlyList<PooledScore> scores)
    {
        var known = scores.Where(one => one.Pinball is not null).ToList();
        string Mean(Func<PooledScore, double> value, string format)
        {
            var estimate = Estimate.OfMean(known.ConvertAll(one => value(one)));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{estimate.Value.ToString(format, CultureInfo.InvariantCulture)} ± {estimate.StandardError?.ToString(format, CultureInfo.InvariantCulture)}");
        }

        return known.Count == 0
            ? "- | - | - | -"
            : string.Join(
                " | ",
                Mean(one => 100 * one.Score.Intervals!.Coverage80, "F1"),
                Mean(one => 100 * one.Score.Intervals!.Coverage95, "F1"),
                Mean(one => one.Score.Intervals!.Msis95, "F2"),
                Mean(one => one.Pinball!.Value, "F4"));
    }

    // Relative to Naive 2; methods without intervals have no pinball loss.
    private sealed record PooledScore(ForecastScore Score, ForecastScore Bar, double? Pinball);
}
