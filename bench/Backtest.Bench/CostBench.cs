using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Backtest.Bench.Accuracy;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Models.Theta;
using Backtest.Core.Numerics;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Core.Transforms;

namespace Backtest.Bench;

/// <summary>
/// The cost model against the clock: trials of many shapes, each on one thread, with the processor time that a plan expects. The
/// constants of <see cref="TrialCost"/> were fitted to these measurements on simulated series, and are checked on public ones.
/// </summary>
internal static class CostBench
{
    private const int LeastRepeats = 3;
    private const double LeastSeconds = 0.1;

    // Of an automatic search: its series, and the seconds after which no other is begun.
    private const int LeastSeries = 4;
    private const int MostSeries = 50;
    private const double SearchSeconds = 0.5;

    private static readonly EtsForm[] Forms = [EtsForm.ANN, EtsForm.AAN, EtsForm.AAdN, EtsForm.AAA, EtsForm.MAM];

    /// <summary>Measures all shapes on simulated series.</summary>
    /// <param name="families">The model families to measure; none for all.</param>
    /// <param name="cancellationToken">Stops the measurement.</param>
    public static int Run(string[] families, CancellationToken cancellationToken)
    {
        WarmUp(families, cancellationToken);
        var ratios = new List<(string Family, double Ratio)>();
        var lines = new List<string>();
        Console.WriteLine($"{"model",-66} {"values",6} {"planned s",10} {"actual s",10} {"ratio",6}");
        foreach (var ((spec, length), hasMissing) in Cases()
            .Select(one => (one, false))
            .Concat(CasesWithMissing().Select(one => (one, true)))
            .Where(one => families.Length == 0 || families.Contains(one.one.Spec.Family)))
        {
            var (planned, actual) = Measure(spec, length, hasMissing, cancellationToken);
            if (!double.IsFinite(actual))
            {
                continue;
            }

            ratios.Add((spec.Family, actual / planned));
            var label = hasMissing ? $"{spec.Label}, with missing values" : spec.Label;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(label.Length > 66 ? label[..66] : label),-66} {length,6} {planned,10:F5} {actual,10:F5} {actual / planned,6:F2}"));
            lines.Add(JsonSerializer.Serialize(new { spec, length, hasMissing, planned, actual }));
        }

        foreach (var family in ratios.GroupBy(one => one.Family))
        {
            var logs = family.Select(one => Math.Log(one.Ratio)).ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{family.Key}: actual over planned, geometric mean {Math.Exp(logs.Average()):F2}, from {family.Min(one => one.Ratio):F2} to {family.Max(one => one.Ratio):F2}"));
        }

        lines.ForEach(Console.WriteLine);
        return 0;
    }

    /// <summary>Measures models on the training parts of 120 public series, which the constants were not fitted to.</summary>
    /// <param name="families">The model families to measure; none for all.</param>
    /// <param name="cancellationToken">Stops the measurement.</param>
    public static int RunPublic(string[] families, CancellationToken cancellationToken)
    {
        WarmUp(families, cancellationToken);
        Console.WriteLine("Actual over planned: geometric mean of the season lengths, and each of them");
        foreach (var method in Public(families).GroupBy(one => one.Method))
        {
            var sums = method.GroupBy(one => one.SeasonLength).Select(group =>
            {
                var measured = group.Select(one => Measure(one.Spec, one.Values, 0, cancellationToken))
                    .Where(cost => double.IsFinite(cost.Actual))
                    .ToList();
                return (group.Key, Ratio: measured.Sum(cost => cost.Actual) / measured.Sum(cost => cost.Planned));
            }).ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{method.Key,-24} {Math.Exp(sums.Average(one => Math.Log(one.Ratio))),6:F2}: ")
                + string.Join(", ", sums.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}: {one.Ratio:F2}"))));
        }

        return 0;
    }

    // The first fits also compile code.
    private static void WarmUp(string[] families, CancellationToken cancellationToken)
    {
        foreach (var (_, _, spec, values) in Public(families))
        {
            _ = Measure(spec, values, 0, cancellationToken);
        }
    }

    private static IEnumerable<(string Method, int SeasonLength, ModelSpec Spec, double[] Values)> Public(string[] families) =>
        from one in M3Sample.Read()
        let m = one.SeasonLength
        from spec in (ModelSpec[])
        [
            .. Automatic(m),
            .. Forms.Where(form => m > 1 || form is not (EtsForm.AAA or EtsForm.MAM)).Select(form => new EtsSpec(form, m)),
            new ArimaSpec { P = 1, D = 1, Q = 1 },
            new ArimaSpec { Q = 1, D = 1, SeasonalD = m > 1 ? 1 : 0, SeasonalQ = m > 1 ? 1 : 0, Period = m },
        ]
        where families.Length == 0 || families.Contains(spec.Family)
        select (spec.Label.Split('[')[0].TrimEnd(), m, spec, one.Train);

    // Forms that adapt to the season.
    private static IEnumerable<ModelSpec> Automatic(int m) =>
    [
        new ThetaSpec(m),
        new ThetaSpec(m, ThetaForm.DOTM),
        new CesSpec(CesForm.Auto, m),
        new EtsSpec(EtsForm.Auto, m),
        new EtsSpec(EtsForm.Average, m),
        new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = m },
    ];

    // A search takes longer on one series than on another of its length: the mean of several, each by its fastest fit.
    private static (double Planned, double Actual) Measure(
        ModelSpec spec, int length, bool hasMissing, CancellationToken cancellationToken)
    {
        var all = Stopwatch.GetTimestamp();
        var (planned, actual, count) = (0.0, 0.0, 0);
        while (count == 0 || (spec.IsAutomatic
            && (count < LeastSeries || (count < MostSeries && Stopwatch.GetElapsedTime(all).TotalSeconds < SearchSeconds))))
        {
            var series = Series(length, SeasonOf(spec), count);
            if (hasMissing)
            {
                RemoveEach(50, series);
            }

            var one = Measure(spec, series, spec.IsAutomatic ? 0 : LeastSeconds, cancellationToken);
            (planned, actual, count) = (planned + one.Planned, actual + one.Actual, count + 1);
        }

        return (planned / count, actual / count);
    }

    private static (double Planned, double Actual) Measure(
        ModelSpec spec, double[] series, double leastSeconds, CancellationToken cancellationToken)
    {
        var protocol = new BacktestProtocol { Horizon = 1, SeasonLength = 1, TestLength = 1, Windows = 1, Step = 1 };
        var fastest = double.PositiveInfinity;
        var all = Stopwatch.GetTimestamp();
        var repeats = spec.IsAutomatic ? 2 : LeastRepeats;
        for (var k = 0; k < repeats || Stopwatch.GetElapsedTime(all).TotalSeconds < leastSeconds; k++)
        {
            var (trial, taken) = ThreadClock.Time(() => Evaluator.Run(series, spec, protocol, cancellationToken));
            fastest = trial.Score is null ? double.PositiveInfinity : Math.Min(fastest, taken);
        }

        return (TrialCost.Seconds(spec, new TimeSeries("cost", series), protocol), fastest);
    }

    private static IEnumerable<(ModelSpec Spec, int Length)> Cases()
    {
        yield return (new BaselineSpec(BaselineMethod.SeasonalNaive, 12), 1000);
        foreach (var length in (int[])[500, 2000])
        {
            foreach (var form in (AdjustedForm[])[AdjustedForm.Ets, AdjustedForm.Arima, AdjustedForm.Theta])
            {
                yield return (new MstlSpec { SeasonLengths = [24], Form = form }, length);
                yield return (new MstlSpec { SeasonLengths = [24, 168], Form = form }, length);
            }

            yield return (new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Fourier = [new FourierTerms(24)] }, length);
            yield return (
                new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Fourier = [new FourierTerms(24), new FourierTerms(168)] }, length);
        }

        foreach (var length in (int[])[30, 60, 120, 300, 1000, 2000])
        {
            foreach (var m in (int[])[1, 4, 7, 12, 24, 52, 168])
            {
                foreach (var spec in Automatic(m).Where(spec => 3 * m <= length && SeasonOf(spec) == m))
                {
                    yield return (spec, length);
                }
            }
        }

        foreach (var length in (int[])[45, 150, 500, 2000])
        {

            foreach (var form in (CesForm[])[CesForm.None, CesForm.Simple, CesForm.Partial, CesForm.Full])
            {
                yield return (new CesSpec(form, form == CesForm.None ? 1 : 12), length);
            }

            foreach (var form in Forms)
            {
                foreach (var m in form is EtsForm.AAA or EtsForm.MAM ? (int[])[4, 7, 12, 24] : [1])
                {
                    yield return (new EtsSpec(form, m), length);
                }
            }

            foreach (var (p, d, q) in ((int, int, int)[])[(0, 1, 0), (1, 0, 0), (0, 1, 1), (1, 1, 1), (2, 1, 2), (3, 0, 3)])
            {
                yield return (new ArimaSpec { P = p, D = d, Q = q }, length);
                foreach (var m in (int[])[4, 7, 12, 24])
                {
                    yield return (new ArimaSpec { P = p, D = d, Q = q, SeasonalD = 1, SeasonalQ = 1, Period = m }, length);
                    yield return (new ArimaSpec { P = p, D = d, Q = q, SeasonalP = 1, SeasonalD = 1, SeasonalQ = 1, Period = m }, length);
                    yield return (new ArimaSpec { P = p, D = d, Q = q, SeasonalP = 1, Period = m }, length);
                }
            }

            foreach (var m in (int[])[4, 12, 24])
            {
                yield return (new LstmSpec
                {
                    Level = SampleLevel.Ses,
                    Scale = SampleScale.Sample,
                    AdjustSeason = true,
                    SeasonLength = m,
                    LookBack = 3 * m,
                    Patch = m,
                    Output = OutputKind.Direct,
                    Steps = m,
                    Units = 16,
                    BatchSize = 16,
                    Epochs = 5,
                    Seeds = 5,
                    Averaging = 0.995,
                    Transforms = [TransformKind.Log],
                }, length);
            }

            foreach (var units in (int[])[4, 8, 16, 32, 64, 128])
            {
                foreach (var lookBack in (int[])[3, 12, 28])
                {
                    foreach (var (layers, batch) in ((int, int)[])[(1, 32), (2, 32), (1, 9)])
                    {
                        // The whole time of one epoch follows from a few.
                        yield return (new LstmSpec
                        {
                            LookBack = lookBack,
                            Units = units,
                            Layers = layers,
                            BatchSize = batch,
                            Epochs = 5,
                            Transforms = [TransformKind.Standardise]
                        }, length);
                    }
                }
            }
        }
    }

    // The exact filter of ARIMA alone takes longer over a series with gaps.
    private static IEnumerable<(ModelSpec Spec, int Length)> CasesWithMissing()
    {
        foreach (var length in (int[])[100, 300, 1000])
        {
            foreach (var m in (int[])[1, 4, 7, 12, 24])
            {
                yield return (new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = m }, length);
                yield return (new ArimaSpec { P = 1, D = 1, Q = 1, SeasonalD = m > 1 ? 1 : 0, SeasonalQ = m > 1 ? 1 : 0, Period = m },
                    length);
                yield return (new ArimaSpec { P = 2, Q = 1, SeasonalP = m > 1 ? 1 : 0, Period = m }, length);
            }
        }
    }

    private static void RemoveEach(int nth, double[] series)
    {
        for (var t = nth / 2; t < series.Length; t += nth)
        {
            series[t] = double.NaN;
        }
    }

    private static int SeasonOf(ModelSpec spec) => spec switch
    {
        MstlSpec or ArimaSpec { Fourier: not null } => 24,
        ArimaSpec arima => arima.EstimatedPeriod,
        EtsSpec ets => ets.EstimatedSeason,
        ThetaSpec theta => theta.SeasonLength,
        CesSpec ces => ces.SeasonLength,
        _ => 12,
    };

    // A positive series with a trend, a season that changes slowly, and noise.
    private static double[] Series(int length, int season, int number)
    {
        var random = new SeededRandom((ulong)(length + season + (10_000 * number)));
        var state = new double[season];
        return
        [
            .. Enumerable.Range(0, length).Select(t =>
            {
                state[t % season] += random.NextNormal();
                return 200 + (0.02 * t) + (season > 1 ? 20 * Math.Sin(2 * Math.PI * t / season) : 0) + (season > 1 ? state[t % season] : 0)
                    + (3 * random.NextNormal());
            }),
        ];
    }
}
