using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Service.Runs;
using Spectre.Console;

namespace Backtest.Cli.Output;

/// <summary>The best trials as a table, with the naive forecasts beside them; a star marks those that cannot be told from the best.</summary>
internal static class LeaderboardTable
{
    private const int Shown = 10;

    public static void Write(IAnsiConsole console, Leaderboard leaderboard)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("#").RightAligned().NoWrap()).AddColumn("model");
        foreach (var column in (string[])["MASE", "p", "RMSE", "sMAPE %", "hold-out", "seconds"])
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        var hidden = 0;
        foreach (var row in leaderboard.Rows)
        {
            if (row.Rank is <= Shown || (row.Rank is not null && row.HoldOut is not null))
            {
                AddRow(table, row, row.Trial == leaderboard.Winner);
            }
            else
            {
                hidden++;
            }
        }

        console.Write(table);
        var pruned = leaderboard.Rows.Count(row => row.Status == TrialStatus.Pruned);
        var failed = leaderboard.Rows.Where(row => row.Status == TrialStatus.Failed).ToList();
        if (hidden > failed.Count + pruned)
        {
            console.MarkupLineInterpolated($"[grey]{hidden - failed.Count - pruned} more trials are in leaderboard.json[/]");
        }

        if (pruned > 0)
        {
            console.MarkupLineInterpolated($"[grey]{pruned} trials were left out by halving[/]");
        }

        foreach (var reason in failed.GroupBy(row => row.Reason).OrderByDescending(group => group.Count()).Take(3))
        {
            console.MarkupLineInterpolated($"[yellow]{reason.Count()} failed, such as {reason.First().Label}: {reason.Key}[/]");
        }

        WriteVerdict(console, leaderboard);
        foreach (var sentence in ChecksText.Of(leaderboard))
        {
            console.MarkupLineInterpolated($"{sentence}");
        }
    }

    private static void AddRow(Table table, LeaderboardRow row, bool winner)
    {
        string[] cells =
        [
            row.Rank!.Value.ToString(CultureInfo.InvariantCulture) + (row.InConfidenceSet == true ? "*" : " "), row.Label,
            Number(row.Metrics?.Mase), Probability(row.ConfidencePValue), Number(row.Metrics?.Rmse), Number(row.Metrics?.Smape), Number(row.HoldOut?.Mase),
            row.Timing.Seconds.ToString("0.00", CultureInfo.InvariantCulture),
        ];
        table.AddRow([.. cells.Select(cell => new Markup(winner ? $"[bold green]{Markup.Escape(cell)}[/]" : Markup.Escape(cell)))]);
    }

    private static void WriteVerdict(IAnsiConsole console, Leaderboard leaderboard)
    {
        var winner = leaderboard.Rows.First(row => row.Trial == leaderboard.Winner);
        var naive = leaderboard.Rows.Where(row => row.HoldOut is not null && row.Engine == "baseline").MinBy(row => row.HoldOut!.Mae);
        foreach (var warning in winner.Warnings)
        {
            console.MarkupLineInterpolated($"[yellow]{warning}[/]");
        }

        if (winner.HoldOut is not { } held || naive is null)
        {
            return;
        }

        var verdict = winner.Trial == naive.Trial || held.Mae >= naive.HoldOut!.Mae
            ? $"On the {held.Count} values held out, {winner.Label} is no better than {naive.Label}."
            : FormattableString.Invariant($"On the {held.Count} values held out, {winner.Label} is off by {held.Mae:G4} on average, {naive.Label} by {naive.HoldOut!.Mae:G4}.");
        console.MarkupLineInterpolated($"[bold]{verdict}[/]");
    }

    private static string Probability(double? p) => p?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";

    private static string Number(double? metric) => metric is { } value ? NumberText.Show(value) : "";
}
