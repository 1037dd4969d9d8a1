using System.Globalization;
using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using Backtest.Core.Series.Csv.Formats;

namespace Backtest.Core.Series.Csv.Building;

/// <summary>
/// Makes a series from observations: sorts them by time, combines several values for the same time, finds the step, and adds missing
/// values for absent times.
/// </summary>
/// <param name="choice">The user's description of the file.</param>
/// <param name="areAlike">Returns whether two rows of the file have the same cells.</param>
/// <param name="shown">Returns a row's time as written in the file.</param>
/// <param name="where">Returns the place of a row's time.</param>
internal sealed class SeriesBuilder(ColumnChoice choice, Func<int, int, bool> areAlike, Func<int, string> shown, Func<int, string> where)
{
    private static readonly TimeSpacing OneByOne = new(0, new TimeSpan(1));

    // Series of a file often have the same times, which are then stored once.
    private DateTime[] _times = [];

    /// <summary>Makes a series.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rows">Its rows in the order of the file.</param>
    /// <param name="observations">The contents of these rows, and possibly more.</param>
    /// <exception cref="InputException">Several rows have the same time and different values.</exception>
    public TimeSeries Build(string name, int[] rows, Observations observations)
    {
        var notes = new List<string>();
        if (observations.Times is not { } times)
        {
            return Take(name, rows, observations, notes);
        }

        var axis = Axis(rows, times, notes);
        var step = choice.Step is { } text ? StepText.Parse(text) : null;
        if (step is not null && choice.Repeats is not null && !times.IsCount)
        {
            axis = axis with { Ticks = Array.ConvertAll(axis.Ticks, step.PeriodStart) };
        }

        var order = Order(axis, notes);
        order = Without(order, axis, observations, notes, out var values, out var covariates);
        if (times.IsCount)
        {
            return Counted(name, order.ConvertAll(k => axis.Ticks[k]), values, covariates, notes);
        }

        return OnStep(name, axis, [.. order], values, covariates, step, notes);
    }

    private static TimeSeries Take(string name, int[] rows, Observations observations, List<string> notes) => new(
        name,
        Array.ConvertAll(rows, row => observations.Values[row]),
        Notes: notes.Count > 0 ? notes : null,
        Covariates: observations.Covariates.Count > 0
            ? [.. observations.Covariates.Select(
                covariate => covariate with { Values = Array.ConvertAll(rows, row => covariate.Values[row]) })]
            : null);

    // The clock times of the rows in the order in which the clock showed them, with their offsets.
    private TimeAxis Axis(int[] rows, ColumnTimes times, List<string> notes)
    {
        var ticks = Array.ConvertAll(rows, row => times.Ticks[row]);
        var offsets = times.Offsets is { } all ? Array.ConvertAll(rows, row => all[row]) : null;
        var axis = new TimeAxis(rows, ticks, offsets, IsOffsetKnown: offsets is not null);
        if (times.IsCount)
        {
            return axis;
        }

        if (rows.Length > 1 && IsNewestFirst(axis))
        {
            axis = axis.Reversed();
            notes.Add("The rows were newest first and have been put in time order.");
        }

        if (choice.TimeZone is { } name)
        {
            return InZone(axis, Clock.Find(name));
        }

        if (axis.Offsets is { } known)
        {
            return known.AsSpan().IndexOfAnyExcept((short)0) < 0 ? AtMidnights(axis, notes) : axis;
        }

        return times.Unit == TimeUnit.Instant ? WentBack(axis, notes) : axis;
    }

    private TimeAxis InZone(TimeAxis axis, NodaTime.DateTimeZone zone)
    {
        if (axis.Offsets is not null)
        {
            var offsets = new short[axis.Ticks.Length];
            var ticks = new long[axis.Ticks.Length];
            for (var k = 0; k < ticks.Length; k++)
            {
                offsets[k] = Clock.OffsetAt(zone, axis.Instant(k));
                ticks[k] = axis.Instant(k) + (offsets[k] * TimeSpan.TicksPerMinute);
            }

            return axis with { Ticks = ticks, Offsets = offsets };
        }

        // Only an order in time tells which of two equal times is the later one.
        var order = axis.IsAscending() ? null : Enumerable.Range(0, axis.Ticks.Length).OrderBy(k => axis.Ticks[k]).ToArray();
        var ordered = order is null || AreOnlyHourBack(axis) ? axis : axis.Sorted(order);
        var found = Clock.Offsets(zone, ordered.Ticks, out var wrong);
        return wrong < 0
            ? ordered with { Offsets = found, IsOffsetKnown = true }
            : IsRepeated(ordered, wrong)
                ? ordered with { Offsets = OffsetsOfEach(zone, ordered), IsOffsetKnown = true }
                : throw new InputException(
                    $"Clocks in {zone.Id} never showed '{shown(ordered.Rows[wrong])}', or not in this order.",
                    where(ordered.Rows[wrong]),
                    "Give the right zone as \"timeZone\" in the grid's \"columns\", or write times with their offset from UTC.");
    }

    private static bool IsRepeated(TimeAxis axis, int wrong) => wrong > 0 && axis.Ticks[wrong] == axis.Ticks[wrong - 1];

    private static short[] OffsetsOfEach(NodaTime.DateTimeZone zone, TimeAxis axis) =>
        Array.ConvertAll(axis.Ticks, tick => Clock.Offsets(zone, [tick], out _)[0]);

    // Midnights of a zone with clock changes appear in UTC at two times of day.
    private static TimeAxis AtMidnights(TimeAxis axis, List<string> notes)
    {
        var clocks = axis.Ticks.Select(tick => tick % TimeSpan.TicksPerDay).Distinct().Take(3).ToList();
        if (clocks.Count != 2 || Clock.OfMidnights(axis.Ticks, out var zone) is not { } offsets)
        {
            return axis;
        }

        notes.Add(
            $"The times are midnights of a clock like that of {zone}, written in UTC; they are shown by that clock. "
                + "Set \"timeZone\" in \"columns\" if that is wrong.");
        return axis with { Ticks = [.. axis.Ticks.Select((tick, k) => tick + (offsets[k] * TimeSpan.TicksPerMinute))], Offsets = offsets };
    }

    // An hour that occurs twice in rows otherwise in order is the one where clocks are put back.
    private static TimeAxis WentBack(TimeAxis axis, List<string> notes)
    {
        if (axis.IsAscending() || !AreOnlyHourBack(axis) || HasRowTwice(axis) || Clock.ThatWentBack(axis.Ticks) is not { } offsets)
        {
            return axis;
        }

        notes.Add("One hour occurs twice, as when clocks are put back; its rows were taken to be in the order in which they were recorded.");
        return axis with { Offsets = offsets, IsOffsetKnown = false };
    }

    private static bool AreOnlyHourBack(TimeAxis axis)
    {
        for (var k = 1; k < axis.Ticks.Length; k++)
        {
            if (axis.Ticks[k] - axis.Ticks[k - 1] < -TimeSpan.TicksPerHour)
            {
                return false;
            }
        }

        return true;
    }

    // Equal times are an hour apart where clocks are put back, so no other times are closer.
    private static bool HasRowTwice(TimeAxis axis)
    {
        var (isTwice, least) = (false, long.MaxValue);
        for (var k = 1; k < axis.Ticks.Length; k++)
        {
            var step = axis.Ticks[k] - axis.Ticks[k - 1];
            isTwice |= step == 0;
            least = step > 0 ? Math.Min(least, step) : least;
        }

        return isTwice && least < TimeSpan.TicksPerHour;
    }

    private static bool IsNewestFirst(TimeAxis axis)
    {
        for (var k = 1; k < axis.Ticks.Length; k++)
        {
            if (axis.Instant(k) > axis.Instant(k - 1) + TimeSpan.TicksPerHour)
            {
                return false;
            }
        }

        return axis.Instant(0) > axis.Instant(axis.Ticks.Length - 1);
    }

    private static List<int> Order(TimeAxis axis, List<string> notes)
    {
        var order = Enumerable.Range(0, axis.Ticks.Length).ToList();
        for (var k = 1; k < axis.Ticks.Length; k++)
        {
            if (axis.Instant(k) < axis.Instant(k - 1))
            {
                notes.Add("The rows were not in time order and have been sorted.");
                return [.. order.OrderBy(axis.Instant)];
            }
        }

        return order;
    }

    // One row for each time.
    private List<int> Without(
        List<int> order,
        TimeAxis axis,
        Observations observations,
        List<string> notes,
        out double[] values,
        out IReadOnlyList<Covariate> covariates)
    {
        var kept = new List<int>(order.Count);
        var (alike, repeated) = (0, 0);
        var groups = choice.Repeats is null ? null : new List<List<int>>();
        foreach (var k in order)
        {
            if (kept.Count == 0 || axis.Instant(kept[^1]) != axis.Instant(k))
            {
                kept.Add(k);
                groups?.Add([k]);
                continue;
            }

            if (groups is not null)
            {
                groups[^1].Add(k);
                repeated++;
                continue;
            }

            if (!areAlike(axis.Rows[kept[^1]], axis.Rows[k]))
            {
                throw new InputException(
                    $"The time '{shown(axis.Rows[k])}' occurs twice.",
                    where(axis.Rows[k]),
                    "Give each time once. Otherwise say in the grid's \"columns\" how to combine its values (\"repeats\": \"sum\", "
                        + "\"mean\" or \"last\"), or which column has the ids of the series (\"id\"). For the hour that occurs twice "
                        + "when clocks are put back, keep the rows in order, give a \"timeZone\", or write offsets from UTC.");
            }

            alike++;
        }

        if (alike > 0)
        {
            notes.Add($"{alike} duplicate row{(alike == 1 ? " was" : "s were")} left out.");
        }

        if (groups is not null && repeated > 0)
        {
            var several = groups.Count(group => group.Count > 1);
            var what = choice.Repeats switch { RepeatRule.Sum => "sum", RepeatRule.Mean => "mean", _ => "last" };
            notes.Add($"{repeated + several} rows share {several} time{(several == 1 ? "" : "s")}; each time has the {what} of its values.");
        }

        var rows = axis.Rows;
        double[] Of(double[] all) => groups is null
            ? [.. kept.Select(k => all[rows[k]])]
            : [.. groups.Select(group => One([.. group.Select(k => rows[k]).Order().Select(row => all[row])]))];
        values = Of(observations.Values);
        covariates = [.. observations.Covariates.Select(covariate => covariate with { Values = Of(covariate.Values) })];
        return kept;
    }

    private double One(double[] values)
    {
        var present = Array.FindAll(values, value => !double.IsNaN(value));
        return present.Length == 0
            ? double.NaN
            : choice.Repeats switch { RepeatRule.Sum => present.Sum(), RepeatRule.Mean => present.Average(), _ => present[^1] };
    }

    // Counts have no times, but numbers that they skip are missing values too.
    private TimeSeries Counted(string name, List<long> counts, double[] values, IReadOnlyList<Covariate> covariates, List<string> notes)
    {
        var times = counts.ConvertAll(count => new DateTime(count - counts[0] + 1)).ToArray();
        var fit = SpacingFit.On(times, OneByOne);
        return fit is null || fit.Length > 2L * counts.Count + 10
            ? new TimeSeries(name, values, Notes: notes, Covariates: OrNull(covariates))
            : Filled(new TimeSeries(name, values, Notes: notes, Covariates: OrNull(covariates)), fit, notes);
    }

    private static IReadOnlyList<Covariate>? OrNull(IReadOnlyList<Covariate> covariates) => covariates.Count > 0 ? covariates : null;

    private TimeSeries OnStep(
        string name,
        TimeAxis axis,
        int[] order,
        double[] values,
        IReadOnlyList<Covariate> covariates,
        TimeSpacing? step,
        List<string> notes)
    {
        var clock = Array.ConvertAll(order, k => new DateTime(axis.Ticks[k], DateTimeKind.Utc));
        var offsets = axis.Offsets is { } all ? Array.ConvertAll(order, k => all[k]) : null;
        var series = new TimeSeries(name, values, clock, null, notes, OrNull(covariates), axis.IsOffsetKnown ? Changes(offsets) : null);
        var fit = Fit(axis, order, clock, offsets, step, out var isByInstant);
        if (fit is null)
        {
            if (step is not null)
            {
                throw new InputException(
                    $"Two times lie within one {step.Text}.",
                    "columns.step",
                    "Give a shorter step, or set \"repeats\" to combine the values.");
            }

            if (clock.Length > 2)
            {
                notes.Add($"The times have no regular step; the values are taken as equally spaced, in order.{Break(axis, order, clock)}");
            }

            return series;
        }

        if (fit.Step.WorkingWeek is { } week)
        {
            notes.Add($"The times are working days, {week.Text}.");
        }

        if (fit.Off >= 0 && step is null)
        {
            notes.Add(
                $"{fit.OffCount} of {clock.Length} times {(fit.OffCount == 1 ? "is" : "are")} off the step ({fit.Step.Text}) and "
                + $"{(fit.OffCount == 1 ? "was" : "were")} moved to the nearest place on it: "
                + $"'{shown(axis.Rows[order[fit.Off]])}' ({where(axis.Rows[order[fit.Off]])}){(fit.OffCount == 1 ? "" : " is the first")}.");
        }

        series = Filled(series with { Spacing = fit.Step }, fit, notes);
        return isByInstant
            ? WithClock(series, axis, order, offsets!, fit)
            : series with { Timestamps = Clocks(fit, clock), Offsets = axis.IsOffsetKnown ? FilledOffsets(offsets, fit) : null };
    }

    // Local times follow the calendar; within a day, only instants are equally spaced across clock changes.
    private SpacingFit? Fit(TimeAxis axis, int[] order, DateTime[] clock, short[]? offsets, TimeSpacing? step, out bool isByInstant)
    {
        var varies = offsets is not null && offsets.AsSpan().IndexOfAnyExcept(offsets[0]) >= 0;
        var instants = varies ? Array.ConvertAll(order, k => new DateTime(axis.Instant(k), DateTimeKind.Utc)) : clock;
        isByInstant = varies;
        if (step is not null)
        {
            isByInstant = varies && step.IsWithinDay;
            return SpacingFit.On(isByInstant ? instants : clock, step);
        }

        if (varies && IsAscending(clock) && SpacingFit.OnStep(clock) is { Step.IsWithinDay: false } local)
        {
            isByInstant = false;
            return local;
        }

        if (varies && SpacingFit.OnStep(instants) is { } exact)
        {
            return exact;
        }

        if (varies && IsAscending(clock) && SpacingFit.NearStep(clock) is { Step.IsWithinDay: false } near)
        {
            isByInstant = false;
            return near;
        }

        return SpacingFit.NearStep(instants) ?? (choice.Fill is not null ? SpacingFit.OnCalendar(instants) : null);
    }

    private static bool IsAscending(DateTime[] times)
    {
        for (var t = 1; t < times.Length; t++)
        {
            if (times[t] <= times[t - 1])
            {
                return false;
            }
        }

        return true;
    }

    // The first place where a step differs from the most common one.
    private string Break(TimeAxis axis, int[] order, DateTime[] clock)
    {
        var steps = clock.Skip(1).Select((time, t) => time - clock[t]).ToList();
        var common = steps.CountBy(step => step).MaxBy(pair => pair.Value);
        var at = steps.FindIndex(step => step != common.Key);
        return at < 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $" The first irregular step is at {where(axis.Rows[order[at + 1]])}: from '{shown(axis.Rows[order[at]])}' to "
                + $"'{shown(axis.Rows[order[at + 1]])}' it is {Words(steps[at])}, "
                + $"while {(common.Value > 1 ? $"most steps are {Words(common.Key)}" : "other steps differ")}.");
    }

    private static string Words(TimeSpan span) => span.Ticks % TimeSpan.TicksPerDay == 0
        ? $"{span.TotalDays:0} day{(span.TotalDays == 1 ? "" : "s")}"
        : span.ToString("c", CultureInfo.InvariantCulture);

    private TimeSeries Filled(TimeSeries series, SpacingFit fit, List<string> notes)
    {
        var (length, count) = (fit.Length, fit.Places.Length);
        if (length > count)
        {
            notes.Add(choice.Fill == FillRule.Zero
                ? $"{length - count} of {length} times were not in the file; their values are taken as zero."
                : $"{length - count} of {length} times were not in the file; their values are taken as missing.");
        }

        double[] Place(double[] values, double byDefault)
        {
            var filled = new double[length];
            Array.Fill(filled, byDefault);
            for (var t = 0; t < count; t++)
            {
                filled[fit.Places[t] - fit.Places[0]] = values[t];
            }

            return filled;
        }

        return series with
        {
            Values = Place(series.Values, choice.Fill == FillRule.Zero ? 0 : double.NaN),
            Notes = notes,
            Covariates = series.Covariates?.Select(covariate => covariate with { Values = Place(covariate.Values, double.NaN) }).ToList(),
        };
    }

    // The clock times of all places; where the day of the month varies, the file's own times are kept.
    private DateTime[] Clocks(SpacingFit fit, DateTime[] clock)
    {
        var times = new DateTime[fit.Length];
        for (var place = 0; place < times.Length; place++)
        {
            times[place] = fit.Step.Add(fit.Anchor, fit.Places[0] + place);
        }

        for (var t = 0; t < clock.Length && fit.Step.MonthDay is not null; t++)
        {
            times[fit.Places[t] - fit.Places[0]] = clock[t];
        }

        return _times = times.AsSpan().SequenceEqual(_times) ? _times : times;
    }

    // Places that the file lacks have the clock of the previous place.
    private static TimeSeries WithClock(TimeSeries series, TimeAxis axis, int[] order, short[] offsets, SpacingFit fit)
    {
        var times = new DateTime[fit.Length];
        var filled = Spread(offsets, fit);
        for (var place = 0; place < times.Length; place++)
        {
            times[place] = fit.Step.Add(fit.Anchor, fit.Places[0] + place).AddMinutes(filled[place]);
        }

        return series with { Timestamps = times, Offsets = axis.IsOffsetKnown ? Changes(filled) : null };
    }

    private static List<OffsetChange>? FilledOffsets(short[]? offsets, SpacingFit fit) =>
        offsets is null ? null : Changes(Spread(offsets, fit));

    private static short[] Spread(short[] offsets, SpacingFit fit)
    {
        var filled = new short[fit.Length];
        for (var t = 0; t < offsets.Length; t++)
        {
            var (from, to) = (fit.Places[t] - fit.Places[0], t + 1 < offsets.Length ? fit.Places[t + 1] - fit.Places[0] : filled.Length);
            Array.Fill(filled, offsets[t], from, to - from);
        }

        return filled;
    }

    private static List<OffsetChange>? Changes(short[]? offsets)
    {
        if (offsets is null)
        {
            return null;
        }

        var changes = new List<OffsetChange>();
        for (var k = 0; k < offsets.Length; k++)
        {
            if (k == 0 || offsets[k] != offsets[k - 1])
            {
                changes.Add(new OffsetChange(k, TimeSpan.FromMinutes(offsets[k])));
            }
        }

        return changes;
    }
}
