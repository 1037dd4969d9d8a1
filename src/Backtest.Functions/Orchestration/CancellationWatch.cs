using Backtest.Service.Runs;
using Backtest.Service.Storage;

namespace Backtest.Functions.Orchestration;

/// <summary>Looks now and then whether a run was cancelled, since no orchestration can stop an activity that is under way.</summary>
internal sealed class CancellationWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly RunMarks _marks;
    private readonly RunKey _run;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _looking;
    private volatile bool _isCancelled;

    private CancellationWatch(RunMarks marks, RunKey run, TimeProvider clock, CancellationToken cancellationToken)
    {
        _marks = marks;
        _run = run;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _looking = KeepLookingAsync(clock);
    }

    /// <summary>Whether the run was seen to be cancelled.</summary>
    public bool IsCancelled => _isCancelled;

    /// <summary>Stops the work: the run was cancelled, or the host stops.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Starts to look.</summary>
    public static CancellationWatch Start(RunMarks marks, RunKey run, TimeProvider clock, CancellationToken cancellationToken) =>
        new(marks, run, clock, cancellationToken);

    /// <summary>Looks once.</summary>
    /// <returns>Whether the run is cancelled.</returns>
    public async Task<bool> LookAsync()
    {
        if (await _marks.IsCancelledAsync(_run, _stop.Token).ConfigureAwait(false))
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

    private async Task KeepLookingAsync(TimeProvider clock)
    {
        using var timer = new PeriodicTimer(Interval, clock);
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
