using Backtest.Runs;

namespace Backtest.Functions.Orchestration;

/// <summary>
/// Looks now and then whether a run was cancelled or is over its limit of time, since no orchestration can stop an activity
/// that is under way, nor overtake those that are queued.
/// </summary>
internal sealed class CancellationWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly RunMarks _marks;
    private readonly BatchInput _batch;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _looking;
    private volatile bool _isCancelled;

    private CancellationWatch(RunMarks marks, BatchInput batch, TimeProvider clock, CancellationToken cancellationToken)
    {
        _marks = marks;
        _batch = batch;
        _clock = clock;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _looking = KeepLookingAsync();
    }

    /// <summary>Whether the run was seen to be cancelled.</summary>
    public bool IsCancelled => _isCancelled;

    /// <summary>Stops the work: the run was cancelled, or the host stops.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Starts to look.</summary>
    public static CancellationWatch Start(RunMarks marks, BatchInput batch, TimeProvider clock, CancellationToken cancellationToken) =>
        new(marks, batch, clock, cancellationToken);

    /// <summary>Looks once.</summary>
    /// <returns>Whether the run is cancelled.</returns>
    public async Task<bool> LookAsync()
    {
        var isLate = _clock.GetUtcNow() >= _batch.Deadline;
        if (isLate)
        {
            await _marks.CancelAsync(_batch.Run, BacktestOrchestrator.OverLimit, _stop.Token).ConfigureAwait(false);
        }

        if (isLate || await _marks.IsCancelledAsync(_batch.Run, _stop.Token).ConfigureAwait(false))
        {
            _isCancelled = true;
            await _stop.CancelAsync().ConfigureAwait(false);
        }

        return _isCancelled;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await _looking.ConfigureAwait(false);
        _over.Dispose();
        _stop.Dispose();
    }

    private async Task KeepLookingAsync()
    {
        using var timer = new PeriodicTimer(Interval, _clock);
        try
        {
            while (!_isCancelled && await timer.WaitForNextTickAsync(_over.Token).ConfigureAwait(false))
            {
                await TryLookAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
    }

    // A storage that does not answer now answers the next look; the work itself says so if it does not.
    private async Task TryLookAsync()
    {
        try
        {
            await LookAsync().ConfigureAwait(false);
        }
        catch (Azure.RequestFailedException)
        {
            return;
        }
    }
}
