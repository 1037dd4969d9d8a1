using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
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
/// The cost model against the clock: trials of many shapes, each on one thread, with the time that a plan expects.
/// The constants of <see cref="TrialCost"/> were fitted to these measurements.
/// </summary>
internal static class CostBench
{
    private const int LeastRepeats = 3;
    private const double LeastSeconds = 0.1;

    public static int Run(CancellationToken cancellationToken)
    {
        var ratios = new List<(string Family, double Ratio)>();
        var lines = new List<string>();
        Console.WriteLine($"{"model",-66} {"values",6} {"planned s",10} {"actual s",10} {"ratio",6}");
        foreach (var ((spec, length), hasMissing) in Cases()
            .Select(one => (one, false))
            .Concat(CasesWithMissing().Select(one => (one, true))))
        {
            var series = Series(length, SeasonOf(spec));
            if (hasMissing)
            {
                RemoveEach(50, series);
            }

            var protocol = new BacktestProtocol { Horizon = 1, SeasonLength = 1, TestLength = 1, Windows = 1, Step = 1 };
            var planned = TrialCost.Seconds(spec, new TimeSeries("cost", series), protocol);
            var actual = double.PositiveInfinity;
            var all = Stopwatch.GetTimestamp();
            for (var k = 0; k < LeastRepeats || Stopwatch.GetElapsedTime(all).TotalSeconds < LeastSeconds; k++)
            {
                var started = Stopwatch.GetTimestamp();
                if (Evaluator.Run(series, spec, protocol, cancellationToken).Score is null)
                {
                    break;
                }

                actual = Math.Min(actual, Stopwatch.GetElapsedTime(started).TotalSeconds);
            }

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

        foreach (var length in (int[])[45, 150, 500, 2000])
        {
            foreach (var m in (int[])[1, 4, 12, 24])
            {
                yield return (new ThetaSpec(m), length);
                yield return (new ThetaSpec(m, ThetaForm.DOTM), length);
                yield return (new CesSpec(CesForm.Auto, m), length);
                yield return (new EtsSpec(EtsForm.Auto, m), length);
                yield return (new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = m }, length);
            }

            foreach (var form in (CesForm[])[CesForm.None, CesForm.Simple, CesForm.Partial, CesForm.Full])
            {
                yield return (new CesSpec(form, form == CesForm.None ? 1 : 12), length);
            }

            foreach (var form in (EtsForm[])[EtsForm.ANN, EtsForm.AAN, EtsForm.AAdN, EtsForm.AAA, EtsForm.MAM])
            {
                yield return (new EtsSpec(form, form is EtsForm.AAA or EtsForm.MAM ? 12 : 1), length);
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
        ArimaSpec arima => arima.Period,
        EtsSpec ets => ets.SeasonLength,
        ThetaSpec theta => theta.SeasonLength,
        CesSpec ces => ces.SeasonLength,
        _ => 12,
    };

    // A positive series with a trend, a season that changes slowly, and noise.
    private static double[] Series(int length, int season)
    {
        var random = new SeededRandom((ulong)(length + season));
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
