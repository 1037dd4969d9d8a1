using Backtest.Core.Diagnostics;
using Backtest.Core.Series;
using Backtest.Core.Text;
using Backtest.Reports;
using Spectre.Console;

namespace Backtest.Commands.Output;

/// <summary>A series and its statistical tests, in plain words with numbers.</summary>
internal static class DiagnosisText
{
    private const int SparklineWidth = 72;

    public static void Write(IAnsiConsole console, TimeSeries series, SeriesDiagnosis diagnosis)
    {
        var span = ClockText.Span(series.TimeAt(0), series.TimeAt(series.Length - 1));
        console.MarkupLineInterpolated($"[bold]{series.Name}[/]: {Counted.Of(series.Length, "value")}{span}");
        foreach (var note in series.Notes ?? [])
        {
            console.MarkupLineInterpolated($"[grey]{note}[/]");
        }

        console.WriteLine(Sparkline.Draw(series.Values, SparklineWidth));
        var table = new Table().Border(TableBorder.Simple).AddColumn("question").AddColumn("answer").AddColumn("by");
        foreach (var (question, answer, by) in DiagnosisFacts.Of(diagnosis, ValueText.Of(series)))
        {
            table.AddRow(Markup.Escape(question), Markup.Escape(answer), Markup.Escape(by));
        }

        console.Write(table);
    }
}
