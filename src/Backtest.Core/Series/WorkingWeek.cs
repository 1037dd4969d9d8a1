using System.Numerics;

namespace Backtest.Core.Series;

/// <summary>The weekdays that a series has values for, its working days, such as Monday to Friday.</summary>
/// <param name="Monday">Whether Mondays are working days.</param>
/// <param name="Tuesday">Whether Tuesdays are.</param>
/// <param name="Wednesday">Whether Wednesdays are.</param>
/// <param name="Thursday">Whether Thursdays are.</param>
/// <param name="Friday">Whether Fridays are.</param>
/// <param name="Saturday">Whether Saturdays are.</param>
/// <param name="Sunday">Whether Sundays are.</param>
public sealed record WorkingWeek(bool Monday, bool Tuesday, bool Wednesday, bool Thursday, bool Friday, bool Saturday, bool Sunday)
{
    /// <summary>Days in a week, working days or not.</summary>
    internal const int CalendarDays = 7;

    /// <summary>Number of working days in a week, 1 to 7.</summary>
    internal int WorkingDays => BitOperations.PopCount(Days);

    /// <summary>Whether the working days are contiguous, and so are the days off, like a weekend.</summary>
    internal bool IsOneRow => First is not null;

    /// <summary>The names of the days: the first and the last of contiguous ones, otherwise all.</summary>
    internal string Text
    {
        get
        {
            if (First is { } first)
            {
                return $"{NameOf(first)} to {NameOf(first + WorkingDays - 1)}";
            }

            string[] names = [.. Enumerable.Range(0, CalendarDays).Where(Has).Select(NameOf)];
            return $"{string.Join(", ", names[..^1])} and {names[^1]}";
        }
    }

    // A bit for each day, Monday first: the calendar of DateTime starts with a Monday.
    private uint Days =>
        (Monday
            ? 1u
            : 0) | (Tuesday
            ? 2u
            : 0) | (Wednesday
            ? 4u
            : 0) | (Thursday
            ? 8u
            : 0) | (Friday
            ? 16u
            : 0) | (Saturday
            ? 32u
            : 0) | (Sunday
            ? 64u
            : 0);

    // The first working day if they are contiguous, possibly across a Sunday.
    private int? First =>
        Enumerable.Range(0, CalendarDays).Where(day => Has(day) && !Has(day + CalendarDays - 1)).ToList() is [var only] ? only : null;

    /// <summary>The working week of the weekdays that occur.</summary>
    /// <param name="occurs">Whether each day of the week occurs, from Monday to Sunday.</param>
    internal static WorkingWeek Of(ReadOnlySpan<bool> occurs) =>
        new(occurs[0], occurs[1], occurs[2], occurs[3], occurs[4], occurs[5], occurs[6]);

    /// <summary>The number of a time's day, from 0 on the 1st of January of the year 1.</summary>
    internal static long DayOf(DateTime time) => time.Ticks / TimeSpan.TicksPerDay;

    /// <summary>Number of working days before a day, given by its number.</summary>
    internal long CountBefore(long day)
    {
        var (weeks, rest) = Math.DivRem(day, CalendarDays);
        return (weeks * WorkingDays) + BitOperations.PopCount(Days & ((1u << (int)rest) - 1));
    }

    /// <summary>Number of the day with <paramref name="count"/> working days before it, 0 or more.</summary>
    internal long DayAfter(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var (weeks, rest) = Math.DivRem(count, WorkingDays);
        var days = Days;
        for (; rest > 0; rest--)
        {
            days &= days - 1;
        }

        return (weeks * CalendarDays) + BitOperations.TrailingZeroCount(days);
    }

    private static string NameOf(int day) => ((DayOfWeek)((day + 1) % CalendarDays)).ToString();

    private bool Has(int day) => (Days & (1u << (day % CalendarDays))) != 0;
}
