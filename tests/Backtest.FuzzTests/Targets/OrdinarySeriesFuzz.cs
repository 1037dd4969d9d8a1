using System.Globalization;
using System.Text;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Significance;
using Backtest.FuzzTests.Cases;
using Backtest.FuzzTests.Corpus;
using Backtest.Http;
using Backtest.Reports;
using Backtest.Runs;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.FuzzTests.Targets;

/// <summary>
/// Whole runs of ordinary series: 1 to 130 values of any step, seasons up to 168, missing values, constant stretches. Each ends as
/// done, refused or failed, with a message that is not an exception's.
/// </summary>
public sealed class OrdinarySeriesFuzz
{
    private const string Name = "demo";

    // The default grid without its networks, which take most of its time.
    private const string Classical = """ "baselines": "auto", "ets": "auto", "theta": {}, "arima": "auto", "ensemble": "auto" """;

    private static readonly CaseBudget Run = new(120, 1024L * 1024 * 1024);

    private static readonly (Func<DateTime, int, DateTime> Step, string Format)[] Steps =
    [
        ((start, t) => start.AddYears(t), "yyyy-MM-dd"),
        ((start, t) => start.AddMonths(3 * t), "yyyy-MM-dd"),
        ((start, t) => start.AddMonths(t), "yyyy-MM-dd"),
        ((start, t) => start.AddDays(7 * t), "yyyy-MM-dd"),
        ((start, t) => start.AddDays(t), "yyyy-MM-dd"),
        ((start, t) => start.AddDays((7 * (t / 5)) + (t % 5)), "yyyy-MM-dd"),
        ((start, t) => start.AddHours(t), "yyyy-MM-dd HH:mm"),
        ((start, t) => start.AddMinutes(30 * t), "yyyy-MM-dd HH:mm"),
        ((start, t) => start.AddMinutes(15 * t), "yyyy-MM-dd HH:mm"),
    ];

    [Fact]
    public void A_run_of_the_classical_models_ends_with_a_result_or_a_sentence() =>
        Fuzzer.Run(Shares.ClassicalRuns, Run, random => End(random, Classical));

    [Fact]
    public void A_run_of_the_default_grid_ends_with_a_result_or_a_sentence() =>
        Fuzzer.Run(Shares.DefaultRuns, Run, random => End(random, ""));

    private static void End(Random random, string blocks)
    {
        var (csv, season) = File(random);
        var grid = $"{{ {string.Join(", ", new[] { season, blocks }.Where(part => part.Length > 0))} }}";
        var store = new MemoryBlobStore();
        using var services = new ServiceCollection().AddLogging().AddBacktest(store, new BacktestOptions()).BuildServiceProvider();
        store.WriteAsync(BlobLayout.Series(Name), Encoding.UTF8.GetBytes(csv), default).GetAwaiter().GetResult();
        store.WriteAsync(BlobLayout.Grid(Name), Encoding.UTF8.GetBytes(grid), default).GetAwaiter().GetResult();
        var run = services.GetRequiredService<PlanStep>().RunAsync(Name, default).GetAwaiter().GetResult()!;
        if (run.Problem is { } problem)
        {
            AssertSentence(problem.What);
            return;
        }

        try
        {
            var leaderboard = services.GetRequiredService<RunExecutor>().RunAsync(run, null, default).GetAwaiter().GetResult().Series!;
            AssertResult(leaderboard);
            AssertForecast(services.GetRequiredService<Forecaster>()
                .ForecastAsync(Name, new ForecastRequest(null, [80, 95], null), default)
                .GetAwaiter()
                .GetResult()!);
        }
        catch (RunFailedException failure)
        {
            AssertSentence(failure.Message);
        }
    }

    private static void AssertResult(Leaderboard leaderboard)
    {
        var published = leaderboard.Rows.First(row => row.Trial == leaderboard.Published);
        Assert.NotNull(published.Metrics);
        AssertSentence(leaderboard.Choice!);
        foreach (var row in leaderboard.Rows)
        {
            Assert.Equal(row.Status == TrialStatus.Done, row.Metrics is not null);
            Assert.True(row.Metrics is not null || row.HoldOut is null);
            foreach (var text in row.Warnings.Append(row.Reason).OfType<string>())
            {
                AssertSentence(text);
            }
        }

        var verdict = leaderboard.Verdict!;
        foreach (var text in ChecksText.Of(leaderboard).SelectMany(finding => new[] { finding.Text, finding.More })
            .Concat(verdict.Reasons.Select(reason => reason.Text)).Append(verdict.Headline).OfType<string>())
        {
            AssertSentence(text);
        }

        Assert.All(leaderboard.Comparisons, comparison => Assert.NotEqual(leaderboard.Published, comparison.Trial));
        var level = leaderboard.Selection!.Windows < RankingSignificance.FewestWindows
            ? RankingSignificance.LevelInFewWindows
            : DieboldMarianoResult.Level;
        Assert.All(
            leaderboard.Comparisons,
            comparison => Assert.False(comparison.Test is { IsWorse: true } test
                && test.PValue < level, $"{published.Label} is published and worse than {comparison.Label}."));
    }

    private static void AssertForecast(ForecastAnswer answer)
    {
        Assert.NotEmpty(answer.Forecast);
        foreach (var step in answer.Forecast)
        {
            var (at80, at95) = (step.Intervals[0], step.Intervals[1]);
            Assert.True(double.IsFinite(step.Value));
            Assert.True(
                (at80.Lower ?? double.NegativeInfinity) >= (at95.Lower ?? double.NegativeInfinity)
                    && (at80.Upper ?? double.PositiveInfinity) <= (at95.Upper ?? double.PositiveInfinity),
                $"Step {step.Step}: {at80.Lower} to {at80.Upper} is not inside {at95.Lower} to {at95.Upper}.");
        }
    }

    private static void AssertSentence(string text)
    {
        Assert.True(text.Length > 10 && char.IsUpper(text.TrimStart('*', ' ')[0]) | char.IsDigit(text.TrimStart('*', ' ')[0]), text);
        Assert.DoesNotContain("unexpected", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    private static (string Csv, string Season) File(Random random)
    {
        var values = Values(random, random.Next(1, 131));
        string Cell(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
        if (random.Next(3) == 0)
        {
            return ("y\n" + string.Concat(values.Select(value => $"\"{Cell(value)}\"\n")), random.Next(3) == 0
                ? ""
                : $"\"seasonLength\": {random.Next(1, 169)}");
        }

        var (step, format) = Steps[random.Next(Steps.Length)];
        var start = new DateTime(2018, 1, 1);
        return ("ds,y\n" + string.Concat(
            values.Select((value, t) => $"{step(start, t).ToString(format, CultureInfo.InvariantCulture)},{Cell(value)}\n")), "");
    }

    private static double[] Values(Random random, int count)
    {
        double Noise() => random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
        var season = new[] { 4, 5, 7, 12, 24, 48 }[random.Next(6)];
        var level = Math.Pow(10, random.Next(-3, 7));
        var walk = 0.0;
        var shape = random.Next(10);
        double[] values =
        [
            .. Enumerable.Range(0, count).Select(t => shape switch
            {
                0 => level * (1 + (0.2 * Math.Sin(2 * Math.PI * t / season)) + (0.05 * Noise())),
                1 => level * (10 + (walk += Noise())),
                2 => level,
                3 => level * ((t % season) + 1),
                4 => level + (0.5 * t),
                5 => Math.Max(0, Math.Floor(3 * Noise())),
                6 => t < count / 2 ? 0 : level * (1 + Noise()),
                7 => level * Noise(),
                8 => level * Math.Exp((0.05 * t) + (0.1 * Noise())),
                _ => Math.Round(level + (t * (1 + Noise()))),
            }),
        ];

        if (random.Next(4) == 0)
        {
            // A constant stretch.
            var from = random.Next(count);
            Array.Fill(values, values[from], from, random.Next(1, count - from + 1));
        }

        var (every, phase, first, share) = (random.Next(2, 13), random.Next(13), random.Next(count), random.NextDouble());
        var pattern = random.Next(10);
        for (var t = 0; t < count; t++)
        {
            var isMissing = pattern switch
            {
                0 => t % every == phase % every,
                1 => t % every != phase % every,
                2 => random.NextDouble() < share,
                3 => t < first,
                4 => t > first,
                5 => t >= first && t < first + every,
                _ => false,
            };
            values[t] = isMissing ? double.NaN : values[t];
        }

        return values;
    }
}
