using Backtest.Runs;

namespace Backtest.Cli.Hosting;

/// <summary>A run that this host works on or watches, or that waits for its turn here.</summary>
/// <param name="run">The run.</param>
/// <param name="presence">Counts it as present among those that share the cores.</param>
/// <param name="stop">Stops it.</param>
internal sealed class RunningRun(PlannedRun run, IDisposable presence, CancellationTokenSource stop) : IDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private PlannedRun? _next;
    private bool _isDisposed;

    /// <summary>The run.</summary>
    public PlannedRun Run { get; } = run;

    /// <summary>Stops the work.</summary>
    public CancellationToken Token { get; } = stop.Token;

    /// <summary>Its batches that are over.</summary>
    public bool[] Over { get; } = RunExecutor.NoneOver(run);

    /// <summary>Whether another host works on it.</summary>
    public bool IsElsewhere { get; set; }

    /// <summary>Work after its end, if it was requested again or stopped meanwhile; null for none.</summary>
    public PlannedRun? Next
    {
        get
        {
            lock (_lock)
            {
                return _next;
            }
        }
    }

    /// <summary>Requests it once more, because it may be about to end.</summary>
    public void Ask(PlannedRun again)
    {
        lock (_lock)
        {
            _next = again;
        }
    }

    /// <summary>Stops the work.</summary>
    /// <returns>Its end.</returns>
    public Task StopAsync()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                // The marks show whether it was requested again after the cancellation.
                _next ??= Run;
                stop.Cancel();
            }
        }

        return _ended.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            stop.Dispose();
        }

        presence.Dispose();
        _ended.TrySetResult();
    }
}
