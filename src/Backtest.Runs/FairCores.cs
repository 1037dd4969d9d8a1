using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>
/// Shares the cores of a process fairly between runs. A core that becomes free goes to the waiting run with the least service, among
/// equals to the one with the least work in progress, then to the first one that asked. Service is counted in core-seconds from a
/// virtual time on, as in start-time fair queueing (Goyal, Vin and Cheng, 1996): a run that is new, or has been idle,
/// starts at the virtual time of the run served last. So it precedes older runs, owes nothing for what they received before, and
/// however many new runs come, an older one gets its turn.
/// </summary>
/// <param name="count">Number of cores.</param>
/// <param name="clock">The time.</param>
public sealed class FairCores(int count, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RunKey, Share> _shares = [];
    private readonly LinkedList<Waiting> _queue = new();
    private int _free = count;
    private double _virtualTime;

    /// <summary>Raised when a piece of work has ended, before its cores go to the next.</summary>
    public event Action? Releasing;

    /// <summary>Counts a run as present, even without work in progress or waiting, until the result is disposed.</summary>
    /// <param name="run">The run.</param>
    public IDisposable Join(RunKey run)
    {
        lock (_lock)
        {
            return new Presence(this, Enter(run));
        }
    }

    /// <summary>Waits for a core, and takes it.</summary>
    /// <param name="run">The run of the work.</param>
    /// <param name="threads">
    /// Threads of the work. It takes as many cores as are free apart from those that other runs wait for, but at least one, and counts for
    /// all of its threads.
    /// </param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <param name="previous">Cores to return as soon as this request waits for its own; null for none.</param>
    /// <returns>Returns the cores when disposed.</returns>
    public async Task<IDisposable> TakeAsync(
        RunKey run, int threads, CancellationToken cancellationToken, IDisposable? previous = null)
    {
        Waiting waiting;
        lock (_lock)
        {
            waiting = new Waiting(Enter(run), threads);
            if (waiting.Share.Work++ == 0)
            {
                waiting.Share.CatchUp(_virtualTime);
            }

            _queue.AddLast(waiting);
            Serve();
        }

        previous?.Dispose();
        await using (cancellationToken.Register(() => Withdraw(waiting, cancellationToken)).ConfigureAwait(false))
        {
            return new Held(this, waiting, await waiting.Served.Task.ConfigureAwait(false));
        }
    }

    /// <summary>
    /// Takes a core immediately, even if none is free: planning, which someone waits for, must not wait for the end of a long trial.
    /// Until the core is returned, the work of runs has one core fewer.
    /// </summary>
    /// <returns>Returns the core when disposed.</returns>
    public IDisposable Borrow()
    {
        lock (_lock)
        {
            _free--;
        }

        return new Loan(this);
    }

    /// <summary>The service of a run; null if it is not present.</summary>
    /// <param name="run">The run.</param>
    public RunService? Of(RunKey run)
    {
        lock (_lock)
        {
            if (!_shares.TryGetValue(run, out var share))
            {
                return null;
            }

            share.Count(clock.GetTimestamp(), clock);
            return new RunService(share.VirtualTime, share.CoreSeconds, share.Threads > 0);
        }
    }

    private Share Enter(RunKey run)
    {
        if (!_shares.TryGetValue(run, out var share))
        {
            _shares[run] = share = new Share(run, _virtualTime, clock.GetTimestamp());
        }

        share.Users++;
        return share;
    }

    private void Leave(Share share)
    {
        if (--share.Users > 0)
        {
            return;
        }

        // If every new run ended with its first piece of work, time would otherwise stand still.
        _virtualTime += Math.Max(0, share.VirtualTime - _virtualTime) / _shares.Count;
        _shares.Remove(share.Run);
    }

    private void Serve()
    {
        while (_free > 0 && _queue.Count > 0)
        {
            var now = clock.GetTimestamp();
            foreach (var share in _queue.Select(waiting => waiting.Share))
            {
                share.Count(now, clock);
            }

            // Among runs with equal service, one with work in progress already has its share at this moment.
            var next = _queue.MinBy(waiting => (waiting.Share.VirtualTime, waiting.Share.Threads))!;
            _queue.Remove(next);
            var others = _queue.Select(waiting => waiting.Share).Where(share => share != next.Share).Distinct().Count();
            var cores = Math.Clamp(_free - others, 1, Math.Min(_free, next.Threads));
            _free -= cores;
            _virtualTime = Math.Max(_virtualTime, next.Share.VirtualTime);
            next.Share.Threads += next.Threads;
            next.Served.SetResult(cores);
        }
    }

    private void Withdraw(Waiting waiting, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_queue.Remove(waiting))
            {
                waiting.Served.SetCanceled(cancellationToken);
                waiting.Share.Work--;
                Leave(waiting.Share);
            }
        }
    }

    private void Give(Waiting waiting, int cores)
    {
        lock (_lock)
        {
            waiting.Share.Count(clock.GetTimestamp(), clock);
            waiting.Share.Threads -= waiting.Threads;
            waiting.Share.Work--;
            Leave(waiting.Share);
        }

        // Work that should give way stops waiting before the cores are passed on.
        Releasing?.Invoke();
        lock (_lock)
        {
            _free += cores;
            Serve();
        }
    }

    private sealed class Share(RunKey run, double virtualTime, long since)
    {
        private long _since = since;

        public RunKey Run { get; } = run;

        public double VirtualTime { get; private set; } = virtualTime;

        public double CoreSeconds { get; private set; }

        // Threads of its work in progress.
        public int Threads { get; set; }

        // Pieces of work in progress or waiting.
        public int Work { get; set; }

        // Pieces of work and presences.
        public int Users { get; set; }

        public void CatchUp(double virtualTime) => VirtualTime = Math.Max(VirtualTime, virtualTime);

        // Work in progress counts as time passes, not only when it ends.
        public void Count(long now, TimeProvider clock)
        {
            var had = Threads * clock.GetElapsedTime(_since, now).TotalSeconds;
            VirtualTime += had;
            CoreSeconds += had;
            _since = now;
        }
    }

    private sealed class Waiting(Share share, int threads)
    {
        public Share Share { get; } = share;

        public int Threads { get; } = threads;

        public TaskCompletionSource<int> Served { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Held(FairCores owner, Waiting work, int cores) : IDisposable
    {
        private int _cores = cores;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _cores, 0) is > 0 and var given)
            {
                owner.Give(work, given);
            }
        }
    }

    private sealed class Loan(FairCores owner) : IDisposable
    {
        private int _cores = 1;

        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._free += Interlocked.Exchange(ref _cores, 0);
                owner.Serve();
            }
        }
    }

    private sealed class Presence(FairCores owner, Share share) : IDisposable
    {
        private int _isPresent = 1;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isPresent, 0) > 0)
            {
                lock (owner._lock)
                {
                    owner.Leave(share);
                }
            }
        }
    }
}
