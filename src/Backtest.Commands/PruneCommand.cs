using System.CommandLine;
using System.Globalization;
using Backtest.Commands.Help;
using Backtest.Commands.Output;
using Backtest.Core.Problems;
using Backtest.Runs.Pruning;
using Backtest.Storage;

namespace Backtest.Commands;

/// <summary><c>backtest prune</c>: removes unreferenced blobs.</summary>
internal static class PruneCommand
{
    public static Command Create()
    {
        var results = CommonOptions.Results();
        var storage = CommonOptions.Storage();
        var age = new Option<string>("--min-age")
        {
            Description = "Remove only what is older, such as 90m, 24h or 7d. Files of a run in progress are younger.",
            DefaultValueFactory = _ => "24h",
        };
        var keep = new Option<int?>("--keep")
        {
            Description = "Also keep only the newest N runs of each upload. Published and unfinished runs are always kept.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be removed without removing it." };
        var json = CommonOptions.Json();
        var command = new ExampledCommand(
            "prune",
            "Remove leftovers: interrupted writes, models without a result and runs without a plan.",
            ("backtest prune --dry-run", "shows what it would remove from backtest-results, and why"),
            ("backtest prune --storage folder:./data --keep 3", "also removes all but three runs of each upload"))
        {
            results,
            storage,
            age,
            keep,
            dryRun,
            json,
        };
        command.SetAction((parsed, cancellationToken) => Outcome.OfAsync(
            () => PruneAsync(
                StorageArgument.Open(parsed.GetValue(storage), parsed.GetRequiredValue(results)),
                Request(parsed.GetRequiredValue(age), parsed.GetValue(keep), parsed.GetValue(dryRun)),
                parsed.GetValue(json),
                cancellationToken),
            "Run the command again to remove the rest."));
        return command;
    }

    private static PruneRequest Request(string age, int? keep, bool dryRun) => new(
        ParseAge(age),
        keep is < 0 ? throw new InputException($"'{keep}' is not a valid number of runs.", "--keep", "Give 0 or more.") : keep,
        dryRun);

    private static TimeSpan ParseAge(string text)
    {
        var right =
            int.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return (right, text.LastOrDefault()) switch
        {
            (true, 's') => TimeSpan.FromSeconds(number),
            (true, 'm') => TimeSpan.FromMinutes(number),
            (true, 'h') => TimeSpan.FromHours(number),
            (true, 'd') when number < 1_000_000 => TimeSpan.FromDays(number),
            _ => throw new InputException(
                $"'{text}' is not an age.", "--min-age", "Give a number of seconds, minutes, hours or days, such as 30s, 90m, 24h or 7d."),
        };
    }

    private static async Task PruneAsync(IBlobStore store, PruneRequest request, bool json, CancellationToken cancellationToken)
    {
        var pruned = await new Pruner(store, TimeProvider.System).RunAsync(request, cancellationToken);
        if (json)
        {
            JsonText.Write(new { request.DryRun, Bytes = pruned.Sum(blob => blob.Length), Blobs = pruned });
        }
        else
        {
            PruneTable.Write(Terminal.Output, pruned, request.DryRun);
        }
    }
}
