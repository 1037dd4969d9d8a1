using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Reports;
using Backtest.Runs.Panels;
using Backtest.Storage.Results;
using Spectre.Console;

namespace Backtest.Cli.Output;

/// <summary>What the run of a panel found: the model families over all series, and the series that did worst.</summary>
internal static class PanelTable
{
    private const int Shown = 20;

    /// <summary>The model families, then a row per series, worst hold-outs first, up to some, then why series failed.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="panel">What the run found; null where no series has a result.</param>
    /// <param name="rows">How each series ended.</param>
    public static void Write(IAnsiConsole console, PanelLeaderboard? panel, IReadOnlyList<SeriesRow> rows)
    {
        if (panel is not null)
        {
            WriteFamilies(console, panel.Ranking);
            WriteSeries(console, [.. rows.Where(row => row.State == RunState.Done).OrderByDescending(row => row.HoldOutMase)]);
        }

        var without = rows.Where(row => row.Problem is not null).ToList();
        foreach (var row in without.Take(Shown))
        {
            console.MarkupLineInterpolated($"[yellow]{row.Id}: {row.Problem!.What}[/]");
        }

        if (without.Count > Shown)
        {
            console.MarkupLineInterpolated($"[yellow]{without.Count - Shown} more series have no result[/]");
        }
    }

    private static void WriteFamilies(IAnsiConsole console, FamilyRanking ranking)
    {
        var families = Table("family", null, "published", "sMAPE %", "MASE", "OWA");
        foreach (var rank in ranking.Families)
        {
            families.AddRow(
                rank.Family, rank.Wins.ToString(CultureInfo.InvariantCulture), Number(rank.Smape), Number(rank.Mase), Number(rank.Owa));
        }

        console.Write(families);
        console.MarkupLine(
            "[grey]Means over the windows; each model family has its best trial on every series, "
                + "so the more trials the better it looks.[/]");
        if (ranking.HoldOut is { } held)
        {
            console.MarkupLine(
                $"[bold]On the hold-outs, which chose nothing, the published models have a MASE of {Number(held.Mase)} and an OWA of "
                + $"{Number(held.Owa)}; they beat the naive forecast on {ranking.BetterThanNaive} of {ranking.Series} series.[/]");
        }
    }

    private static void WriteSeries(IAnsiConsole console, List<SeriesRow> rows)
    {
        var table = Table("series", "published model", "MASE", "hold-out", "naive");
        foreach (var row in rows.Take(Shown))
        {
            table.AddRow(
                Markup.Escape(row.Id),
                Markup.Escape(row.Label!),
                Number(row.Mase),
                Number(row.HoldOutMase),
                Number(row.NaiveHoldOutMase));
        }

        console.Write(table);
        if (rows.Count > Shown)
        {
            console.MarkupLineInterpolated(
                $"[grey]These are the {Shown} series with the largest errors on the hold-out; {rows.Count - Shown} more {(rows.Count - Shown == 1 ? "has a smaller one" : "have smaller ones")}.[/]");
        }
    }

    private static Table Table(string first, string? second, params string[] numbers)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(first);
        if (second is not null)
        {
            table.AddColumn(second);
        }

        foreach (var number in numbers)
        {
            table.AddColumn(new TableColumn(number).RightAligned().NoWrap());
        }

        return table;
    }

    private static string Number(double? metric) => metric is { } value ? NumberText.Show(value) : "";
}
