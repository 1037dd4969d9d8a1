using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Reports;
using Backtest.Storage.Results;
using Spectre.Console;

namespace Backtest.Cli.Output;

/// <summary>What a run over many series found: the published trials, and the model families over all of them.</summary>
internal static class SummaryTable
{
    private const int Shown = 20;

    /// <summary>A row per series, up to some, then the model families, then why series failed.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<FinishedRun> runs)
    {
        if (runs.Select(run => run.Leaderboard).OfType<Leaderboard>().ToList() is { Count: > 0 } leaderboards)
        {
            Write(console, leaderboards);
        }

        var failed = runs.Where(run => run.Problem is not null).ToList();
        foreach (var run in failed.Take(Shown))
        {
            console.MarkupLineInterpolated($"[yellow]{run.Key.Name}: {run.Problem!.What}[/]");
        }

        if (failed.Count > Shown)
        {
            console.MarkupLineInterpolated($"[yellow]{failed.Count - Shown} more series failed[/]");
        }
    }

    private static void Write(IAnsiConsole console, List<Leaderboard> leaderboards)
    {
        var table = Table("series", "published model", "MASE", "hold-out", "naive");
        foreach (var leaderboard in leaderboards.Take(Shown))
        {
            var published = leaderboard.Rows.First(row => row.Trial == leaderboard.Published);
            table.AddRow(
                Markup.Escape(leaderboard.Name),
                Markup.Escape(published.Label),
                Number(published.Metrics?.Mase),
                Number(published.HoldOut?.Mase),
                Number(leaderboard.ToScore().NaiveHoldOut?.Mase));
        }

        console.Write(table);
        if (leaderboards.Count > Shown)
        {
            console.MarkupLineInterpolated($"[grey]{leaderboards.Count - Shown} more series are in the results folder[/]");
        }

        var ranking = FamilyRanking.Of([.. leaderboards.Select(leaderboard => leaderboard.ToScore())]);
        var families = Table("family", "published", "sMAPE %", "MASE", "OWA");
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

    private static Table Table(string first, string second, params string[] numbers)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(first).AddColumn(second);
        foreach (var number in numbers)
        {
            table.AddColumn(new TableColumn(number).RightAligned().NoWrap());
        }

        return table;
    }

    private static string Number(double? metric) => metric is { } value ? NumberText.Show(value) : "";
}
