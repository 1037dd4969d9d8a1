using System.CommandLine;
using Backtest.Commands.Help;
using Backtest.Commands.Output;
using Backtest.Runs.Repairs;
using Backtest.Storage;

namespace Backtest.Commands;

/// <summary><c>backtest repair</c>: computes again what is damaged or missing.</summary>
internal static class RepairCommand
{
    public static Command Create()
    {
        var results = CommonOptions.Results();
        var storage = CommonOptions.Storage();
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what is damaged or missing without changing anything." };
        var json = CommonOptions.Json();
        var command = new ExampledCommand(
            "repair",
            "Check all stored runs, and recompute damaged or missing models, trials, leaderboards and reports.",
            ("backtest repair --dry-run", "what is damaged in backtest-results"),
            ("backtest repair --storage folder:./data", "computes it again, identical to the last bit"),
            ("backtest repair --json", "for other programs"))
        {
            results,
            storage,
            dryRun,
            json,
        };
        command.SetAction((parsed, cancellationToken) => Outcome.OfAsync(
            () => RepairAsync(
                StorageArgument.Open(parsed.GetValue(storage), parsed.GetRequiredValue(results)),
                parsed.GetValue(dryRun),
                parsed.GetValue(json),
                cancellationToken),
            "Run the command again to repair the rest."));
        return command;
    }

    private static async Task<int> RepairAsync(IBlobStore store, bool dryRun, bool json, CancellationToken cancellationToken)
    {
        await using var services = CommandServices.Create(store, CommandServices.Options());
        var repaired = await services.GetRequiredService<Repairer>().RunAsync(dryRun, cancellationToken);
        if (json)
        {
            JsonText.Write(new { DryRun = dryRun, Blobs = repaired });
        }
        else
        {
            RepairTable.Write(Terminal.Output, repaired);
        }

        return repaired.All(blob => blob.Outcome == RepairOutcome.ComputedAgain) ? ExitCode.Success : ExitCode.Damaged;
    }
}
