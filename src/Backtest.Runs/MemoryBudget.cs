namespace Backtest.Runs;

/// <summary>Memory that concurrent pieces of work may use, given out in the order of requests.</summary>
/// <param name="bytes">Total bytes. A piece that needs more runs alone.</param>
public sealed class MemoryBudget(long bytes)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _queue = new();
    private readonly long _total = bytes;
    private long _left = bytes;

    /// <summary>Waits until enough bytes are free, and takes them.</summary>
    /// <param name="needed">Number of bytes.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Returns the bytes when disposed.</returns>
    public async Task<IDisposable> TakeAsync(long needed, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(Math.Min(needed, _total));
        lock (_lock)
        {
            _queue.AddLast(waiting);
            Serve();
        }

        await using (cancellationToken.Register(() => Withdraw(waiting, cancellationToken)).ConfigureAwait(false))
        {
            await waiting.Served.Task.ConfigureAwait(false);
        }

        return new Taken(this, waiting.Bytes);
    }

    /// <summary>Takes bytes immediately, even if none are free: the next piece of work then waits until they are returned.</summary>
    /// <param name="needed">Number of bytes.</param>
    /// <returns>Returns the bytes when disposed.</returns>
    public IDisposable Borrow(long needed)
    {
        var bytes = Math.Min(needed, _total);
        lock (_lock)
        {
            _left -= bytes;
        }

        return new Taken(this, bytes);
    }

    private void Serve()
    {
        while (_queue.First is { Value: var first } && first.Bytes <= _left)
        {
            _queue.RemoveFirst();
            _left -= first.Bytes;
            first.Served.SetResult();
        }
    }

    private void Withdraw(Waiting waiting, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_queue.Remove(waiting))
            {
                waiting.Served.SetCanceled(cancellationToken);
                Serve();
            }
        }
    }

    private void Give(long given)
    {
        lock (_lock)
        {
            _left += given;
            Serve();
        }
    }

    private sealed class Waiting(long bytes)
    {
        public long Bytes { get; } = bytes;

        public TaskCompletionSource Served { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Taken(MemoryBudget budget, long bytes) : IDisposable
    {
        private long _bytes = bytes;

        public void Dispose() => budget.Give(Interlocked.Exchange(ref _bytes, 0));
    }
}
