namespace Backtest.Runs;

/// <summary>Takes up an upload that some client wrote into the storage itself.</summary>
/// <param name="planning">The planning step.</param>
/// <param name="starter">What starts runs.</param>
/// <param name="marks">Marks of runs that were stopped.</param>
public sealed class UploadIntake(PlanStep planning, RunStarter starter, RunMarks marks)
{
    /// <summary>
    /// Plans an upload with the grid beside it and starts its run, unless that was cancelled. Doing so again for the same content starts
    /// nothing new, and leaves what failed as it is. Input that cannot be used becomes a refused run.
    /// </summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="host">What carries out the run.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public async Task StartAsync(string upload, IRunHost host, CancellationToken cancellationToken)
    {
        if (await planning.RunAsync(upload, cancellationToken).ConfigureAwait(false) is not { Problem: null } run)
        {
            return;
        }

        if (run.IsNewRequest)
        {
            await marks.ClearFailureAsync(run.Key, cancellationToken).ConfigureAwait(false);
        }

        if (!await marks.IsStoppedAsync(run.Key, cancellationToken).ConfigureAwait(false))
        {
            await starter.StartAsync(run, host, cancellationToken).ConfigureAwait(false);
        }
    }
}
