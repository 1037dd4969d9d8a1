using System.Globalization;
using System.Text.Json;
using Backtest.Core.Text;
using Backtest.Runs.Pruning;
using Spectre.Console;

namespace Backtest.Commands.Output;

/// <summary>The pruned blobs, one per line, and their total.</summary>
internal static class PruneTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<PrunedBlob> pruned, bool dryRun)
    {
        foreach (var blob in pruned)
        {
            console.MarkupLineInterpolated($"{Text(blob.Reason),-10}  {blob.Path}");
        }

        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{Counted.Of(pruned.Count, "blob")} of {pruned.Sum(blob => blob.Length):N0} bytes {(dryRun ? "would be removed" : "removed")}");
    }

    // As in the JSON.
    private static string Text(PruneReason reason) => JsonSerializer.SerializeToElement(reason).GetString()!;
}
