using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>Starts and stops runs: in this process, or as durable orchestrations.</summary>
public interface IRunHost
{
    /// <summary>How long to wait before requesting more runs; null if there is room for them.</summary>
    /// <param name="more">Number of requested runs.</param>
    TimeSpan? RetryAfter(int more) => null;

    /// <summary>
    /// Starts or resumes a run; does nothing if it is running or done. A stopping run resumes after it has stopped.
    /// </summary>
    Task StartAsync(PlannedRun run, CancellationToken cancellationToken);

    /// <summary>Stops a run if it is running.</summary>
    Task StopAsync(RunKey run, CancellationToken cancellationToken);
}
