namespace Backtest.Runs;

/// <summary>Expects how long the rest of a run takes.</summary>
internal static class TimeLeft
{
    /// <summary>Planned seconds of finished trials by which what they took counts as much as the plan.</summary>
    public const double PriorSeconds = 10;

    /// <summary>
    /// What is left as planned, times how much slower or faster than planned this machine has been so far. That ratio is drawn
    /// towards 1 by <see cref="PriorSeconds"/>, as if so much had been done at the planned speed: trials of milliseconds say little of
    /// those of minutes.
    /// </summary>
    /// <param name="left">Planned seconds of the trials that are not over.</param>
    /// <param name="planned">Planned seconds of those that are.</param>
    /// <param name="actual">Seconds that they took.</param>
    public static double Seconds(double left, double planned, double actual) => left * (actual + PriorSeconds) / (planned + PriorSeconds);
}
