using System.Text.Json;
using Backtest.Core.Text;
using Backtest.Runs.Repairs;
using Spectre.Console;

namespace Backtest.Commands.Output;

/// <summary>The repaired blobs, one per line, and their total.</summary>
internal static class RepairTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<RepairedBlob> repaired)
    {
        foreach (var blob in repaired)
        {
            console.MarkupLineInterpolated($"{Text(blob.Damage),-8} {Text(blob.Outcome),-15} {blob.Path}");
        }

        foreach (var right in repaired.Select(blob => blob.Right).OfType<string>().Distinct())
        {
            console.MarkupLineInterpolated($"[yellow]{right}[/]");
        }

        console.MarkupLineInterpolated(
            $"{Counted.Of(repaired.Count, "blob is", "blobs are")} damaged or missing; {Counted.Of(repaired.Count(blob => blob.Outcome == RepairOutcome.ComputedAgain), "of them was", "of them were")} computed again");
    }

    // As in the JSON.
    private static string Text<T>(T word) => JsonSerializer.SerializeToElement(word).GetString()!;
}
