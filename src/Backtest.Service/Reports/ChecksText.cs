using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models.Ensembles;
using Backtest.Service.Runs;

namespace Backtest.Service.Reports;

/// <summary>What a leaderboard and its checks found, in a sentence each.</summary>
public static class ChecksText
{
    private const double Significant = 0.05;

    /// <summary>Whether the published trial beats the naive forecasts on the values held out; null where it has no score there.</summary>
    public static string? Verdict(Leaderboard leaderboard)
    {
        var winner = leaderboard.Rows.First(row => row.Trial == leaderboard.Winner);
        var naive = leaderboard.Rows.Where(row => row.HoldOut is not null && row.Engine == "baseline").MinBy(row => row.HoldOut!.Mae);
        if (winner.HoldOut is not { } held || naive is null)
        {
            return null;
        }

        return winner.Trial == naive.Trial || held.Mae >= naive.HoldOut!.Mae
            ? $"On the {held.Count} values held out, {winner.Label} is no better than {naive.Label}."
            : FormattableString.Invariant($"On the {held.Count} values held out, {winner.Label} is off by {held.Mae:G4} on average, {naive.Label} by {naive.HoldOut!.Mae:G4}.");
    }

    /// <summary>What the checks found.</summary>
    public static IEnumerable<string> Of(Leaderboard leaderboard)
    {
        var winner = leaderboard.Rows.First(row => row.Trial == leaderboard.Winner);
        if (winner.Spec is EnsembleSpec { Members: { } members })
        {
            var choice = winner.Rank > 1 && leaderboard.Protocol.Winner == WinnerRule.EnsembleUnlessWorse
                ? " The windows do not tell it from the best, and an average is the safer choice; \"winner\": \"best\" in the grid publishes the first."
                : "";
            yield return $"{winner.Label} combines {string.Join(", ", members.Select(member => member.Label))}.{choice}";
        }

        if (leaderboard.Selection is { } selection)
        {
            if (selection.InSet is { } inSet)
            {
                yield return $"* {inSet} of {Tested(selection)} cannot be told from the best on {selection.Windows} windows (model confidence set: p of at least {selection.Level.ToString(CultureInfo.InvariantCulture)}).";
            }

            if (selection.Optimism is > 0 and var optimism)
            {
                yield return $"The best of {selection.Trials} owes part of its rank to chance: its {Name(selection)} of {NumberText.Show(selection.Score)} is about {NumberText.Show(optimism)} too good; "
                    + $"expect {NumberText.Show(selection.Score + optimism)}.";
            }
        }

        foreach (var comparison in leaderboard.Comparisons)
        {
            yield return Against(comparison);
        }

        if (winner.HoldOut is { Coverage80: { } at80, Coverage95: { } at95 } held)
        {
            var source = leaderboard.Intervals == IntervalSource.Conformal ? "from the errors of the windows" : "of its own";
            yield return $"Its intervals ({source}) hold {Share(at80)} of the {held.Count} values held out at 80 %, and {Share(at95)} at 95 %.";
        }

        if (leaderboard.LagCheck is { } check)
        {
            yield return check.Advice is { } advice
                ? $"Lag check: failed. {advice}"
                : $"Lag check: passed. Its forecasts one step ahead do not just repeat the last value ({Skill(check.Skill)}).";
        }
    }

    private static string Tested(SelectionReport selection) =>
        selection.Tested == selection.Trials ? $"{selection.Trials} trials" : $"the {selection.Tested} trials that were tested";

    private static string Name(SelectionReport selection) => selection.Metric.ToString().ToUpperInvariant();

    private static string Against(Comparison comparison)
    {
        var opponent = comparison.Role == Opponent.RunnerUp ? $"the best of the others, {comparison.Label}" : comparison.Label;
        return comparison.Test switch
        {
            null => $"Against {opponent}: no test is possible (too few windows, or losses that differ by the same in each).",
            { Statistic: < 0, PValue: < Significant } test => $"Better than {opponent} (Diebold-Mariano {NumberText.PValue(test.PValue)}).",
            { Statistic: > 0, PValue: < Significant } test => $"Worse than {opponent} (Diebold-Mariano {NumberText.PValue(test.PValue)}).",
            { } test => $"Not significantly different from {opponent} (Diebold-Mariano {NumberText.PValue(test.PValue)}).",
        };
    }

    private static string Share(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static string Skill(double? skill) => skill switch
    {
        null => "the series does not move",
        < 0 => "their squared error is larger, though",
        { } better => "their squared error is " + Share(better) + " smaller",
    };
}
