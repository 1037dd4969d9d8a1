namespace Backtest.Runs;

/// <summary>Estimates how long the rest of a run takes.</summary>
internal static class TimeLeft
{
    /// <summary>Planned seconds of finished trials at which their actual seconds count as much as the plan.</summary>
    public const double PriorSeconds = 10;

    /// <summary>
    /// The remaining planned seconds, times the ratio of actual to planned seconds so far. <see cref="PriorSeconds"/> pull that ratio
    /// towards 1, as if that much had been done at the planned speed: trials of milliseconds say little about those of minutes.
    /// </summary>
    /// <param name="left">Planned seconds of unfinished trials.</param>
    /// <param name="planned">Planned seconds of finished trials.</param>
    /// <param name="actual">Actual seconds of finished trials.</param>
    public static double Seconds(double left, double planned, double actual) => left * (actual + PriorSeconds) / (planned + PriorSeconds);
}
