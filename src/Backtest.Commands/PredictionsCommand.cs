using System.CommandLine;
using Backtest.Commands.Help;
using Backtest.Core.Models;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Runs;
using Backtest.Runs.Exports;
using Backtest.Runs.Panels;
using Backtest.Storage;

namespace Backtest.Commands;

/// <summary><c>backtest predictions name</c>: forecasts of every trial in every window, beside the actual values.</summary>
internal static class PredictionsCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Name of the upload, or of the data given to backtest run." };
        var run = new Option<string?>("--run") { Description = "Id of the run. Default: the published one." };
        var series = new Option<string?>("--series") { Description = "Write only the series with this id, from a run over several." };
        var model = new Option<string?>("--model") { Description = "Write only the trial with this id." };
        var to = new Option<FileInfo?>("--to")
        {
            Description = $"File to write: {string.Join(", ", TableFormat.All.Select(format => $".{format.Ending}"))}. Default: CSV on standard output.",
        };
        var comma = CommonOptions.Comma();
        var results = CommonOptions.Results();
        var storage = CommonOptions.Storage();
        var command = new ExampledCommand(
            "predictions",
            "Write the forecasts of every trial in every window, beside the actual values.",
            ("backtest predictions sales > sales-predictions.csv", "of the published run in backtest-results"),
            ("backtest predictions sales --to sales-predictions.xlsx", "as a workbook"),
            ("backtest predictions stores --series north --storage folder:./data", "of one series, from the storage of a service"))
        {
            name,
            run,
            series,
            model,
            to,
            comma,
            results,
            storage,
        };
        command.SetAction((parsed, cancellationToken) => Outcome.OfAsync(
            () => WriteAsync(
                StorageArgument.Open(parsed.GetValue(storage), parsed.GetRequiredValue(results)),
                SeriesName.Parse(parsed.GetRequiredValue(name)),
                parsed.GetValue(run) is { } id ? RunId.Parse(id) : null,
                parsed.GetValue(series),
                parsed.GetValue(model) is { } trial ? TrialId.Parse(trial, "--model") : null,
                parsed.GetValue(to),
                parsed.GetValue(comma) ? DecimalMark.Comma : DecimalMark.Point,
                cancellationToken),
            "Nothing was changed."));
        return command;
    }

    private static async Task WriteAsync(
        IBlobStore store,
        SeriesName name,
        RunId? run,
        string? series,
        TrialId? trial,
        FileInfo? file,
        DecimalMark mark,
        CancellationToken cancellationToken)
    {
        var format = file is null ? TableFormat.Csv : FormatOf(file);
        CommonOptions.CheckComma(mark, format);
        await using var services = CommandServices.Create(store, CommandServices.Options());
        var key = await FindAsync(services, name, run, series, cancellationToken);
        var table = services.GetRequiredService<RunExport>().Predictions(key, trial, cancellationToken);
        if (file is null)
        {
            await using var output = Console.OpenStandardOutput();
            await format.WriteAsync(output, table, mark, cancellationToken);
            return;
        }

        // The file is replaced all at once.
        var partial = $"{file.FullName}.partial";
        await using (var stream = File.Create(partial))
        {
            await format.WriteAsync(stream, table, mark, cancellationToken);
        }

        File.Move(partial, file.FullName, overwrite: true);
    }

    private static TableFormat FormatOf(FileInfo file) =>
        TableFormat.All.FirstOrDefault(format => file.Name.EndsWith($".{format.Ending}", StringComparison.OrdinalIgnoreCase))
        ?? throw new InputException(
            $"'{file.Name}' has no known table format.",
            "--to",
            $"Use a name that ends with {string.Join(" or ", TableFormat.All.Select(format => $".{format.Ending}"))}.");

    private static async Task<RunKey> FindAsync(
        IServiceProvider services, SeriesName name, RunId? run, string? series, CancellationToken cancellationToken)
    {
        var store = services.GetRequiredService<IBlobStore>();
        var id = run ?? (await store.ReadAsync<PublishedRun>(BlobLayout.Latest(name), cancellationToken))?.Run;
        if (id is null || await store.FindAsync(BlobLayout.Leaderboard(new RunKey(name, id)), cancellationToken) is null)
        {
            throw run is null
                ? new InputException($"'{name}' has no finished run.", "name", "Give the name of data given to backtest run, and their folder with --out.")
                : new InputException($"'{name}' has no finished run '{run}'.", "--run", "Leave it out for the published run.");
        }

        var key = new RunKey(name, id);
        return series is null ? key
            : await services.GetRequiredService<PanelCatalog>().FindAsync(key, series, cancellationToken)
                ?? throw new InputException(
                    $"'{name}' has no series '{InputProblem.Shorten(series)}'.", "--series", "Give its id as in the file.");
    }
}
