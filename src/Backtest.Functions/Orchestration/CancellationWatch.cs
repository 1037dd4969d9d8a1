using Backtest.Runs;

namespace Backtest.Functions.Orchestration;

/// <summary>
/// Checks now and then whether a run was cancelled or has exceeded its time limit, because an orchestration can neither stop a running
/// activity nor overtake queued ones.
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

    /// <summary>Cancelled when the run is cancelled or the host stops.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Starts checking.</summary>
    public static CancellationWatch Start(RunMarks marks, BatchInput batch, TimeProvider clock, CancellationToken cancellationToken) =>
        new(marks, batch, clock, cancellationToken);

    /// <summary>Checks once.</summary>
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

    // If the storage does not answer now, the next check may succeed; the work itself reports lasting failures.
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
