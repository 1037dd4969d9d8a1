using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Text;
using Backtest.Storage.Results;

namespace Backtest.Reports;

/// <summary>The findings of the checks of a run, for the report, the page and the command line.</summary>
public static class ChecksText
{
    // A smaller share of the score is not worth a sentence.
    private const double LeastOptimism = 1e-3;

    // Maximum number of trials to list that ignore a season.
    private const int MostIgnoring = 3;

    /// <summary>Fewer windows are too few for any test.</summary>
    internal const int FewestWindows = 3;

    /// <summary>Why enough windows allow no test.</summary>
    internal const string NoTest = "they overlap too much, or the errors differ by the same amount in each.";

    private const double Significant = DieboldMarianoResult.Level;

    /// <summary>The findings, in display order.</summary>
    public static IEnumerable<Finding> Of(Leaderboard leaderboard)
    {
        var published = leaderboard.Rows.First(row => row.Trial == leaderboard.Published);
        return
        [
            .. OfChoice(leaderboard, published),
            .. OfWarnings(published),
            .. leaderboard.Selection is { } selection ? OfSelection(leaderboard, published, selection) : [],
            .. leaderboard.Comparisons.Select(comparison => Against(leaderboard, comparison)),
            .. leaderboard.Pooling is { } pooling ? [OfPooling(pooling)] : Array.Empty<Finding>(),
            .. OfIntervals(leaderboard, published),
            .. leaderboard.LagCheck is { } check ? [OfLag(check)] : Array.Empty<Finding>(),
            .. OfResiduals(leaderboard),
            .. OfSeasons(leaderboard, published),
        ];
    }

    private static IEnumerable<Finding> OfChoice(Leaderboard leaderboard, LeaderboardRow published)
    {
        if (leaderboard.Choice is { } choice)
        {
            yield return new Finding(FindingKind.Note, choice);
        }

        if (published.Spec is EnsembleSpec { Members: { } members })
        {
            yield return new Finding(FindingKind.Note, $"It combines {string.Join(", ", members.Select(member => member.Label))}.");
        }
    }

    // What several members of an ensemble warn of is one finding.
    private static IEnumerable<Finding> OfWarnings(LeaderboardRow published)
    {
        var members = published.Spec is EnsembleSpec { Members: { } all } ? all : [];
        return published.Warnings
            .Select(warning => (
                Start: members.Select(member => $"{member.Label}: ").FirstOrDefault(start => warning.StartsWith(start, StringComparison.Ordinal)),
                Warning: warning))
            .GroupBy(one => (IsOfMember: one.Start is not null, Text: one.Warning[(one.Start?.Length ?? 0)..]))
            .Select(group => new Finding(
                group.Key.Text.StartsWith(SearchNote.Start, StringComparison.Ordinal) ? FindingKind.Note : FindingKind.Warn,
                group.Key.IsOfMember ? $"{string.Join(", ", group.Select(one => one.Start![..^2]))}: {group.Key.Text}" : group.Key.Text));
    }

    /// <summary>Whether networks that the series share forecast one of them better than its own.</summary>
    internal static Finding OfPooling(PoolingCheck check)
    {
        var (pair, told) = (check.Pair, check.Pair.Test is { IsBetter: true } or { IsWorse: true });
        var text = pair.Test switch
        {
            { IsBetter: true } => "Shared networks forecast this series better than its own networks.",
            { IsWorse: true } => "Its own networks forecast this series better than shared networks.",
            _ => "It is unclear whether shared networks forecast this series better than its own networks.",
        };
        var test = told ? $" (Diebold-Mariano test, {NumberText.PValue(pair.Test!.PValue)})" : "";
        return new Finding(
            FindingKind.Note,
            text,
            $"{check.GlobalLabel} was closer than {check.LocalLabel} in {pair.Closer} of {Counted.Of(pair.Windows, "window")}, and further off in "
                + $"{pair.Further}{test}.");
    }

    private static IEnumerable<Finding> OfSelection(Leaderboard leaderboard, LeaderboardRow published, SelectionReport selection)
    {
        var protocol = leaderboard.Protocol;
        if (selection.Metric != protocol.Metric)
        {
            yield return new Finding(
                FindingKind.Note,
                $"{MetricText.NameOf(selection.Metric)} ranks the trials: {MetricText.NameOf(protocol.Metric)} is not defined in every window.");
        }

        if (selection.Windows < protocol.Windows)
        {
            yield return new Finding(
                FindingKind.Note,
                $"The trials are ranked on the {selection.Windows} of {protocol.Windows} windows in which all of them have a score.");
        }

        if (selection.Optimism is { } optimism && optimism >= LeastOptimism * selection.Score
            && Score(selection.Score + optimism) != Score(selection.Score))
        {
            var first = leaderboard.Rows[0];
            yield return new Finding(
                FindingKind.Note,
                $"The top score is partly luck: expect {first.Label} to score about {Score(selection.Score + optimism)}, not "
                    + $"{Score(selection.Score)}.{(first.Trial == leaderboard.Published ? "" : " (It is not the published model.)")}",
                $"The estimate repeatedly chooses the best of {selection.Trials} trials on some of the windows and scores it on the others.");
        }

        if (selection is { InSet: { } inSet, Trials: > 1 })
        {
            var isOut = published.InConfidenceSet == false;
            yield return new Finding(
                isOut ? FindingKind.Warn : FindingKind.Note,
                (inSet == 1
                    ? $"The best is better than the others of {Tested(selection)} on {Counted.Of(selection.Windows, "window")}."
                    : $"{inSet} of {Tested(selection)} cannot be told apart from the best on {Counted.Of(selection.Windows, "window")}.")
                    + (!isOut ? "" : inSet == 1 ? " The chosen model is not the best." : " The chosen model is not one of them."),
                $"{(inSet == 1 ? "It has" : "They have")} a star in the leaderboard: the model confidence set at a level of {Share(selection.Level)}.");
        }
        else if (selection.Trials > 1)
        {
            yield return new Finding(
                FindingKind.Warn,
                $"Too few windows ({selection.Windows}) to tell which trials are as good as the best, and how much of its score is luck.");
        }
    }

    // The test of the pair may separate two trials that the set, which allows for the number of trials, does not separate.
    private static Finding Against(Leaderboard leaderboard, Comparison comparison)
    {
        var opponent = comparison.Role == Opponent.RunnerUp ? $"the best of the others, {comparison.Label}" : comparison.Label;
        if (comparison.Test is not { } test)
        {
            var windows = leaderboard.Selection?.Windows ?? leaderboard.Protocol.Windows;
            return windows < FewestWindows
                ? new Finding(
                    FindingKind.Note,
                    $"Too few windows ({windows}) to tell whether it really beats {opponent}. Shorten the horizon or add data.")
                : new Finding(
                    FindingKind.Note,
                    $"{windows} windows cannot tell whether it really beats {opponent}: {NoTest}");
        }

        var isInSet = leaderboard.Rows.First(row => row.Trial == comparison.Trial).InConfidenceSet == true;
        var more = $"Diebold-Mariano test, {NumberText.PValue(test.PValue)}, on {Counted.Of(test.Count, "window")}.";
        return test switch
        {
            { IsBetter: true } when isInSet => new Finding(
                FindingKind.Note, $"Better than {opponent} in a direct comparison, but not conclusively among all trials.", more),
            { IsBetter: true } => new Finding(FindingKind.Good, $"Better than {opponent}.", more),
            { IsWorse: true } => new Finding(FindingKind.Warn, $"Worse than {opponent}.", more),
            _ => new Finding(
                comparison.Role == Opponent.RunnerUp ? FindingKind.Note : FindingKind.Warn,
                $"Not significantly different from {opponent}.",
                more),
        };
    }

    private static IEnumerable<Finding> OfIntervals(Leaderboard leaderboard, LeaderboardRow published)
    {
        if (published.HoldOut is not { Coverage95: { } at95 } held)
        {
            yield break;
        }

        var source = leaderboard.Intervals switch
        {
            IntervalSource.Conformal => "The intervals come from its errors in the windows.",
            IntervalSource.Quantiles => "The intervals are quantiles that its networks forecast.",
            IntervalSource.Pool => "The intervals are quantiles of its members' distributions, pooled.",
            IntervalSource.ScaledPool =>
                "The intervals are quantiles of its members' distributions, pooled and scaled to its errors in the windows.",
            _ => "The intervals are the model's own.",
        };
        const double Coverage = 0.95;
        var inside = (int)Math.Round(at95 * held.Count);
        yield return new Finding(
            CoverageTest.IsTooNarrow(inside, held.Count, Coverage) ? FindingKind.Warn : FindingKind.Note,
            $"{inside} of {Counted.Of(held.Count, "held-out value")} fell inside the 95 % band "
                + $"(about {CoverageTest.ExpectedInside(held.Count, Coverage)} expected).",
            held is { Width80: { } narrow, Width95: { } wide } && wide <= narrow
                ? $"{source} The 80 % and the 95 % band are the same, because the errors behind them do not vary."
                : source);
    }

    private static Finding OfLag(LagCheck check) => check.RepeatsLastValue
        ? new Finding(
            FindingKind.Warn, "One step ahead it just repeats the last value: its forecasts are the series, shifted by one step.",
            check.Advice)
        : new Finding(FindingKind.Good, "It does not just repeat the last value.", check.Skill switch
        {
            null => "The series is constant.",
            < 0 => "One step ahead its squared error is larger than that of repeating the last value, though.",
            { } skill => $"One step ahead its squared error is {Share(skill)} smaller than that of repeating the last value.",
        });

    private static IEnumerable<Finding> OfResiduals(Leaderboard leaderboard)
    {
        if (leaderboard.Residuals.WhiteNoise is { } test)
        {
            var more = $"Ljung-Box test of its residuals, {NumberText.PValue(test.PValue)}, up to lag {test.Lags}.";
            yield return test.PValue >= Significant
                ? new Finding(FindingKind.Good, "What it leaves unexplained looks like noise.", more)
                : new Finding(FindingKind.Warn, "What it leaves unexplained still has a pattern.", more);
        }
    }

    private static IEnumerable<Finding> OfSeasons(Leaderboard leaderboard, LeaderboardRow published) => leaderboard.Rows
        .Where(row => row != published && row.Warnings.Any(IsOfSeason))
        .Select(row => $"{row.Label}: {row.Warnings.First(IsOfSeason)}")
        .Except(published.Warnings)
        .Take(MostIgnoring)
        .Select(text => new Finding(FindingKind.Note, text));

    private static bool IsOfSeason(string warning) => warning.StartsWith(SeasonWarning.Start, StringComparison.Ordinal);

    private static string Tested(SelectionReport selection) =>
        selection.Tested == selection.Trials ? $"{selection.Trials} trials" : $"the {selection.Tested} trials that were tested";

    // More than two digits of a score would be noise.
    private static string Score(double score) => score is >= 0.01 and < 100
        ? score.ToString("0.00", CultureInfo.InvariantCulture)
        : NumberText.Show(score);

    private static string Share(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";
}
