using System.Globalization;
using Backtest.Core.Forecasting;
using Backtest.Core.Models.Intervals;
using Backtest.Reports;
using Backtest.Runs.Forecasting;
using Spectre.Console;

namespace Backtest.Cli.Output;

/// <summary>Forecasts as a table.</summary>
internal static class ForecastTable
{
    public static void Write(IAnsiConsole console, ForecastAnswer answer)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn(answer.Forecast[0].Time is null ? "step" : "time"))
            .AddColumn(new TableColumn("forecast").RightAligned());
        foreach (var level in answer.Levels)
        {
            table.AddColumn(new TableColumn($"{level.ToString(CultureInfo.InvariantCulture)} % interval").Centered());
        }

        var hasRanges = answer.Forecast[0].Ranges is not null;
        if (hasRanges)
        {
            table.AddColumn(new TableColumn("most probable range").Centered());
        }

        foreach (var step in answer.Forecast)
        {
            string[] cells =
                [When(step), Number(step.Value), .. step.Intervals.Select(bounds => $"{Number(bounds.Lower)} .. {Number(bounds.Upper)}")];
            table.AddRow(hasRanges ? [.. cells, Range(step.Ranges!.MaxBy(range => range.Probability)!)] : cells);
        }

        console.MarkupLineInterpolated($"\n[bold]Forecast by {answer.Label}[/]");
        console.Write(table);
    }

    private static string When(ForecastStep step) => step.Time switch
    {
        null => step.Step.ToString(CultureInfo.InvariantCulture),
        { } time => ClockText.Of(time),
    };

    private static string Range(RangeProbability range) => (range.Lower, range.Upper) switch
    {
        (null, { } upper) => $"below {NumberText.Show(upper)}: {range.Probability:P0}",
        ({ } lower, null) => $"{NumberText.Show(lower)} or more: {range.Probability:P0}",
        _ => $"{Number(range.Lower)} .. {Number(range.Upper)}: {range.Probability:P0}",
    };

    private static string Number(double? bound) => bound is { } value ? NumberText.Show(value) : "unbounded";
}
