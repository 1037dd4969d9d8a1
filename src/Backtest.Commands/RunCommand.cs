using System.CommandLine;
using Backtest.Commands.Help;
using Backtest.Commands.Output;
using Backtest.Core.Series;
using Backtest.Reports;
using Backtest.Runs;
using Backtest.Runs.Exports;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Backtest.Storage.Results;
using Spectre.Console;
using Grid = Backtest.Core.Planning.Grid;

namespace Backtest.Commands;

/// <summary><c>backtest run data.csv</c>: a whole backtest without a server.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var grid = new Option<FileInfo?>("--grid")
        {
            Description = "The grid, as JSON. Default: {data}.grid.json beside the data, or else the default grid.",
        };
        var compare = new Option<FileInfo[]>("--compare")
        {
            Description = "Table of forecasts made elsewhere (unique_id, ds, cutoff, yhat), to score beside the models.",
        };
        var output = CommonOptions.Results();
        var json = CommonOptions.Json();
        var parquet = new Option<bool>("--parquet")
        {
            Description = "Write the tables of all series of a file as Parquet instead of CSV.",
        };
        var comma = CommonOptions.Comma();
        var command = new ExampledCommand(
            "run",
            "Backtest the models of a grid on a series and forecast with the best one.",
            ("backtest run sales.csv", "with sales.grid.json, if it is there, or a default grid"),
            ("backtest run sales.csv --horizon 12", "twelve steps ahead"),
            ("backtest run load.csv --season-length 24 --season-length 168 --windows 10", "a daily and a weekly season, on ten windows"),
            ("backtest run sales.csv --grid arima.json", "with another grid"),
            ("backtest run sales.csv --compare mine.csv", "with your own forecasts beside the models"),
            ("backtest run sales.csv --json", "leaderboard and forecast for other programs"))
        {
            data,
            grid,
            compare,
            output,
            json,
            parquet,
            comma,
        };
        var protocol = ProtocolOptions.AddTo(command);
        var reading = ReadingOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Outcome.OfAsync(
            () => RunAsync(
                parsed.GetRequiredValue(data),
                parsed.GetValue(grid),
                reading.Of(parsed),
                protocol.Of(parsed),
                parsed.GetValue(compare) ?? [],
                parsed.GetRequiredValue(output),
                parsed.GetValue(json),
                parsed.GetValue(parquet) ? TableFormat.Parquet : TableFormat.Csv,
                parsed.GetValue(comma) ? DecimalMark.Comma : DecimalMark.Point,
                cancellationToken),
            "Finished trials are kept. Run the command again to continue."));
        return command;
    }

    private static async Task<int> RunAsync(
        FileInfo data,
        FileInfo? gridFile,
        GivenReading given,
        Func<Grid, Grid> over,
        IReadOnlyList<FileInfo> compared,
        DirectoryInfo output,
        bool json,
        TableFormat tables,
        DecimalMark mark,
        CancellationToken cancellationToken)
    {
        CommonOptions.CheckComma(mark, tables);
        var options = CommandServices.Options();
        await using var services = CommandServices.Create(new FolderBlobStore(output.FullName), options);
        var planning = services.GetRequiredService<PlanStep>();
        var executor = services.GetRequiredService<RunExecutor>();
        var marks = services.GetRequiredService<RunMarks>();
        var file = await DataFile.ReadAsync(data, gridFile, given, options, cancellationToken, over);
        file = await file.WithExternalAsync(compared, options, cancellationToken);
        file.WriteNotes(json ? Terminal.Error : Terminal.Output);
        var (run, plan) = await StoreAsync(planning, file, cancellationToken);
        await marks.CheckAsync(run.Key, cancellationToken);
        var finish = new RunFinish(executor, marks, run, cancellationToken);
        return run.IsPanel
            ? await PanelRun.ShowAsync(services, plan, finish, output, json, tables, mark, cancellationToken)
            : await ShowAsync(services, plan, finish, output, json, cancellationToken);
    }

    // Releases the content of the file and its blobs once they are stored.
    private static async Task<(PlannedRun Run, RunPlan Plan)> StoreAsync(
        PlanStep planning, DataFile file, CancellationToken cancellationToken)
    {
        var prepared = planning.Prepare(file.Name, file.Csv, file.Grid, DateTimeOffset.UtcNow, cancellationToken);
        return (await planning.StoreAsync(prepared, new RunRequest(null, IsStart: true), cancellationToken), prepared.Plan);
    }

    private static async Task<int> ShowAsync(
        IServiceProvider services,
        RunPlan plan,
        RunFinish finish,
        DirectoryInfo output,
        bool json,
        CancellationToken cancellationToken)
    {
        var console = Terminal.Output;
        var forecaster = services.GetRequiredService<Forecaster>();
        if (!json)
        {
            PlanText.Write(console, plan);
        }

        var finished = json
            ? await finish.RunAsync(null, null)
            : await RunProgress.ShowAsync(console, plan, progress => finish.RunAsync(progress, null));
        if (finished.Problem is { } problem)
        {
            if (json)
            {
                JsonText.Write(new object[] { new { plan.Name, plan.Run, Problem = problem } });
            }
            else
            {
                ProblemText.Write(problem);
                console.MarkupLineInterpolated($"[grey]The reason of every trial is in {Folder(output, plan.Key)}[/]");
            }

            return ExitCode.RunFailed;
        }

        var leaderboard = finished.Run!.Series!;
        var forecast = await ForecastAsync(forecaster, new RankedRun(plan.Key, leaderboard.Published), cancellationToken);
        if (json)
        {
            JsonText.Write(new object[] { new { Leaderboard = new LeaderboardAnswer(leaderboard), Forecast = forecast } });
            return ExitCode.Success;
        }

        LeaderboardTable.Write(console, leaderboard);
        var values = await services.GetRequiredService<IBlobStore>()
            .ReadAsync<SeriesDocument>(BlobLayout.Values(plan.Key), cancellationToken);
        ForecastTable.Write(console, forecast, ValueText.Of(values!.ToSeries()));
        console.MarkupLineInterpolated(
            $"[grey]To forecast from newer values, give backtest forecast a file that backtest models {plan.Name}{Out(output)} lists.[/]");
        console.MarkupLineInterpolated(
            $"[grey]report.html, and models, metrics and windows of every trial, are in {Folder(output, plan.Key)}[/]");
        return ExitCode.Success;
    }

    /// <summary>The forecast of a series to show.</summary>
    internal static async Task<ForecastAnswer> ForecastAsync(Forecaster forecaster, RankedRun run, CancellationToken cancellationToken) =>
        (await forecaster.ForecastAsync(run, new ForecastRequest(null, ForecastRequest.DefaultLevels, null), cancellationToken))!;

    // The option that names a folder of results other than the default.
    private static string Out(DirectoryInfo output) =>
        Relative(output) is var folder && folder == CommonOptions.DefaultResults
            ? ""
            : $" --out {folder}";

    /// <summary>The folder of a run, as a user would write it.</summary>
    internal static string Folder(DirectoryInfo output, RunKey run) => Path.Combine(Relative(output), "backtests", run.Name, run.Run);

    /// <summary>A folder, as a user would write it.</summary>
    internal static string Relative(DirectoryInfo folder) => Path.GetRelativePath(Environment.CurrentDirectory, folder.FullName);
}
