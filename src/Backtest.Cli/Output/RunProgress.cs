using Backtest.Core.Evaluation;
using Backtest.Service.Runs;
using Spectre.Console;

namespace Backtest.Cli.Output;

/// <summary>A live progress bar with the best trial so far; a line at the end where the output is no terminal.</summary>
internal static class RunProgress
{
    public static async Task<Leaderboard> ShowAsync(IAnsiConsole console, RunPlan plan, Func<IProgress<TrialFinished>, Task<Leaderboard>> run)
    {
        var metric = plan.Protocol!.Metric;
        return await Bars(console).StartAsync(async context =>
            {
                var bar = context.AddTask("starting", maxValue: plan.Trials.Sum(trial => trial.EstimatedSeconds));
                var seconds = plan.Trials.ToDictionary(trial => trial.Id, trial => trial.EstimatedSeconds);
                var over = new List<TrialFinished>();
                return await run(new SynchronousProgress<TrialFinished>(trial =>
                {
                    lock (over)
                    {
                        over.Add(trial);
                        var best = Ranking.Sort(over.Where(one => one.Metrics is not null), one => one.Metrics!, metric).FirstOrDefault();
                        bar.Increment(seconds[trial.Trial]);
                        bar.Description = Markup.Escape($"{over.Count}/{plan.Trials.Count}{(best is null ? "" : $", best so far {best.Label}")}");
                    }
                }));
            });
    }

    /// <summary>Runs many series side by side.</summary>
    public static async Task<IReadOnlyList<Leaderboard>> ShowAsync(
        IAnsiConsole console, IReadOnlyList<PlannedRun> runs, Func<PlannedRun, Task<Leaderboard>> run, int parallel, CancellationToken cancellationToken) =>
        await Bars(console).StartAsync(async context =>
        {
            var bar = context.AddTask($"0/{runs.Count} series", maxValue: runs.Count);
            var leaderboards = new Leaderboard[runs.Count];
            var over = 0;
            await Parallel.ForAsync(0, runs.Count, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, async (k, _) =>
            {
                leaderboards[k] = await run(runs[k]);
                bar.Increment(1);
                bar.Description = $"{Interlocked.Increment(ref over)}/{runs.Count} series";
            });
            return leaderboards;
        });

    private static Progress Bars(IAnsiConsole console) => console.Progress()
        .AutoClear(true)
        .HideCompleted(false)
        .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left });

    // Progress<T> would report on another thread, perhaps after the end.
    private sealed class SynchronousProgress<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
