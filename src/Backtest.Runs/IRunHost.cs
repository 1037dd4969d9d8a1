using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>Starts and stops runs: in this process, or as durable orchestrations.</summary>
public interface IRunHost
{
    /// <summary>How long to wait before asking for more runs; null where there is room for them.</summary>
    /// <param name="more">How many are asked for at this time.</param>
    TimeSpan? RetryAfter(int more) => null;

    /// <summary>
    /// Starts a run, or goes on with it; nothing happens if it is running or done. One that is stopping goes on when it has stopped.
    /// </summary>
    Task StartAsync(PlannedRun run, CancellationToken cancellationToken);

    /// <summary>Stops a run if it is running.</summary>
    Task StopAsync(RunKey run, CancellationToken cancellationToken);
}
