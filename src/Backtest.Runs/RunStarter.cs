namespace Backtest.Runs;

/// <summary>Hands runs that are asked for to what carries them out; one that has its result already is published again.</summary>
/// <param name="work">The work of runs.</param>
/// <param name="marks">Marks of runs.</param>
public sealed class RunStarter(RunWork work, RunMarks marks)
{
    /// <summary>
    /// Starts a run, or publishes it where it is ranked: whatever its host does with it at this time, its request is heard.
    /// </summary>
    /// <param name="run">The planned run, which is noted as asked for.</param>
    /// <param name="host">What carries out the run.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public async Task StartAsync(PlannedRun run, IRunHost host, CancellationToken cancellationToken)
    {
        if (!await work.TryPublishAsync(run.Key, run.RequestedAt, cancellationToken).ConfigureAwait(false))
        {
            await host.StartAsync(run, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Starts a run again: what is stored of it is checked, and what is damaged or missing computed again.</summary>
    /// <param name="run">The planned run, which is noted as asked for.</param>
    /// <param name="host">What carries out the run.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public async Task StartAgainAsync(PlannedRun run, IRunHost host, CancellationToken cancellationToken)
    {
        await work.TryPublishAsync(run.Key, run.RequestedAt, cancellationToken).ConfigureAwait(false);
        await marks.CheckAsync(run.Key, cancellationToken).ConfigureAwait(false);
        await host.StartAsync(run, cancellationToken).ConfigureAwait(false);
    }
}
