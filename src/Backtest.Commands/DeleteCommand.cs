using System.CommandLine;
using Backtest.Commands.Help;
using Backtest.Commands.Output;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Runs;
using Backtest.Runs.Deletions;
using Backtest.Storage;
using Spectre.Console;

namespace Backtest.Commands;

/// <summary><c>backtest delete name</c>: deletes a run, or an upload with all of its runs.</summary>
internal static class DeleteCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Name of the upload, or of the data given to backtest run." };
        var run = new Option<string?>("--run") { Description = "Id of the run to delete." };
        var all = new Option<bool>("--all") { Description = "Delete the upload with its grid and all of its runs." };
        var published = new Option<bool>("--published") { Description = "Also delete what is published." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask for confirmation." };
        var results = CommonOptions.Results();
        var storage = CommonOptions.Storage();
        var command = new ExampledCommand(
            "delete",
            "Delete a run, or an upload with all of its runs.",
            ("backtest delete sales --run 0123456789abcdef", "a run of sales in backtest-results, after asking"),
            ("backtest delete sales --all --published --storage folder:./data --yes", "everything of sales, without asking"))
        {
            name,
            run,
            all,
            published,
            yes,
            results,
            storage,
        };
        command.SetAction((parsed, cancellationToken) => Outcome.OfAsync(
            () => DeleteAsync(
                StorageArgument.Open(parsed.GetValue(storage), parsed.GetRequiredValue(results)),
                SeriesName.Parse(parsed.GetRequiredValue(name)),
                Run(parsed.GetValue(run), parsed.GetValue(all)),
                parsed.GetValue(published),
                parsed.GetValue(yes),
                cancellationToken),
            "Run the command again to delete the rest."));
        return command;
    }

    // Both are required explicitly, so that an empty variable in a script does not delete everything.
    private static RunId? Run(string? run, bool all) => (run, all) switch
    {
        (null, true) => null,
        (not null, false) => RunId.Parse(run),
        _ => throw new InputException(
            "The command does not say what to delete.", "--run, --all", "Give --run with the id of a run, or --all for the upload and all of its runs."),
    };

    private static async Task DeleteAsync(
        IBlobStore store, SeriesName name, RunId? run, bool withPublished, bool isSure, CancellationToken cancellationToken)
    {
        await using var services = CommandServices.Create(store, CommandServices.Options());
        var summary = await services.GetRequiredService<RunCatalog>().SummaryAsync(name, cancellationToken);
        var what = run is null
            ? $"'{name}' with its file, its grid and {summary?.Runs.Count ?? 0} runs"
            : $"the run '{run}' of '{name}'{(summary?.PublishedRun == run ? ", which is published," : "")}";
        if (!isSure && !await IsSureAsync($"Delete {what} for good?", cancellationToken))
        {
            Terminal.Error.MarkupLineInterpolated($"Nothing was deleted.");
            return;
        }

        var deleter = services.GetRequiredService<Deleter>();
        var isFound = run is null
            ? await deleter.DeleteUploadAsync(name, withPublished, host: null, cancellationToken)
            : await deleter.DeleteRunAsync(new RunKey(name, run), withPublished, host: null, cancellationToken);
        if (!isFound)
        {
            throw run is null
                ? new InputException($"Nothing is stored under '{name}'.", "name", "Give the name of an upload, or of data given to backtest run.")
                : new InputException($"'{name}' has no run '{run}'.", "--run", "The folders below backtests/ are named after the runs.");
        }

        Terminal.Output.MarkupLineInterpolated($"Deleted {what.TrimEnd(',')}.");
        var left = await services.GetRequiredService<RunCatalog>().SummaryAsync(name, cancellationToken);
        if (left?.PublishedRun is { } next)
        {
            Terminal.Output.MarkupLineInterpolated($"Forecasts of '{name}' come from the run '{next}'.");
        }
    }

    private static Task<bool> IsSureAsync(string question, CancellationToken cancellationToken) =>
        Console.IsInputRedirected || !Terminal.Error.Profile.Capabilities.Interactive
            ? throw new InputException("There is no terminal to ask for confirmation.", "--yes", "Give --yes to delete without confirmation.")
            : new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false }.ShowAsync(Terminal.Error, cancellationToken);
}
