using System.CommandLine;
using Backtest.Cli.Output;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.Service;
using Backtest.Service.Forecasting;
using Backtest.Service.Runs;
using Backtest.Service.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Grid = Backtest.Core.Planning.Grid;

namespace Backtest.Cli.Commands;

/// <summary><c>backtest run data.csv</c>: a whole backtest without a server.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var data = new Argument<FileInfo>("data.csv") { Description = "The series, as CSV." };
        var grid = new Option<FileInfo?>("--grid") { Description = "What to try, as JSON; {data}.grid.json beside the data if it is there, else a default grid." };
        var horizon = new Option<int?>("--horizon") { Description = "Steps to forecast; the grid's, else one season." };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "Folder for models, metrics and forecasts.",
            DefaultValueFactory = _ => new DirectoryInfo("backtest-results"),
        };
        var command = new Command("run", "Backtest the models of a grid on a series and forecast with the best one.") { data, grid, horizon, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(data), parsed.GetValue(grid), parsed.GetValue(horizon), parsed.GetRequiredValue(output), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo data, FileInfo? gridFile, int? horizon, DirectoryInfo output, CancellationToken cancellationToken)
    {
        var console = Terminal.Output;
        var options = new BacktestOptions();
        var store = new FolderBlobStore(output.FullName);
        var planning = new PlanStep(store, options, NullLogger<PlanStep>.Instance);
        using var batches = new BatchStep(store, options, TimeProvider.System, NullLogger<BatchStep>.Instance);
        var executor = new RunExecutor(store, batches, new CompleteStep(store, options, TimeProvider.System, NullLogger<CompleteStep>.Instance), options);
        try
        {
            var prepared = await PrepareAsync(planning, options, data, gridFile, horizon, cancellationToken);
            var planned = await planning.StoreAsync(prepared, cancellationToken);
            using var forecaster = new Forecaster(store, options);
            for (var k = 0; k < planned.Count; k++)
            {
                SeriesText.Write(console, prepared[k].Plan);
                var leaderboard = await RunProgress.ShowAsync(
                    console, prepared[k].Plan, progress => executor.RunAsync(planned[k], progress, cancellationToken));
                LeaderboardTable.Write(console, leaderboard);
                var forecast = await forecaster.ForecastAsync(planned[k].Key.Name, new ForecastRequest(null, [80, 95], null), cancellationToken);
                ForecastTable.Write(console, forecast!);
                console.MarkupLineInterpolated($"[grey]Models, metrics and windows of every trial are in {Folder(output, planned[k].Key)}[/]");
            }

            return ExitCode.Success;
        }
        catch (InputException problem)
        {
            ProblemText.Write(problem.Problem);
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException)
        {
            console.MarkupLine("[yellow]Stopped.[/] Finished trials are kept; the same command goes on where this one stopped.");
            return ExitCode.Cancelled;
        }
    }

    private static async Task<IReadOnlyList<PreparedRun>> PrepareAsync(
        PlanStep planning, BacktestOptions options, FileInfo data, FileInfo? gridFile, int? horizon, CancellationToken cancellationToken)
    {
        var name = SeriesName.Validate(Path.GetFileNameWithoutExtension(data.Name));
        var csv = await ReadAsync(data, options.MaxUploadBytes, "file", cancellationToken);
        var beside = new FileInfo(Path.ChangeExtension(data.FullName, ".grid.json"));
        gridFile ??= beside.Exists ? beside : null;
        var grid = gridFile is null ? new Grid() : GridReader.Read(await ReadAsync(gridFile, options.MaxGridBytes, "grid", cancellationToken));
        if (horizon is < 1)
        {
            throw new InputException($"{horizon} is not a horizon.", "--horizon", "Give a whole number of at least 1.");
        }

        return planning.Prepare(name, csv, grid with { Horizon = horizon ?? grid.Horizon }, DateTimeOffset.UtcNow, cancellationToken);
    }

    private static async Task<byte[]> ReadAsync(FileInfo file, long maxBytes, string what, CancellationToken cancellationToken)
    {
        if (!file.Exists)
        {
            throw new InputException("There is no such file.", file.Name, $"Give the path of a {what}.");
        }

        await using var stream = file.OpenRead();
        return await BoundedContent.ReadAsync(stream, maxBytes, what, cancellationToken);
    }

    private static string Folder(DirectoryInfo output, RunKey run) =>
        Path.Combine(Path.GetRelativePath(Environment.CurrentDirectory, output.FullName), "backtests", run.Name, run.Run);
}
