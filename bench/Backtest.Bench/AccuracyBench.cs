using System.Globalization;
using System.Text.Json;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Theta;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.Engineering;

namespace Backtest.Bench;

/// <summary>
/// Accuracy on public data: the last values of each series are forecast from those before by every engine and by the
/// platform, which picks a model on rolling windows inside the training part. sMAPE, MASE and OWA as in the M4 competition
/// (Makridakis, Spiliotis and Assimakopoulos, 2020), beside R's auto.arima and thetaf where their forecasts are known.
/// </summary>
internal static class AccuracyBench
{
    public static async Task<int> RunAsync(string? folder, CancellationToken cancellationToken)
    {
        var cases = folder is null ? M3() : [.. Directory.GetFiles(folder, "*.csv").Order().SelectMany(file => Read(file, cancellationToken))];
        var methods = new Dictionary<string, Func<Case, (BacktestProtocol, List<ScoredTrial>)?, CancellationToken, double[]?>>
        {
            ["naive"] = (one, _, stop) => Fit(one, new BaselineSpec(BaselineMethod.Naive), stop),
            ["naive2"] = (one, _, stop) => Naive2(one, stop),
            ["theta"] = (one, _, stop) => Fit(one, new ThetaSpec(one.SeasonLength), stop),
            ["ets auto"] = (one, _, stop) => Fit(one, new EtsSpec(EtsForm.Auto, one.SeasonLength), stop),
            ["auto arima"] = (one, _, stop) => Fit(one, new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = one.SeasonLength }, stop),
            ["best of these three"] = (one, run, stop) => Pick(one, run, IsAutomatic, stop),
            ["lstm default grid"] = (one, run, stop) => Pick(one, run, spec => spec is LstmSpec, stop),
            ["best of the default grid"] = (one, run, stop) => Pick(one, run, spec => spec is not EnsembleSpec, stop),
            ["mean of each engine's"] = (one, run, stop) => Pick(one, run, spec => spec is EnsembleSpec { Combine: Combination.Mean }, stop),
            ["the platform's pick"] = (one, run, stop) => Pick(one, run, _ => true, stop),
            ["R auto.arima"] = (one, _, _) => one.AutoArima,
            ["R thetaf"] = (one, _, _) => one.Thetaf,
        };
        var scores = methods.Keys.ToDictionary(name => name, _ => new (double Smape, double Mase)?[cases.Count]);
        var done = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, cases.Count),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            (k, stop) =>
            {
                var run = Backtest(cases[k], stop);
                foreach (var (name, method) in methods)
                {
                    scores[name][k] = method(cases[k], run, stop) is { } forecast ? cases[k].Score(forecast) : null;
                }

                Console.WriteLine($"{Interlocked.Increment(ref done)} of {cases.Count}: {cases[k].Name}");
                return ValueTask.CompletedTask;
            });
        Write(scores);
        return 0;
    }

    private static void Write(Dictionary<string, (double Smape, double Mase)?[]> scores)
    {
        Console.WriteLine($"{"method",-24} {"series",6} {"sMAPE",8} {"MASE",8} {"OWA",8}");
        var lines = new List<string>();
        foreach (var (name, all) in scores)
        {
            // Against naive2 on the same series.
            var both = all.Zip(scores["naive2"]).Where(pair => pair.First is not null && pair.Second is not null).Select(pair => (Ours: pair.First!.Value, Bar: pair.Second!.Value)).ToList();
            if (both.Count == 0)
            {
                continue;
            }

            var (smape, mase) = (both.Average(pair => pair.Ours.Smape), both.Average(pair => pair.Ours.Mase));
            var owa = ((smape / both.Average(pair => pair.Bar.Smape)) + (mase / both.Average(pair => pair.Bar.Mase))) / 2;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24} {both.Count,6} {smape,8:F3} {mase,8:F3} {owa,8:F3}"));
            lines.Add(JsonSerializer.Serialize(new { method = name, series = both.Count, smape, mase, owa }));
        }

        lines.ForEach(Console.WriteLine);
    }

    private static double[]? Fit(Case one, ModelSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            return ModelFitter.Fit(spec, one.Train, cancellationToken).Forecast(one.Train, one.Test.Length, []).Point;
        }
        catch (FitException)
        {
            return null;
        }
    }

    // The naive forecast of the seasonally adjusted series, with the season put back.
    private static double[]? Naive2(Case one, CancellationToken cancellationToken)
    {
        var season = ThetaFitter.Fit(one.Train, new ThetaSpec(one.SeasonLength), cancellationToken).Season;
        var m = season.Indices.Length;
        var result = new double[one.Test.Length];
        for (var h = 0; h < result.Length; h++)
        {
            var (last, next) = m == 0 ? (0, 0) : (season.Indices[(one.Train.Length - 1) % m], season.Indices[(one.Train.Length + h) % m]);
            result[h] = m == 0 ? one.Train[^1] : season.IsMultiplicative ? one.Train[^1] / last * next : one.Train[^1] - last + next;
        }

        return result;
    }

    // The default grid on windows before the values to forecast, which nothing looks at.
    private static (BacktestProtocol Protocol, List<ScoredTrial> Trials)? Backtest(Case one, CancellationToken cancellationToken)
    {
        TrialPlan plan;
        double[] values = [.. one.Train, .. one.Test];
        try
        {
            plan = Planner.Plan(new TimeSeries(one.Name, values), new Grid { Horizon = one.Test.Length, TestLength = one.Test.Length, SeasonLength = one.SeasonLength });
        }
        catch (InputException)
        {
            return null;
        }

        var trials = plan.Trials.Where(trial => trial.Spec is not EnsembleSpec).GroupBy(trial => TrialIdentity.TrainingOf(trial.Spec)).SelectMany(training =>
        {
            var outcomes = Evaluator.RunEach(values, [.. training.Select(trial => trial.Spec)], plan.Protocol, cancellationToken);
            return training.Zip(outcomes, (trial, outcome) => (trial, trial.Spec, outcome));
        }).Where(result => result.outcome.Score is not null).Select(Scored).ToList();
        var ensembles = plan.Trials.Where(trial => trial.Spec is EnsembleSpec).Select(trial =>
        {
            var (spec, outcome) = EnsembleEvaluator.Run(values, (EnsembleSpec)trial.Spec, trials, plan.Protocol);
            return (trial, (ModelSpec)spec, outcome);
        }).Where(result => result.outcome.Score is not null).Select(Scored);
        return (plan.Protocol, [.. trials, .. ensembles]);
    }

    // The best of some trials, or what the platform publishes of them, is fitted to all values before the test.
    private static double[]? Pick(Case one, (BacktestProtocol Protocol, List<ScoredTrial> Trials)? run, Func<ModelSpec, bool> takes, CancellationToken cancellationToken)
    {
        if (run is not { } backtest)
        {
            return null;
        }

        return RankingSignificance.Of([.. backtest.Trials.Where(trial => takes(trial.Spec))], backtest.Protocol).Choose(backtest.Protocol.Winner).Order
            .Select(trial => Fit(one, trial.Spec, cancellationToken)).FirstOrDefault(forecast => forecast is not null);
    }

    private static ScoredTrial Scored((PlannedTrial Trial, ModelSpec Spec, EvaluatedTrial Outcome) result) =>
        new(result.Trial.Id, result.Trial.Label, result.Spec, result.Outcome.Score!);

    private static bool IsAutomatic(ModelSpec spec) => spec is not BaselineSpec && spec.IsAutomatic;

    private static List<Case> M3()
    {
        using var reader = new StreamReader(typeof(AccuracyBench).Assembly.GetManifestResourceStream("Backtest.Bench.Data.m3_sample.csv")!);
        reader.ReadLine();
        using var classical = JsonDocument.Parse(typeof(AccuracyBench).Assembly.GetManifestResourceStream("Backtest.Bench.Data.r_m3_classical.json")!);
        var cases = new List<Case>();
        while (reader.ReadLine() is { } line)
        {
            // The orders in quotes have commas of their own.
            var parts = line.Split('"');
            var fields = parts[0].Split(',');
            cases.Add(new Case(fields[0], int.Parse(fields[2], CultureInfo.InvariantCulture), Numbers(fields[4]), Numbers(fields[5]), Numbers(parts[2].Split(',')[2]), Thetaf(classical, fields[0])));
        }

        return cases;
    }

    private static double[] Thetaf(JsonDocument classical, string series) =>
        [.. classical.RootElement.GetProperty("series").GetProperty(series).GetProperty("theta").EnumerateArray().Select(value => value.GetDouble())];

    private static IEnumerable<Case> Read(string file, CancellationToken cancellationToken)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        foreach (var series in SeriesReader.Read(File.ReadAllBytes(file), name, new ColumnChoice(), new CsvLimits(), cancellationToken))
        {
            var season = series.Spacing?.NaturalSeasonLength ?? 1;
            var horizon = Math.Clamp(season > 1 ? season : 12, 1, Math.Max(1, series.Length / 10));
            if (series.Missing > 0 || series.Length < 20)
            {
                throw new SetupException($"{series.Name} has missing values, or fewer than 20.");
            }

            yield return new Case(series.Name, season, series.Values[..^horizon], series.Values[^horizon..], null, null);
        }
    }

    private static double[] Numbers(string text) => [.. text.Split(';').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];

    private sealed record Case(string Name, int SeasonLength, double[] Train, double[] Test, double[]? AutoArima, double[]? Thetaf)
    {
        public (double Smape, double Mase) Score(double[] forecast)
        {
            var scale = Enumerable.Range(SeasonLength, Train.Length - SeasonLength).Average(t => Math.Abs(Train[t] - Train[t - SeasonLength]));
            return (
                forecast.Zip(Test).Average(pair => 200 * Math.Abs(pair.First - pair.Second) / (Math.Abs(pair.First) + Math.Abs(pair.Second))),
                forecast.Zip(Test).Average(pair => Math.Abs(pair.First - pair.Second)) / scale);
        }
    }
}
