using System.Numerics;
using Backtest.Core.Series;

namespace Backtest.Core.Planning;

/// <summary>How many windows judge the trials, how far apart they are, and at which of them the models are fitted anew.</summary>
/// <param name="Windows">Number of windows.</param>
/// <param name="Step">Values from one origin to the next.</param>
/// <param name="RefitEvery">Refit at every n-th window: 1 at each, 0 only at the first.</param>
internal readonly record struct WindowPlan(int Windows, int Step, int RefitEvery)
{
    /// <summary>Most fits of a trial, and so most windows of a short series: the time that a run takes is mostly theirs.</summary>
    public const int MostFits = 5;

    /// <summary>Most windows of a long series. They are as many as a 95 % interval from their errors needs (19), and one more.</summary>
    public const int MostWindows = 20;

    /// <summary>The longest way from one origin to the next, in horizons, so that all windows lie in the recent past.</summary>
    public const int MostApart = 10;

    // With room for no more horizons than this a series is short: its windows follow each other or overlap.
    private const int ShortRoom = 10;

    /// <summary>Chooses what the grid leaves open; half of the observed values always train.</summary>
    /// <param name="series">The series.</param>
    /// <param name="grid">What is asked for.</param>
    /// <param name="seasonLength">Season length, 1 for none.</param>
    /// <param name="horizon">Steps that a window forecasts.</param>
    /// <param name="testLength">Number of values held out.</param>
    public static WindowPlan Choose(TimeSeries series, Grid grid, int seasonLength, int horizon, int testLength)
    {
        var room = series.Length - LengthOfHalf(series.Values) - testLength - grid.Gap - horizon;
        if (grid.Windows is null && grid.Step is null && Spread(series, grid.RefitEvery, seasonLength, horizon, room) is { } spread)
        {
            return spread;
        }

        // Where the room is too short for five windows apart from each other they overlap: few of them tell little.
        var step = grid.Step ?? (grid.Windows is null ? Math.Clamp(room / (MostFits - 1), 1, horizon) : horizon);
        return new WindowPlan(grid.Windows ?? Math.Clamp((room / step) + 1, 1, MostFits), step, grid.RefitEvery ?? 1);
    }

    // Of a long series every second stretch of a horizon is forecast, or fewer, from up to twenty origins over its second half. Null
    // for a short one.
    private static WindowPlan? Spread(TimeSeries series, int? refitEvery, int seasonLength, int horizon, int room)
    {
        // Windows of whole seasons keep the origin's phase, which is that of the forecast itself.
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

    // Origins a step apart come to phases of a season that lie the greatest common divisor apart. Where that is more than the horizon,
    // as with a step of 7 days and a horizon of one, the same part of every season is forecast, and the rest of it never.
    private static bool LeavesOutPartOf(long season, int step, int horizon) =>
        season > horizon && BigInteger.GreatestCommonDivisor(step, season) > horizon;

    // 1 where no whole number of steps is a week. A working week is a season of its own length.
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
