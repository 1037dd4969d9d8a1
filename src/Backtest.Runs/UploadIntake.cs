namespace Backtest.Runs;

/// <summary>Takes up an upload that a client wrote directly to the storage.</summary>
/// <param name="planning">The planning step.</param>
/// <param name="starter">Starts runs.</param>
/// <param name="marks">Marks of stopped runs.</param>
public sealed class UploadIntake(PlanStep planning, RunStarter starter, RunMarks marks)
{
    /// <summary>
    /// Plans an upload with its grid and starts its run, unless that was cancelled. Repeating this for the same content starts nothing new,
    /// and does not retry a failed run. Unusable input becomes a rejected run.
    /// </summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="host">Executes the run.</param>
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
