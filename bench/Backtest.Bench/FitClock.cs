using System.Diagnostics;
using Backtest.Runs.Telemetry;

namespace Backtest.Bench;

/// <summary>Processor time of the fits of a run. The rest of the run's time goes into reading, ranking, storing and the like.</summary>
internal sealed class FitClock : IDisposable
{
    private static readonly HashSet<string> Fits = ["backtest.training", "backtest.fit", "backtest.hold_out", "backtest.lag_check"];

    private readonly ActivityListener _listener;
    private readonly Lock _lock = new();

    public FitClock()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BacktestTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                Fits.Contains(options.Name) ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStarted = activity => activity.SetCustomProperty(nameof(FitClock), ThreadClock.Seconds),
            ActivityStopped = activity =>
            {
                lock (_lock)
                {
                    Seconds += ThreadClock.Seconds - (double)activity.GetCustomProperty(nameof(FitClock))!;
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Seconds so far.</summary>
    public double Seconds { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
