using System.CommandLine;
using Backtest.Commands.Help;
using Backtest.Commands.Output;
using Backtest.Core.Problems;
using Backtest.Runs;
using Backtest.Runs.Panels;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Commands;

/// <summary><c>backtest models</c>: the models that runs have stored, best first.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("name")
        {
            Description = "Name of an upload, or of the data given to backtest run. Default: all of them.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var results = CommonOptions.Results();
        var json = CommonOptions.Json();
        var command = new ExampledCommand(
            "models",
            "List the stored models of published runs, best first, with their files.",
            ("backtest models", "those of backtest-results"),
            ("backtest models sales", "those of one upload"),
            ("backtest models --out results --json", "those of another folder, for other programs"))
        {
            name,
            results,
            json,
        };
        command.SetAction((parsed, cancellationToken) => Outcome.OfAsync(
            () => ListAsync(parsed.GetValue(name), parsed.GetRequiredValue(results), parsed.GetValue(json), cancellationToken),
            "Nothing was changed."));
        return command;
    }

    private static async Task ListAsync(string? only, DirectoryInfo results, bool json, CancellationToken cancellationToken)
    {
        if (!results.Exists)
        {
            throw new InputException("There is no such folder.", results.Name, "Give the folder of a backtest run with --out.");
        }

        await using var services = CommandServices.Create(new FolderBlobStore(results.FullName), CommandServices.Options());
        var store = services.GetRequiredService<IBlobStore>();
        var models = new List<StoredModel>();
        var names = await services.GetRequiredService<RunCatalog>().NamesAsync(cancellationToken);
        foreach (var name in names.Where(name => only is null || name == only))
        {
            if (await store.ReadAsync<PublishedRun>(BlobLayout.Latest(name), cancellationToken) is not { } published
                || RunKey.OfFolders(name, published.Run) is not { } run)
            {
                continue;
            }

            if (published.Trial is null)
            {
                var rows = await services.GetRequiredService<PanelCatalog>().RowsAsync(run, cancellationToken) ?? [];
                models.AddRange(rows.Where(row => row.Trial is not null).Select(row => Model(results, run, row)));
            }
            else if (await store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run), cancellationToken) is { } leaderboard)
            {
                models.AddRange(leaderboard.Rows.Where(row => row.Rank is not null).Select(row => Model(results, leaderboard, row)));
            }
        }

        if (models.Count == 0 && only is not null)
        {
            throw new InputException(
                $"'{only}' has no published run.", "name", "Leave it out to list all models of the folder; --out sets another folder.");
        }

        if (json)
        {
            JsonText.Write(models);
        }
        else
        {
            ModelsTable.Write(Terminal.Output, models);
        }
    }

    // The published model of a series of a panel. Its file lies in a pack.
    private static StoredModel Model(DirectoryInfo results, RunKey run, SeriesRow row)
    {
        var folder = Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(results.FullName, BlobLayout.Chunks(run)));
        var place = $"{BlobLayout.Member(row.Index)}models/{row.Trial}.final.json";
        return new StoredModel(run.Name, row.Id, 1, row.Label!, row.Metric, row.Score, folder, place);
    }

    private static StoredModel Model(DirectoryInfo results, Leaderboard leaderboard, LeaderboardRow row)
    {
        var path = new RankedRun(new RunKey(leaderboard.Name, leaderboard.Run), leaderboard.Published).ModelPath(row.Trial);
        var file = Path.GetRelativePath(
            Environment.CurrentDirectory,
            Path.Combine(results.FullName, row.Spec.TrainedNetwork is not null ? BlobLayout.Network(path) : path));
        return new StoredModel(
            leaderboard.Name,
            Id: null,
            row.Rank!.Value,
            row.Label,
            leaderboard.Metric,
            row.Metrics?.Get(leaderboard.Metric),
            Path.GetDirectoryName(file)!,
            Path.GetFileName(file));
    }
}
