using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Verdicts;
using Backtest.Core.Text;
using Backtest.Reports;
using Backtest.Storage.Results;
using Spectre.Console;

namespace Backtest.Commands.Output;

/// <summary>
/// The best trials as a table, with the naive forecasts beside them; a star marks those not distinguishable from the best.
/// </summary>
internal static class LeaderboardTable
{
    private const int Shown = 10;
    private const int ShownReasons = 3;

    // Below this width, the labels of models get the room of the less important columns.
    private const int LeastWidthOfAll = 110;

    public static void Write(IAnsiConsole console, Leaderboard leaderboard)
    {
        var isNarrow = console.Profile.Width < LeastWidthOfAll;
        IReadOnlyList<RankingMetric> metrics = isNarrow ? [leaderboard.ShownMetrics[0]] : leaderboard.ShownMetrics;
        string[] heads = [.. metrics.Select(MetricText.HeadOf)];
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("#").RightAligned().NoWrap()).AddColumn("model");
        string[] last = isNarrow ? ["hold-out"] : ["hold-out", "seconds"];
        foreach (var column in (string[])[heads[0], "p", .. heads[1..], .. last])
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        var hidden = 0;
        foreach (var row in leaderboard.Rows)
        {
            if (row.Rank is <= Shown || (row.Rank is not null && row.HoldOut is not null))
            {
                AddRow(table, row, metrics, !isNarrow, row.Trial == leaderboard.Published);
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
            console.MarkupLineInterpolated($"[grey]{Counted.Of(hidden - failed.Count - pruned, "more trial is", "more trials are")} in leaderboard.json[/]");
        }

        if (pruned > 0)
        {
            console.MarkupLineInterpolated($"[grey]Halving left out {Counted.Of(pruned, "trial")}[/]");
        }

        WriteFailures(console, failed);
        WriteVerdict(console, leaderboard);
        foreach (var finding in ChecksText.Of(leaderboard))
        {
            var style = finding.Kind == FindingKind.Warn ? "yellow" : "default";
            console.MarkupLine($"[{style}]{Markup.Escape(finding.Text)}[/]");
            if (finding.More is { } more)
            {
                console.MarkupLineInterpolated($"[grey]  {more}[/]");
            }
        }

        if (leaderboard.PlannedSeconds > 0)
        {
            console.MarkupLine(string.Create(
                CultureInfo.InvariantCulture,
                $"[grey]The trials took {leaderboard.WorkSeconds:F1} s of one core ({leaderboard.PlannedSeconds:F1} s were planned); "
                + $"the run took {leaderboard.Timing.Seconds:F1} s.[/]"));
        }
    }

    private static void WriteFailures(IAnsiConsole console, List<LeaderboardRow> failed)
    {
        var reasons = failed.GroupBy(row => row.Reason).OrderByDescending(group => group.Count()).Take(ShownReasons).ToList();
        if (reasons.Count == 0)
        {
            return;
        }

        var others = failed.Count - reasons.Sum(reason => reason.Count());
        var rest = others > 0 ? " The other reasons are in leaderboard.json." : "";
        console.MarkupLineInterpolated($"[yellow]{Counted.Of(failed.Count, "trial")} could not be scored.{rest}[/]");
        foreach (var reason in reasons)
        {
            // Many reasons name their trial.
            var label = reason.First().Label;
            var who = reason.Count() > 1 ? $"{label} and {reason.Count() - 1} more: "
                : reason.Key?.StartsWith(label, StringComparison.Ordinal) == true ? ""
                : $"{label}: ";
            console.MarkupLineInterpolated($"[yellow]  {who}{reason.Key}[/]");
        }
    }

    private static void WriteVerdict(IAnsiConsole console, Leaderboard leaderboard)
    {
        if (leaderboard.Verdict is not { } verdict)
        {
            return;
        }

        var label = leaderboard.Rows.First(row => row.Trial == leaderboard.Published).Label;
        var style = verdict.Advice switch { Advice.Trust => "green", Advice.Caution => "yellow", _ => "red" };
        console.MarkupLine(
            $"[bold]{Markup.Escape(label)}: [{style}]{verdict.Title.ToLowerInvariant()}[/]. {Markup.Escape(verdict.Headline)}[/]");
        foreach (var reason in verdict.Reasons)
        {
            console.MarkupLine($"[{(reason.Advice == Advice.Trust ? "default" : "yellow")}]{Markup.Escape(reason.Text)}[/]");
        }
    }

    private static void AddRow(Table table, LeaderboardRow row, IReadOnlyList<RankingMetric> metrics, bool withSeconds, bool published)
    {
        string[] cells =
        [
            row.Rank!.Value.ToString(CultureInfo.InvariantCulture) + (row.InConfidenceSet == true ? "*" : " "), row.Label,
            Number(row.Metrics?.Get(metrics[0])),
            Probability(row.ConfidencePValue),
            .. metrics.Skip(1).Select(metric => Number(row.Metrics?.Get(metric))),
            Number(row.HoldOut?.Get(metrics[0])),
            .. withSeconds ? [row.Timing.Seconds.ToString("0.00", CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        ];
        table.AddRow([.. cells.Select(cell => new Markup(published ? $"[bold green]{Markup.Escape(cell)}[/]" : Markup.Escape(cell)))]);
    }

    private static string Probability(double? p) => p?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";

    private static string Number(double? metric) => metric is { } value ? NumberText.Show(value) : "";
}
