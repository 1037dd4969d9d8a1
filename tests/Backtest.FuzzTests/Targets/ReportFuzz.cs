using System.Xml.Linq;
using Backtest.Core.Forecasting;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Series;
using Backtest.FuzzTests.Cases;
using Backtest.FuzzTests.Corpus;
using Backtest.Reports;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.FuzzTests.Targets;

/// <summary>
/// Reports of unusual values: the largest and the smallest numbers, huge levels that hardly vary, gaps, one value.
/// </summary>
public sealed class ReportFuzz(FinishedRun run) : IClassFixture<FinishedRun>
{
    private const int MostTicks = 12;

    private static readonly double[] Extremes =
        [0, double.Epsilon, -double.Epsilon, 2.3e-308, 1e-300, 1, 1e15, 1.7e12, 1e300, 1e308, -1e308, double.MaxValue, double.MinValue];

    [Fact]
    public void Any_finite_values_give_a_report_with_a_few_ticks()
    {
        var plan = Read<RunPlan>(BlobLayout.Plan(run.Key));
        var board = Read<Leaderboard>(BlobLayout.Leaderboard(run.Key));
        var published = Read<TrialDocument>(BlobLayout.Trial(run.Key, board.Published));
        Fuzzer.Run(Shares.Reports, CaseBudget.Small, random =>
        {
            var values = Values(random, 1 + random.Next(random.Next(4) == 0 ? 700 : 60), true);
            double[] Finite(int count) => Values(random, count, false);
            var score = published.Score! with
            {
                Steps = [.. published.Score.Steps.Select(step => step is null ? null : step with { Mae = Math.Abs(Finite(1)[0]) })],
                Windows = [.. published.Score.Windows.Select(
                    window => window with { TestStart = random.Next(values.Length), Yhat = Finite(window.Yhat.Count) })],
            };
            var history = new TrainingHistory(Finite(2 + random.Next(20)), random.Next(2) == 0 ? null : Finite(2 + random.Next(20)), 1);

            var report = ReportPage.Write(
                plan,
                board,
                new TimeSeries(FinishedRun.Name, values),
                published with { Score = score, History = history },
                null,
                Forecast(random),
                CancellationToken.None);

            Check(report);
        });
    }

    private static ForecastStep[] Forecast(Random random) =>
    [
        .. Values(random, random.Next(6), false).Select((value, h) => new ForecastStep(
            h + 1, null, value, [.. new[] { 80.0, 95 }.Select(level => new ForecastBounds(level, Bound(random), Bound(random)))])),
    ];

    private static double? Bound(Random random) => random.Next(5) == 0 ? null : Values(random, 1, false)[0];

    private static void Check(string report)
    {
        foreach (var part in report.Split("<svg ").Skip(1))
        {
            var chart = XElement.Parse("<svg " + part[..(part.IndexOf("</svg>", StringComparison.Ordinal) + 6)]);
            var labels = chart.Elements("text")
                .Where(text => text.Attribute("text-anchor")?.Value == "end" && text.PreviousNode is XElement { Name.LocalName: "line" })
                .Select(text => text.Value)
                .ToList();
            Assert.InRange(chart.Elements("line").Count(), 0, MostTicks);
            Assert.Equal(labels.Distinct(), labels);
            Assert.DoesNotContain("NaN", chart.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("Infinity", chart.ToString(), StringComparison.Ordinal);
        }
    }

    private static double[] Values(Random random, int count, bool hasGaps)
    {
        var (level, spread) = (Extremes[random.Next(Extremes.Length)], Math.Pow(10, random.Next(-18, 3)));
        var (shape, gap) = (random.Next(6), hasGaps ? random.NextDouble() : 0);
        var values = new double[count];
        for (var t = 0; t < count; t++)
        {
            var value = shape switch
            {
                0 => level,
                1 => level * (1 + (spread * random.NextDouble())),
                2 => Extremes[random.Next(Extremes.Length)],
                3 => double.Epsilon * random.Next(50),
                4 => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(level) + random.Next(5)),
                _ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
            };
            values[t] = random.NextDouble() < gap * gap ? double.NaN : double.IsFinite(value) ? value : level;
        }

        return values;
    }

    private T Read<T>(string path)
        where T : class => Documents.Read<T>(run.Store.ReadAsync(path, default).GetAwaiter().GetResult()!);
}
