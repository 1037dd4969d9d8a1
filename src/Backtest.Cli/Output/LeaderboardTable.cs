using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Service.Runs;
using Spectre.Console;

namespace Backtest.Cli.Output;

/// <summary>The best trials as a table, with the naive forecasts beside them.</summary>
internal static class LeaderboardTable
{
    private const int Shown = 10;

    public static void Write(IAnsiConsole console, Leaderboard leaderboard)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("#").RightAligned().NoWrap()).AddColumn("model");
        foreach (var column in (string[])["MASE", "RMSE", "sMAPE %", "hold-out", "seconds"])
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
        var failed = leaderboard.Rows.Where(row => row.Status == TrialStatus.Failed).ToList();
        if (hidden > failed.Count)
        {
            console.MarkupLineInterpolated($"[grey]{hidden - failed.Count} more trials are in leaderboard.json[/]");
        }

        foreach (var reason in failed.GroupBy(row => row.Reason).OrderByDescending(group => group.Count()).Take(3))
        {
            console.MarkupLineInterpolated($"[yellow]{reason.Count()} failed, such as {reason.First().Label}: {reason.Key}[/]");
        }

        WriteVerdict(console, leaderboard);
    }

    private static void AddRow(Table table, LeaderboardRow row, bool winner)
    {
        string[] cells =
        [
            row.Rank!.Value.ToString(CultureInfo.InvariantCulture), row.Label,
            Number(row.Metrics?.Mase), Number(row.Metrics?.Rmse), Number(row.Metrics?.Smape), Number(row.HoldOut?.Mase),
            row.Timing.Seconds.ToString("0.00", CultureInfo.InvariantCulture),
        ];
        table.AddRow([.. cells.Select(cell => new Markup(winner ? $"[bold green]{Markup.Escape(cell)}[/]" : Markup.Escape(cell)))]);
    }

    private static void WriteVerdict(IAnsiConsole console, Leaderboard leaderboard)
    {
        var winner = leaderboard.Rows.First(row => row.Trial == leaderboard.Winner);
        var naive = leaderboard.Rows.Where(row => row.HoldOut is not null && row.Engine == "baseline").MinBy(row => row.HoldOut!.Mae);
        if (winner.HoldOut is not { } held || naive is null)
        {
            return;
        }

        var verdict = winner.Trial == naive.Trial || held.Mae >= naive.HoldOut!.Mae
            ? $"On the {held.Count} values held out, {winner.Label} is no better than {naive.Label}."
            : FormattableString.Invariant($"On the {held.Count} values held out, {winner.Label} is off by {held.Mae:G4} on average, {naive.Label} by {naive.HoldOut!.Mae:G4}.");
        console.MarkupLineInterpolated($"[bold]{verdict}[/]");
        foreach (var comparison in leaderboard.Comparisons)
        {
            console.MarkupLineInterpolated($"{Words(comparison, leaderboard.Protocol.Windows)}");
        }

        if (leaderboard.LagCheck is { Repeats: true })
        {
            console.MarkupLine("[yellow]Its forecasts one step ahead only repeat the last value. Differences may help: the transform difference, or d = 1.[/]");
        }
    }

    private static string Words(WinnerComparison comparison, int windows)
    {
        var error = Math.Abs(comparison.Difference).ToString("G4", CultureInfo.InvariantCulture);
        var side = comparison.Difference < 0 ? "smaller" : "larger";
        var chance = comparison.Test switch
        {
            null => "too few windows to tell whether by chance",
            { PValue: < 0.05 } test => $"more than chance: Diebold-Mariano p {(test.PValue < 0.001 ? "below 0.001" : "= " + test.PValue.ToString("0.000", CultureInfo.InvariantCulture))}",
            { } test => $"perhaps by chance: Diebold-Mariano p = {test.PValue.ToString("0.00", CultureInfo.InvariantCulture)}",
        };
        return $"Over {windows} windows its error is {error} {side} than that of {comparison.Label} ({chance}).";
    }

    private static string Number(double? metric) => metric is { } value ? NumberText.Show(value) : "";
}
