using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Verdicts;
using Backtest.Reports;
using Backtest.Runs.Panels;
using Backtest.Storage.Results;
using Spectre.Console;

namespace Backtest.Commands.Output;

/// <summary>The result of the run of a panel: the model families over all series, and the worst series.</summary>
internal static class PanelTable
{
    private const int Shown = 20;

    /// <summary>Writes the model families, then some series with the worst hold-outs, then the reasons of failed series.</summary>
    /// <param name="console">The console.</param>
    /// <param name="panel">The result of the run; null if no series has one.</param>
    /// <param name="rows">How each series ended.</param>
    public static void Write(IAnsiConsole console, PanelLeaderboard? panel, IReadOnlyList<SeriesRow> rows)
    {
        if (panel is not null)
        {
            WriteFamilies(console, panel.Ranking);
            WriteVerdicts(console, rows);
            WriteSeries(console, [.. rows.Where(row => row.State == RunState.Done).OrderByDescending(row => row.HoldOutScore)]);
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
            "[grey]Means over the windows. Each model family has its best trial on every series, "
                + "so families with more trials look better.[/]");
        if (ranking.HoldOut is { } held)
        {
            console.MarkupLine(
                $"[bold]On the hold-out, which no choice has seen, the published models have a MASE of {Number(held.Mase)} and an OWA of "
                + $"{Number(held.Owa)}; they beat the naive forecast on {ranking.BetterThanNaive} of {ranking.Series} series.[/]");
        }
    }

    private static void WriteVerdicts(IAnsiConsole console, IReadOnlyList<SeriesRow> rows)
    {
        var verdicts = rows.Select(row => row.Advice).OfType<Advice>().CountBy(advice => advice).OrderBy(count => count.Key).ToList();
        if (verdicts.Count > 0)
        {
            console.MarkupLineInterpolated(
                $"Verdicts: {string.Join(", ", verdicts.Select(count => $"{Verdict.TitleOf(count.Key).ToLowerInvariant()} for {count.Value}"))}.");
        }
    }

    private static void WriteSeries(IAnsiConsole console, List<SeriesRow> rows)
    {
        var isMase = rows.TrueForAll(row => row.Metric == RankingMetric.Mase);
        string Error(SeriesRow row, double? error) =>
            error is null || isMase ? Number(error) : $"{Number(error)} {MetricText.NameOf(row.Metric)}";
        var table = Table("series", "published model", isMase ? "MASE" : "error", "hold-out", "naive");
        foreach (var row in rows.Take(Shown))
        {
            table.AddRow(
                Markup.Escape(row.Id),
                Markup.Escape(row.Label!),
                Error(row, row.Score),
                Error(row, row.HoldOutScore),
                Error(row, row.NaiveHoldOutScore));
        }

        console.Write(table);
        if (rows.Count > Shown)
        {
            console.MarkupLineInterpolated(
                $"[grey]These are the {Shown} series with the largest errors on the hold-out; {rows.Count - Shown} more {(rows.Count - Shown == 1 ? "has a smaller error" : "have smaller errors")}.[/]");
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
