using System.CommandLine;
using Backtest.Cli.Help;
using Backtest.Cli.Output;
using Backtest.Core.Problems;
using Backtest.Runs;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Backtest.Storage.Results;
using Spectre.Console;

namespace Backtest.Cli.Commands;

/// <summary><c>backtest run data.csv</c>: a whole backtest without a server.</summary>
internal static class RunCommand
{
    // Of more series a summary alone is shown.
    private const int MostInDetail = 5;

    public static Command Create()
    {
        var data = CommonOptions.Data();
        var grid = new Option<FileInfo?>("--grid")
        {
            Description = "What to try, as JSON. Default: {data}.grid.json beside the data, or else the default grid.",
        };
        var horizon =
            new Option<int?>("--horizon") { Description = "Number of steps to forecast. Default: that of the grid, or else one season." };
        var output = CommonOptions.Results();
        var json = CommonOptions.Json();
        var command = new ExampledCommand(
            "run",
            "Backtest the models of a grid on a series and forecast with the best one.",
            ("backtest run sales.csv", "with sales.grid.json, if it is there, or a default grid"),
            ("backtest run sales.csv --horizon 12", "twelve steps ahead"),
            ("backtest run sales.csv --grid arima.json", "with another grid"),
            ("backtest run sales.csv --json", "leaderboard and forecast for other programs"))
        {
            data,
            grid,
            horizon,
            output,
            json,
        };
        var reading = ReadingOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Outcome.OfAsync(
            () => RunAsync(
                parsed.GetRequiredValue(data),
                parsed.GetValue(grid),
                reading.Of(parsed),
                parsed.GetValue(horizon),
                parsed.GetRequiredValue(output),
                parsed.GetValue(json),
                cancellationToken),
            "Finished trials are kept; the same command goes on where this one stopped."));
        return command;
    }

    private static async Task<int> RunAsync(
        FileInfo data,
        FileInfo? gridFile,
        GivenReading given,
        int? horizon,
        DirectoryInfo output,
        bool json,
        CancellationToken cancellationToken)
    {
        var options = CommandServices.Options();
        await using var services = CommandServices.Create(new FolderBlobStore(output.FullName), options);
        var planning = services.GetRequiredService<PlanStep>();
        var executor = services.GetRequiredService<RunExecutor>();
        var marks = services.GetRequiredService<RunMarks>();
        var forecaster = services.GetRequiredService<Forecaster>();
        var file = await DataFile.ReadAsync(data, gridFile, given, options, cancellationToken);
        if (horizon is < 1)
        {
            throw new InputException($"{horizon} is not a horizon.", "--horizon", "Give a whole number of at least 1.");
        }

        var prepared = planning.Prepare(
            file.Name, file.Csv, file.Grid with { Horizon = horizon ?? file.Grid.Horizon }, DateTimeOffset.UtcNow, cancellationToken);
        var planned = await planning.StoreAsync(prepared, new RunRequest(null, IsStart: true), cancellationToken);
        Task<FinishedRun> FinishAsync(PlannedRun run, IProgress<TrialFinished>? progress) =>
            RunCommand.FinishAsync(executor, marks, run, progress, cancellationToken);
        var console = Terminal.Output;
        var finished = new List<FinishedRun>();
        file.WriteNameNote(json ? Terminal.Error : console);
        if (json)
        {
            var answers = new List<object>();
            foreach (var run in planned)
            {
                finished.Add(await FinishAsync(run, null));
                answers.Add(finished[^1] is { Problem: { } problem }
                    ? new { run.Key.Name, run.Key.Run, Problem = problem }
                    : new { finished[^1].Leaderboard, Forecast = await ForecastAsync(forecaster, run.Key, cancellationToken) });
            }

            JsonText.Write(answers);
            return Code(finished);
        }

        if (planned.Count > MostInDetail)
        {
            console.MarkupLineInterpolated($"[bold]{file.Name}[/]: {planned.Count} series");
            finished.AddRange(
                await RunProgress.ShowAsync(console, planned, run => FinishAsync(run, null), options.ParallelTrials, cancellationToken));
            SummaryTable.Write(console, finished);
            console.MarkupLineInterpolated(
                $"[grey]Models, metrics and windows of every series are in {Path.GetRelativePath(Environment.CurrentDirectory, output.FullName)}[/]");
            if (finished.Count(one => one.Problem is not null) is > 0 and var failed)
            {
                ProblemText.Write(
                    new InputProblem($"{failed} of {planned.Count} series have no result.", data.Name, RunFailedException.Right));
            }

            return Code(finished);
        }

        for (var k = 0; k < planned.Count; k++)
        {
            var key = planned[k].Key;
            SeriesText.Write(console, prepared[k].Plan);
            finished.Add(await RunProgress.ShowAsync(console, prepared[k].Plan, progress => FinishAsync(planned[k], progress)));
            if (finished[^1].Problem is { } problem)
            {
                ProblemText.Write(problem);
                console.MarkupLineInterpolated($"[grey]The reason of every trial is in {Folder(output, key)}[/]");
                continue;
            }

            LeaderboardTable.Write(console, finished[^1].Leaderboard!);
            ForecastTable.Write(console, await ForecastAsync(forecaster, key, cancellationToken));
            console.MarkupLineInterpolated(
                $"[grey]report.html, and models, metrics and windows of every trial, are in {Folder(output, key)}[/]");
        }

        return Code(finished);
    }

    // One that fails costs the other series nothing.
    private static async Task<FinishedRun> FinishAsync(
        RunExecutor executor, RunMarks marks, PlannedRun run, IProgress<TrialFinished>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await marks.CheckAsync(run.Key, cancellationToken);
            return new FinishedRun(run.Key, await executor.RunAsync(run, progress, cancellationToken), null);
        }
        catch (RunFailedException problem)
        {
            await marks.FailAsync(run.Key, problem.Message, cancellationToken);
            return new FinishedRun(run.Key, null, new InputProblem(problem.Message, run.Key.Name, RunFailedException.Right));
        }
    }

    private static int Code(List<FinishedRun> finished) =>
        finished.Exists(run => run.Problem is not null) ? ExitCode.RunFailed : ExitCode.Success;

    private static async Task<ForecastAnswer> ForecastAsync(Forecaster forecaster, RunKey run, CancellationToken cancellationToken) =>
        (await forecaster.ForecastAsync(run.Name, new ForecastRequest(null, [80, 95], null), cancellationToken))!;

    private static string Folder(DirectoryInfo output, RunKey run) =>
        Path.Combine(Path.GetRelativePath(Environment.CurrentDirectory, output.FullName), "backtests", run.Name, run.Run);
}
