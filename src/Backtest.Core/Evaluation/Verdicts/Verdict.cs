using System.Globalization;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Series;
using Backtest.Core.Text;

namespace Backtest.Core.Evaluation.Verdicts;

/// <summary>Whether to use the published forecast, judged by the hold-out, the windows and the naive forecasts together.</summary>
/// <param name="Advice">The worst advice of the reasons.</param>
/// <param name="Headline">How far off it was on the hold-out, relative to the best naive forecast, as a sentence.</param>
/// <param name="Reasons">The reasons for the advice, those against the forecast first.</param>
public sealed record Verdict(Advice Advice, string Headline, IReadOnlyList<VerdictReason> Reasons)
{
    private const double DaysPerYear = 365.25;

    /// <summary>The advice in up to three words.</summary>
    public string Title => TitleOf(Advice);

    /// <summary>An advice in up to three words.</summary>
    public static string TitleOf(Advice advice) => advice switch
    {
        Advice.Trust => "Trust",
        Advice.Caution => "Caution",
        _ => "Do not use",
    };

    /// <summary>Judges a published trial.</summary>
    /// <param name="series">The series.</param>
    /// <param name="protocol">The protocol of the scores.</param>
    /// <param name="published">The published model.</param>
    /// <param name="holdOut">Its score on the hold-out; null if it has none.</param>
    /// <param name="naives">The naive forecasts with a score on the hold-out.</param>
    /// <param name="lagCheck">Whether it repeats the last value; null if unknown.</param>
    public static Verdict Of(
        TimeSeries series,
        BacktestProtocol protocol,
        ModelSpec published,
        BacktestScore? holdOut,
        IReadOnlyList<NaiveHoldOut> naives,
        LagCheck? lagCheck)
    {
        var own = published is BaselineSpec { IsNaive: true } naive ? naive : null;
        var others = naives.Where(one => one.Spec != own).ToList();
        var best = others.MinBy(one => one.Metrics.ErrorBy(protocol.Metric));
        IEnumerable<VerdictReason> reasons =
        [
            .. holdOut is null ? [] : OfHoldOut(series, protocol.Metric, own, holdOut, best),
            .. OfWindows(series, protocol),
            .. others.Where(one => one.InWindows is { IsWorse: true }).Select(one => OfLostWindows(series, one)),
            .. lagCheck is { RepeatsLastValue: true }
                ? [new VerdictReason(Advice.Caution, "One step ahead it just repeats the last value.")]
                : Array.Empty<VerdictReason>(),
        ];
        List<VerdictReason> sorted =
        [
            .. (holdOut is null ? reasons.Prepend(NotScored(protocol)) : reasons).OrderByDescending(reason => reason.Advice),
        ];
        return new Verdict(sorted.Max(reason => reason.Advice), HeadlineOf(series, protocol, own, holdOut, best), sorted);
    }

    private static VerdictReason NotScored(BacktestProtocol protocol) => new(
        Advice.Caution,
        protocol.TestLength == 0
            ? "No values were held out, so nothing shows how far off it is on values that took no part in the choice."
            : "It has no score on the values held out, so nothing shows how far off it is on values that took no part in the choice.");

    private static string HeadlineOf(
        TimeSeries series, BacktestProtocol protocol, BaselineSpec? own, BacktestScore? holdOut, NaiveHoldOut? best)
    {
        if (holdOut is null)
        {
            return "Its error is unknown: it has no score on held-out values.";
        }

        var text = ValueText.Of(series);
        var error = holdOut.Overall.ErrorBy(protocol.Metric);
        var last = VerdictWords.Last(protocol.TestLength, series.Spacing);
        var what = own is null ? null : VerdictWords.Repeating(own, series.Spacing);
        var average = holdOut.Overall.Count == 1 ? "" : " on average";
        var missed = !protocol.Metric.IsSquared() ? $"On {last} {what ?? "it"} missed by {text.Show(error)}{average}"
            : what is null ? $"On {last} its root mean squared error was {text.Show(error)}"
            : $"On {last} the root mean squared error of {what} was {text.Show(error)}";
        if (best is null)
        {
            return $"{missed}.";
        }

        var (opponent, other) = (VerdictWords.Repeating(best.Spec, series.Spacing), best.Metrics.ErrorBy(protocol.Metric));
        return protocol.Metric.IsSquared()
            ? $"{missed}; that of {opponent} was {text.Show(other)}{Against(error, other)}."
            : $"{missed}; {opponent} missed by {text.Show(other)}{Against(error, other)}.";
    }

    private static string Against(double error, double naive) => Gain(error, naive) switch
    {
        null => "",
        { } gain when Math.Abs(gain) < VerdictRule.LeastGain => " (the same)",
        > 0 and var gain => $" ({Percent(gain)} better)",
        { } gain => $" ({Percent(-gain)} worse)",
    };

    // There is no share of an error of 0.
    private static double? Gain(double error, double naive) => naive > 0 ? 1 - (error / naive) : error > 0 ? null : 0;

    private static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static IEnumerable<VerdictReason> OfHoldOut(
        TimeSeries series, RankingMetric metric, BaselineSpec? own, BacktestScore holdOut, NaiveHoldOut? best)
    {
        var held = holdOut.Overall;
        if (held.Count < VerdictRule.FewestValues)
        {
            yield return new VerdictReason(
                Advice.Caution,
                $"Only {Counted.Of(held.Count, "value was", "values were")} held out: too few to judge by.");
        }

        if (own is not null)
        {
            yield return new VerdictReason(Advice.Caution, "It is a naive forecast: no other model did better in the windows.");
        }
        else if (best is not null)
        {
            var gain = Gain(held.ErrorBy(metric), best.Metrics.ErrorBy(metric)) ?? double.NegativeInfinity;
            yield return OfNaive(gain, held.Count, best.InWindows, VerdictWords.Repeating(best.Spec, series.Spacing));
        }

        yield return OfIntervals(held);
        yield return OfBias(series, holdOut);
    }

    private static VerdictReason OfNaive(double gain, int held, DieboldMarianoResult? windows, string repeating)
    {
        if (gain >= VerdictRule.LeastGain)
        {
            return new VerdictReason(Advice.Trust, $"It was better than {repeating}.");
        }

        var isMuchWorse = gain <= -VerdictRule.MuchWorse;
        var lost = $"It was {(isMuchWorse ? "much worse" : "no better")} than {repeating}";

        // The hold-out has a single origin. Several origins that show the opposite beyond chance leave the question open.
        if (windows is { IsBetter: true })
        {
            var won = $"significantly better in {Counted.Of(windows.Count, "window")}";
            return new VerdictReason(Advice.Caution, isMuchWorse
                ? $"{lost} there, but {won}: the held-out values may be an exception, or the series may have changed."
                : $"{lost} there, though {won}.");
        }

        return isMuchWorse && held >= VerdictRule.FewestToAdviseAgainst
            ? new VerdictReason(Advice.DoNotUse, $"{lost}. Use that instead.")
            : new VerdictReason(Advice.Caution, $"{lost}.");
    }

    private static VerdictReason OfLostWindows(TimeSeries series, NaiveHoldOut naive) => new(
        Advice.Caution,
        $"In {Counted.Of(naive.InWindows!.Count, "window")} it was significantly worse than "
            + $"{VerdictWords.Repeating(naive.Spec, series.Spacing)}.");

    private static VerdictReason OfIntervals(MetricSet held)
    {
        if (held.Coverage80 is not { } coverage)
        {
            return new VerdictReason(Advice.Caution, "It has no intervals, so it does not tell how far off a forecast may be.");
        }

        var inside = (int)Math.Round(coverage * held.Count);
        var found = $"{inside} of {Counted.Of(held.Count, "value")} fell inside the 80 % band "
            + $"(about {CoverageTest.ExpectedInside(held.Count, VerdictRule.Coverage)} expected).";
        return held.Count >= VerdictRule.FewestToAdviseAgainst && coverage < VerdictRule.FarTooFewInside
                ? new VerdictReason(Advice.DoNotUse, $"The intervals are far too narrow: {found}")
            : CoverageTest.IsTooNarrow(inside, held.Count, VerdictRule.Coverage)
                ? new VerdictReason(Advice.Caution, $"The intervals are too narrow: {found}")
            : CoverageTest.IsTooWide(inside, held.Count, VerdictRule.Coverage)
                ? new VerdictReason(Advice.Trust, $"The intervals are wider than needed: {found}")
            : new VerdictReason(Advice.Trust, held.Count < VerdictRule.FewestValues ? found : $"The intervals are about right: {found}");
    }

    private static VerdictReason OfBias(TimeSeries series, BacktestScore holdOut)
    {
        var errors = holdOut.Windows
            .SelectMany(window => window.Y.Zip(window.Yhat, (y, forecast) => y is { } value ? forecast - value : (double?)null))
            .OfType<double>()
            .ToList();
        var (high, low) = (errors.Count(error => error > 0), errors.Count(error => error < 0));
        if (errors.Count >= VerdictRule.FewestOnOneSide && Math.Max(high, low) == errors.Count)
        {
            return new VerdictReason(
                Advice.Caution,
                $"All {errors.Count} forecasts were too {(high > 0 ? "high" : "low")}, by "
                    + $"{ValueText.Of(series).Show(Math.Abs(holdOut.Overall.Bias))} on average.");
        }

        if (errors.Count > 0 && (errors.Count == high || errors.Count == low || high + low == 0))
        {
            var how = high > 0 ? "too high" : low > 0 ? "too low" : "exact";
            return new VerdictReason(
                Advice.Trust,
                errors.Count == 1 ? $"The forecast was {how}."
                    : high + low == 0 ? $"All {errors.Count} forecasts were {how}."
                    : $"All {errors.Count} forecasts were {how}, which may be chance.");
        }

        var exact = errors.Count - high - low;
        return new VerdictReason(
            Advice.Trust,
            exact == 0
                ? $"{Forecasts(high)} too high and {low} too low."
                : $"{Forecasts(high)} too high, {low} too low and {exact} exact.");

        static string Forecasts(int count) => count == 1 ? "1 forecast was" : $"{count} forecasts were";
    }

    private static VerdictReason OfWindows(TimeSeries series, BacktestProtocol protocol, Window first, Window last)
    {
        var (start, end) = (first.TestStart, last.TestEnd - 1);
        var times = series.Timestamps;
        var between = times is null ? null
            : $"between {VerdictWords.At(times[start], series.Spacing)} and {VerdictWords.At(times[end], series.Spacing)}";
        if (protocol.Windows == 1)
        {
            return new VerdictReason(Advice.Caution, "One window ranked the trials: another window might rank them differently.");
        }

        if (times is not null
            && (times[^1] - times[0]).TotalDays >= VerdictRule.FewestYears * DaysPerYear
            && (times[end] - times[start]).TotalDays < VerdictRule.LeastShareOfYear * DaysPerYear)
        {
            return new VerdictReason(
                Advice.Caution, $"All {protocol.Windows} windows lie {between}: other times of the year are not tested.");
        }

        return end - start + 1 < protocol.SeasonLength
            ? new VerdictReason(
                Advice.Caution,
                $"The {protocol.Windows} windows cover {end - start + 1} of the {protocol.SeasonLength} values of a season: the rest of "
                    + "it is not tested.")
            : new VerdictReason(
                Advice.Trust, times is null ? $"{protocol.Windows} windows ranked the trials."
                    : $"{protocol.Windows} windows {between} ranked the trials.");
    }

    private static IEnumerable<VerdictReason> OfWindows(TimeSeries series, BacktestProtocol protocol) =>
        RollingOrigin.Windows(series.Length, protocol) is [var first, .., var last] ? [OfWindows(series, protocol, first, last)]
        : RollingOrigin.Windows(series.Length, protocol) is [var only] ? [OfWindows(series, protocol, only, only)]
        : [];
}
