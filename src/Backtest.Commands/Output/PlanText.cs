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
        var span = ClockText.Span(series.Start, series.End);
        var missing = series.Missing > 0 ? $", {series.Missing} missing" : "";
        var season = protocol.SeasonLength > 1 ? $", season {protocol.SeasonText}" : "";
        console.MarkupLineInterpolated($"[bold]{plan.Id ?? plan.Name}[/]: {Counted.Of(series.Length, "value")}{span}{missing}{season}");
        foreach (var note in series.Notes)
        {
            console.MarkupLineInterpolated($"[grey]{note}[/]");
        }

        var apart = protocol.Step > protocol.Horizon && protocol.Windows > 1 ? $", {protocol.Step} apart" : "";
        console.MarkupLineInterpolated(
            $"{Counted.Of(plan.Trials.Count, "trial")}, each on {Counted.Of(protocol.Windows, "window")} of {protocol.Horizon}{apart}; {HeldOut(protocol.TestLength)}");
    }

    private static string HeldOut(int values) => values switch
    {
        0 => "no values are held out",
        1 => "the last value is held out",
        _ => $"the last {Counted.Of(values, "value")} are held out",
    };
}
