using System.Globalization;
using Backtest.Core.Forecasting;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Series;
using Backtest.Reports;
using Backtest.Runs.Forecasting;
using Spectre.Console;

namespace Backtest.Commands.Output;

/// <summary>Forecasts as a table.</summary>
internal static class ForecastTable
{
    /// <summary>Writes it.</summary>
    /// <param name="console">The console.</param>
    /// <param name="answer">The forecasts.</param>
    /// <param name="text">Formats values of the series.</param>
    public static void Write(IAnsiConsole console, ForecastAnswer answer, ValueText text)
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

        var hasHours = ClockText.HasHours(answer.Forecast.Select(step => step.Time));
        foreach (var step in answer.Forecast)
        {
            string[] cells =
            [
                When(step, hasHours),
                text.Show(step.Value),
                .. step.Intervals.Select(bounds => $"{Number(bounds.Lower, text)} .. {Number(bounds.Upper, text)}"),
            ];
            table.AddRow(hasRanges ? [.. cells, Range(step.Ranges!.MaxBy(range => range.Probability)!, text)] : cells);
        }

        console.MarkupLineInterpolated($"\n[bold]Forecast by {answer.Label}[/]");
        console.Write(table);
    }

    private static string When(ForecastStep step, bool hasHours) => step.Time switch
    {
        null => step.Step.ToString(CultureInfo.InvariantCulture),
        { } time => ClockText.Of(time, hasHours),
    };

    private static string Range(RangeProbability range, ValueText text) => (range.Lower, range.Upper) switch
    {
        (null, { } upper) => $"below {text.Show(upper)}: {range.Probability:P0}",
        ({ } lower, null) => $"{text.Show(lower)} or more: {range.Probability:P0}",
        _ => $"{Number(range.Lower, text)} .. {Number(range.Upper, text)}: {range.Probability:P0}",
    };

    private static string Number(double? bound, ValueText text) => bound is { } value ? text.Show(value) : "unbounded";
}
