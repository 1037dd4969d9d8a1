using Backtest.Core.Evaluation;
using Backtest.Storage.Results;
using Spectre.Console;

namespace Backtest.Commands.Output;

/// <summary>A live progress bar with the best trial so far; nothing if the output is not a terminal.</summary>
internal static class RunProgress
{
    public static async Task<FinishedRun> ShowAsync(
        IAnsiConsole console, RunPlan plan, Func<IProgress<TrialFinished>?, Task<FinishedRun>> run)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            return await run(null);
        }

        var metric = plan.Protocol!.Metric;
        return await Bars(console).StartAsync(async context =>
            {
                var bar = context.AddTask("starting", maxValue: plan.Trials.Sum(trial => trial.EstimatedSeconds));
                var seconds = plan.Trials.ToDictionary(trial => trial.Id, trial => trial.EstimatedSeconds);
                var barLock = new Lock();
                var over = 0;
                TrialFinished? best = null;
                return await run(new SynchronousProgress<TrialFinished>(trial =>
                {
                    lock (barLock)
                    {
                        over++;
                        best = Ranking.Sort(new[] { best, trial }.OfType<TrialFinished>()
                            .Where(one => one.Metrics is not null), one => one.Metrics!, metric).FirstOrDefault();
                        bar.Increment(seconds[trial.Trial]);
                        bar.Description = Markup.Escape($"{over}/{plan.Trials.Count}{(best is null ? "" : $", best so far {best.Label}")}");
                    }
                }));
            });
    }

    /// <summary>Runs a panel, whose batches are its chunks.</summary>
    public static async Task<FinishedRun> ShowAsync(
        IAnsiConsole console, PanelPlan panel, Func<IProgress<int>?, Task<FinishedRun>> run)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            return await run(null);
        }

        var batches = panel.Batches().SelectMany(round => round).ToList();
        return await Bars(console).StartAsync(async context =>
        {
            var bar = context.AddTask($"0/{panel.Series} series", maxValue: batches.Count);
            var barLock = new Lock();
            var over = 0;
            return await run(new SynchronousProgress<int>(batch =>
            {
                lock (barLock)
                {
                    over += batches[batch] is { Batch: null, Training: null } ? panel.Chunks[batches[batch].Chunk].Count : 0;
                    bar.Increment(1);
                    bar.Description = $"{over}/{panel.Series} series";
                }
            }));
        });
    }

    private static Progress Bars(IAnsiConsole console) => console.Progress()
        .AutoClear(true)
        .HideCompleted(false)
        .Columns(
            new SpinnerColumn(),
            new ProgressBarColumn(),
            new PercentageColumn(),
            new RemainingTimeColumn(),
            new TaskDescriptionColumn { Alignment = Justify.Left });

    // Progress<T> would report on another thread, possibly after the end.
    private sealed class SynchronousProgress<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
