using Backtest.Core.Text;
using Backtest.Reports;
using Backtest.Storage.Results;
using Spectre.Console;

namespace Backtest.Commands.Output;

/// <summary>Describes the series and the planned run.</summary>
internal static class PlanText
{
    public static void Write(IAnsiConsole console, RunPlan plan)
    {
        var series = plan.Series!;
        var protocol = plan.Protocol!;
        var span = series.Start is { } start && series.End is { } end ? $", {ClockText.Of(start)} to {ClockText.Of(end)}" : "";
        var missing = series.Missing > 0 ? $", {series.Missing} missing" : "";
        var season = protocol.SeasonLength > 1 ? $", season {protocol.SeasonText}" : "";
        console.MarkupLineInterpolated($"[bold]{plan.Id ?? plan.Name}[/]: {Counted.Of(series.Length, "value")}{span}{missing}{season}");
        foreach (var note in series.Notes)
        {
            console.MarkupLineInterpolated($"[grey]{note}[/]");
        }

        var apart = protocol.Step > protocol.Horizon && protocol.Windows > 1 ? $", {protocol.Step} apart" : "";
        console.MarkupLineInterpolated(
            $"{Counted.Of(plan.Trials.Count, "trial")}, each on {Counted.Of(protocol.Windows, "window")} of {protocol.Horizon}{apart}; the last {Counted.Of(protocol.TestLength, "value is", "values are")} held out");
    }
}
