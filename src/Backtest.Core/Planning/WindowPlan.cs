using System.Numerics;
using Backtest.Core.Series;

namespace Backtest.Core.Planning;

/// <summary>The number and distance of the windows that judge the trials, and the windows with refits.</summary>
/// <param name="Windows">Number of windows.</param>
/// <param name="Step">Number of values between successive origins.</param>
/// <param name="RefitEvery">Refit at every n-th window: 1 at each, 0 only at the first.</param>
internal readonly record struct WindowPlan(int Windows, int Step, int RefitEvery)
{
    /// <summary>Limit of fits per trial, and so of windows on a short series, since fits take most of a run's time.</summary>
    public const int MostFits = 5;

    /// <summary>Limit of windows on a long series: one more than the 19 errors that a 95 % interval needs.</summary>
    public const int MostWindows = 20;

    /// <summary>Limit of the distance between origins, in horizons, so that all windows lie in the recent past.</summary>
    public const int MostApart = 10;

    // A series with room for at most this many horizons is short: its windows are adjacent or overlap.
    private const int ShortRoom = 10;

    /// <summary>Chooses what the grid leaves open; at least half of the observed values train in every window.</summary>
    /// <param name="series">The series.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="seasonLength">Season length, 1 for none.</param>
    /// <param name="horizon">Number of steps that a window forecasts.</param>
    /// <param name="testLength">Number of values held out.</param>
    public static WindowPlan Choose(TimeSeries series, Grid grid, int seasonLength, int horizon, int testLength)
    {
        var room = series.Length - LengthOfHalf(series.Values) - testLength - grid.Gap - horizon;
        if (grid.Windows is null && grid.Step is null && Spread(series, grid.RefitEvery, seasonLength, horizon, room) is { } spread)
        {
            return spread;
        }

        // Without room for five separate windows, they overlap: few windows tell little.
        var step = grid.Step ?? (grid.Windows is null ? Math.Clamp(room / (MostFits - 1), 1, horizon) : horizon);
        return new WindowPlan(grid.Windows ?? Math.Clamp((room / step) + 1, 1, MostFits), step, grid.RefitEvery ?? 1);
    }

    // On a long series, windows cover at most every second horizon, from up to twenty origins over the second half. Null for a short
    // series.
    private static WindowPlan? Spread(TimeSeries series, int? refitEvery, int seasonLength, int horizon, int room)
    {
        // Windows of whole seasons keep the phase of the origin, which is that of the forecast itself.
        var unit = horizon < seasonLength ? horizon : (horizon + seasonLength - 1) / seasonLength * seasonLength;
        var units = room / unit;
        if (units <= ShortRoom)
        {
            return null;
        }

        var most = refitEvery is null or 0 ? MostWindows : Math.Min(MostWindows, MostFits * refitEvery.Value);
        var windows = Math.Clamp(units / 2, MostFits, most);
        var apart = Math.Min(units / (windows - 1), MostApart);
        var seasons = (long[])[seasonLength, StepsPerWeek(series.Spacing)];
        while (apart > 1 && Array.Exists(seasons, season => LeavesOutPartOf(season, apart * unit, horizon)))
        {
            apart--;
        }

        return new WindowPlan(windows, apart * unit, refitEvery ?? (windows + MostFits - 1) / MostFits);
    }

    // Origins a step apart meet phases of a season that are multiples of the greatest common divisor. If that exceeds the horizon, as with
    // a step of 7 days and a horizon of one, the windows forecast the same part of every season and never the rest.
    private static bool LeavesOutPartOf(long season, int step, int horizon) =>
        season > horizon && BigInteger.GreatestCommonDivisor(step, season) > horizon;

    // 1 if a week is not a whole number of steps. A working week is a season of its own length.
    private static long StepsPerWeek(TimeSpacing? spacing) =>
        spacing is { Months: 0, WorkingWeek: null, Duration: { Ticks: > 0 } step } && TimeSpan.TicksPerDay * 7 % step.Ticks == 0
            ? TimeSpan.TicksPerDay * 7 / step.Ticks
            : 1;

    // The number of rows that hold the first half of the observed values.
    private static int LengthOfHalf(double[] values)
    {
        var (length, left) = (0, (values.Length - values.Count(double.IsNaN) + 1) / 2);
        while (left > 0)
        {
            left -= double.IsNaN(values[length++]) ? 0 : 1;
        }

        return length;
    }
}
