namespace Backtest.Runs;

/// <summary>Starts requested runs through their host; a run that already has its result is published again.</summary>
/// <param name="work">The work of runs.</param>
/// <param name="marks">Marks of runs.</param>
public sealed class RunStarter(RunWork work, RunMarks marks)
{
    /// <summary>
    /// Starts a run, or publishes it if it is ranked; the request counts, whatever its host does with the run at this time.
    /// </summary>
    /// <param name="run">The planned run, with its request recorded.</param>
    /// <param name="host">Executes the run.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public async Task StartAsync(PlannedRun run, IRunHost host, CancellationToken cancellationToken)
    {
        if (!await work.TryPublishAsync(run.Key, run.RequestedAt, cancellationToken).ConfigureAwait(false))
        {
            await host.StartAsync(run, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Starts a run again: checks what is stored of it, and computes what is damaged or missing again.</summary>
    /// <param name="run">The planned run, with its request recorded.</param>
    /// <param name="host">Executes the run.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public async Task StartAgainAsync(PlannedRun run, IRunHost host, CancellationToken cancellationToken)
    {
        await work.TryPublishAsync(run.Key, run.RequestedAt, cancellationToken).ConfigureAwait(false);
        await marks.CheckAsync(run.Key, cancellationToken).ConfigureAwait(false);
        await host.StartAsync(run, cancellationToken).ConfigureAwait(false);
    }
}
