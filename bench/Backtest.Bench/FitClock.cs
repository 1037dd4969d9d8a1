using System.Diagnostics;
using System.Runtime.InteropServices;
using Backtest.Runs.Telemetry;

namespace Backtest.Bench;

/// <summary>Processor time of the fits of a run. The rest of the run's time goes into reading, ranking, storing and the like.</summary>
internal sealed partial class FitClock : IDisposable
{
    private const int ThreadTime = 3;

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
            ActivityStarted = activity => activity.SetCustomProperty(nameof(FitClock), Now()),
            ActivityStopped = activity =>
            {
                lock (_lock)
                {
                    Seconds += Now() - (double)activity.GetCustomProperty(nameof(FitClock))!;
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Seconds so far.</summary>
    public double Seconds { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static double Now()
    {
        _ = ReadClock(ThreadTime, out var time);
        return time.Seconds + (time.Nanoseconds / 1e9);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out Time time);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
