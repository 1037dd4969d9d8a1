using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Storage.Results;

namespace Backtest.Reports;

/// <summary>What a leaderboard and its checks found, in a sentence each.</summary>
public static class ChecksText
{
    // A smaller share of the score is not worth a sentence.
    private const double LeastOptimism = 1e-3;

    // Of more trials that ignore the season the first ones stand for the others.
    private const int MostIgnoring = 3;

    /// <summary>Whether the published trial beats the naive forecasts on the values held out; null where it has no score there.</summary>
    public static string? Verdict(Leaderboard leaderboard)
    {
        var published = leaderboard.Rows.First(row => row.Trial == leaderboard.Published);
        if (published.HoldOut is not { } held)
        {
            return null;
        }

        var naive = leaderboard.Rows.Where(row => row.HoldOut is not null && row != published && row.Spec is BaselineSpec { IsNaive: true })
            .MinBy(row => row.HoldOut!.Mae);
        var own = FormattableString.Invariant($"On the {HeldOut(held)}, {published.Label} is off by {held.Mae:G4} on average");
        return (naive, IsNaive: published.Spec is BaselineSpec { IsNaive: true }) switch
        {
            (null, true) => $"{own}. It is the naive forecast itself: no other model did better in the windows.",
            (null, false) => $"{own}.",
            ({ } other, true) =>
                FormattableString.Invariant($"{own}, {other.Label} by {other.HoldOut!.Mae:G4}. ")
                + "A naive forecast is published: no other model did better in the windows.",
            ({ } other, false) when held.Mae >= other.HoldOut!.Mae =>
                FormattableString.Invariant($"{own}, which is no better than {other.Label} with {other.HoldOut.Mae:G4}."),
            ({ } other, false) => FormattableString.Invariant($"{own}, {other.Label} by {other.HoldOut!.Mae:G4}."),
        };
    }

    /// <summary>What the checks found.</summary>
    public static IEnumerable<string> Of(Leaderboard leaderboard)
    {
        var published = leaderboard.Rows.First(row => row.Trial == leaderboard.Published);
        if (leaderboard.Choice is { } choice)
        {
            yield return choice;
        }

        if (published.Spec is EnsembleSpec { Members: { } members })
        {
            yield return $"It combines {string.Join(", ", members.Select(member => member.Label))}.";
        }

        if (leaderboard.Selection is { } selection)
        {
            if (selection.Metric != leaderboard.Protocol.Metric)
            {
                yield return $"{Name(selection.Metric)} ranks the trials: {Name(leaderboard.Protocol.Metric)} is not defined in every "
                    + "window.";
            }

            if (selection.Windows < leaderboard.Protocol.Windows)
            {
                yield return $"The trials rank on the {selection.Windows} of {leaderboard.Protocol.Windows} windows in which all of them "
                    + "have a score.";
            }

            if (selection is { InSet: { } inSet, Trials: > 1 })
            {
                yield return $"* {inSet} of {Tested(selection)} cannot be told from the best on {selection.Windows} windows (model "
                    + $"confidence set: p of at least {selection.Level.ToString(CultureInfo.InvariantCulture)}).";
            }
            else if (selection.Trials > 1)
            {
                yield return $"{selection.Windows} window(s) of {leaderboard.Protocol.Horizon} are too few to tell which trials are as "
                    + "good as the best, and how much of its score is luck.";
            }

            if (selection.Optimism is { } optimism && optimism >= LeastOptimism * selection.Score)
            {
                yield return $"The best of {selection.Trials} owes part of its rank to chance: its {Name(selection.Metric)} of "
                    + $"{NumberText.Show(selection.Score)} is about {NumberText.Show(optimism)} too good; "
                    + $"expect {NumberText.Show(selection.Score + optimism)}.";
            }
        }

        var ignoring = leaderboard.Rows.Where(row => row != published && row.Warnings.Any(IsOfSeason)).ToList();
        foreach (var row in ignoring.Take(MostIgnoring))
        {
            yield return $"{row.Label}: {row.Warnings.First(IsOfSeason)}";
        }

        foreach (var comparison in leaderboard.Comparisons)
        {
            yield return Against(comparison, leaderboard.Rows.First(row => row.Trial == comparison.Trial).InConfidenceSet == true);
        }

        if (published.HoldOut is { Coverage80: { } at80, Coverage95: { } at95 } held)
        {
            var source = leaderboard.Intervals switch
            {
                IntervalSource.Conformal => "from the errors of the windows",
                IntervalSource.Pool => "from the distributions of its members, pooled",
                _ => "of its own",
            };
            yield return $"Its intervals ({source}) hold {Share(at80)} of the {HeldOut(held)} at 80 %, and {Share(at95)} at 95 %.";
        }

        if (leaderboard.LagCheck is { } check)
        {
            yield return check.Advice is { } advice
                ? $"Lag check: failed. {advice}"
                : $"Lag check: passed. Its forecasts one step ahead do not just repeat the last value ({Skill(check.Skill)}).";
        }
    }

    private static bool IsOfSeason(string warning) => warning.StartsWith(SeasonWarning.Start, StringComparison.Ordinal);

    private static string HeldOut(MetricSet held) => held.Count == 1 ? "one value held out" : $"{held.Count} values held out";

    private static string Tested(SelectionReport selection) =>
        selection.Tested == selection.Trials ? $"{selection.Trials} trials" : $"the {selection.Tested} trials that were tested";

    private static string Name(RankingMetric metric) => metric.ToString().ToUpperInvariant();

    // Of the two tests the one of the pair may tell them apart where the set, which allows for the number of trials, does not.
    private static string Against(Comparison comparison, bool isInSet)
    {
        var opponent = comparison.Role == Opponent.RunnerUp ? $"the best of the others, {comparison.Label}" : comparison.Label;
        return comparison.Test switch
        {
            null => $"Against {opponent}: no test is possible (too few windows, or losses that differ by the same in each).",
            { IsBetter: true } test when isInSet =>
                $"Better than {opponent} if the two are compared alone (Diebold-Mariano {NumberText.PValue(test.PValue)}), but not "
                    + "beyond doubt among all trials.",
            { IsBetter: true } test => $"Better than {opponent} (Diebold-Mariano {NumberText.PValue(test.PValue)}).",
            { IsWorse: true } test => $"Worse than {opponent} (Diebold-Mariano {NumberText.PValue(test.PValue)}).",
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
