using Backtest.Commands.Output;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Text;
using Backtest.Reports;
using Backtest.Runs;
using Backtest.Runs.Exports;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Panels;
using Backtest.Storage;
using Backtest.Storage.Results;
using Spectre.Console;

namespace Backtest.Commands;

/// <summary>Shows the run of a panel, and writes its forecasts and leaderboards as one file each.</summary>
internal static class PanelRun
{
    // With more series, only a summary is shown.
    private const int MostInDetail = 5;

    public static async Task<int> ShowAsync(
        IServiceProvider services,
        RunPlan plan,
        RunFinish finish,
        DirectoryInfo output,
        bool json,
        TableFormat tables,
        DecimalMark mark,
        CancellationToken cancellationToken)
    {
        var console = Terminal.Output;
        var panel = plan.Panel!;
        if (!json)
        {
            console.MarkupLineInterpolated($"[bold]{plan.Name}[/]: {panel.Series} series, {Counted.Of(panel.Trials, "trial")}");
        }

        var finished = json
            ? await finish.RunAsync(null, null)
            : await RunProgress.ShowAsync(console, panel, batches => finish.RunAsync(null, batches));
        var rows = (await services.GetRequiredService<PanelCatalog>().RowsAsync(plan.Key, cancellationToken))!;
        var files = finished.Run is null ? null : await WriteFilesAsync(services, plan.Key, output, tables, mark, cancellationToken);
        if (json)
        {
            await WriteJsonAsync(services, plan, rows, cancellationToken);
            return Code(rows);
        }

        if (rows.Count <= MostInDetail)
        {
            await ShowEachAsync(services, console, plan, rows, cancellationToken);
        }
        else
        {
            PanelTable.Write(console, finished.Run?.Panel, rows);
        }

        if (files is not null)
        {
            console.MarkupLineInterpolated($"[grey]Forecasts and leaderboards of all series are in {files}[/]");
        }

        console.MarkupLineInterpolated(
            $"[grey]Models, metrics and windows of every trial are in {RunCommand.Folder(output, plan.Key)}[/]");
        if (rows.Count(row => row.State != RunState.Done) is > 0 and var without)
        {
            ProblemText.Write(new InputProblem($"{without} of {rows.Count} series have no result.", plan.Name, RunFailedException.Right));
        }

        return Code(rows);
    }

    private static int Code(IReadOnlyList<SeriesRow> rows) =>
        rows.All(row => row.State == RunState.Done) ? ExitCode.Success : ExitCode.RunFailed;

    // A file is replaced all at once.
    private static async Task<string> WriteFilesAsync(
        IServiceProvider services,
        RunKey run,
        DirectoryInfo output,
        TableFormat tables,
        DecimalMark mark,
        CancellationToken cancellationToken)
    {
        var export = services.GetRequiredService<RunExport>();
        var request = new ForecastRequest(null, ForecastRequest.DefaultLevels, null);
        (string Name, RunTable Table)[] files =
        [
            ($"{run.Name}-forecasts.{tables.Ending}", export.Forecasts(run, request, cancellationToken)),
            ($"{run.Name}-leaderboards.{tables.Ending}", export.Leaderboards(run, cancellationToken)),
        ];
        foreach (var (name, table) in files)
        {
            var path = Path.Combine(output.FullName, name);
            var partial = $"{path}.partial";
            await using (var stream = File.Create(partial))
            {
                await tables.WriteAsync(stream, table, mark, cancellationToken);
            }

            File.Move(partial, path, overwrite: true);
        }

        var folder = RunCommand.Relative(output);
        return string.Join(" and ", files.Select(file => Path.Combine(folder, file.Name)));
    }

    private static async Task WriteJsonAsync(
        IServiceProvider services, RunPlan plan, IReadOnlyList<SeriesRow> rows, CancellationToken cancellationToken)
    {
        var answers = new List<object>();
        foreach (var row in rows)
        {
            answers.Add(row.Problem is { } problem
                ? new { row.Name, row.Id, plan.Run, Problem = problem }
                : await AnswerAsync(services, plan.Key with { Index = row.Index }, cancellationToken));
        }

        JsonText.Write(answers);
    }

    private static async Task<SeriesAnswer> AnswerAsync(IServiceProvider services, RunKey series, CancellationToken cancellationToken)
    {
        var leaderboard = (await services.GetRequiredService<IBlobStore>()
            .ReadAsync<Leaderboard>(BlobLayout.Leaderboard(series), cancellationToken))!;
        return new SeriesAnswer(new LeaderboardAnswer(leaderboard), await RunCommand.ForecastAsync(
            services.GetRequiredService<Forecaster>(), new RankedRun(series, leaderboard.Published), cancellationToken));
    }

    private static async Task ShowEachAsync(
        IServiceProvider services, IAnsiConsole console, RunPlan plan, IReadOnlyList<SeriesRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            var series = plan.Key with { Index = row.Index };
            if (row.Problem is { } problem)
            {
                ProblemText.Write(problem with { Where = row.Id });
                continue;
            }

            PlanText.Write(console, (await services.GetRequiredService<IBlobStore>()
                .ReadAsync<RunPlan>(BlobLayout.Plan(series), cancellationToken))!);
            var answer = await AnswerAsync(services, series, cancellationToken);
            LeaderboardTable.Write(console, answer.Leaderboard);
            var values = await services.GetRequiredService<IBlobStore>()
                .ReadAsync<SeriesDocument>(BlobLayout.Values(series), cancellationToken);
            ForecastTable.Write(console, answer.Forecast, ValueText.Of(values!.ToSeries()));
        }
    }

    private sealed record SeriesAnswer(LeaderboardAnswer Leaderboard, ForecastAnswer Forecast);
}
