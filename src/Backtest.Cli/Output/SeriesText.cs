using Backtest.Reports;
using Backtest.Storage.Results;
using Spectre.Console;

namespace Backtest.Cli.Output;

/// <summary>Says what was read and what will be done.</summary>
internal static class SeriesText
{
    public static void Write(IAnsiConsole console, RunPlan plan)
    {
        var series = plan.Series!;
        var protocol = plan.Protocol!;
        var span = series.Start is { } start && series.End is { } end ? $", {ClockText.Of(start)} to {ClockText.Of(end)}" : "";
        var missing = series.Missing > 0 ? $", {series.Missing} missing" : "";
        var season = protocol.SeasonLength > 1 ? $", season {protocol.SeasonText}" : "";
        console.MarkupLineInterpolated($"[bold]{plan.Id ?? plan.Name}[/]: {series.Length} values{span}{missing}{season}");
        foreach (var note in series.Notes)
        {
            console.MarkupLineInterpolated($"[grey]{note}[/]");
        }

        var apart = protocol.Step > protocol.Horizon && protocol.Windows > 1 ? $", {protocol.Step} apart" : "";
        console.MarkupLineInterpolated(
            $"{plan.Trials.Count} trials, each on {protocol.Windows} window(s) of {protocol.Horizon}{apart}; the last {protocol.TestLength} values are held out");
    }
}
