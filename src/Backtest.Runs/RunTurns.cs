using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>
/// Turns of runs, limited in number, since each run in progress keeps its plan and its values in memory. The next turn goes to the waiting
/// run with the least service. While runs wait, one that has had <see cref="Slice"/> since its turn began gives way.
/// </summary>
public sealed class RunTurns
{
    /// <summary>Minimum core-seconds of a turn: a run that needs no more is never asked to give way.</summary>
    public const double Slice = 10;

    private readonly FairCores _cores;
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _queue = new();
    private readonly List<RunTurn> _held = [];

    /// <summary>Creates turns.</summary>
    /// <param name="count">Number of turns.</param>
    /// <param name="cores">The service of runs; every run that asks for a turn has joined.</param>
    public RunTurns(int count, FairCores cores)
    {
        (Count, _cores) = (count, cores);
        cores.Releasing += Review;
    }

    /// <summary>Number of turns.</summary>
    public int Count { get; }

    /// <summary>Number of runs with a turn.</summary>
    public int Held
    {
        get
        {
            lock (_lock)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>Waits for a turn, and takes it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The turn, to be disposed when it is over.</returns>
    public async Task<RunTurn> TakeAsync(RunKey run, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(run, Of(run).VirtualTime);
        lock (_lock)
        {
            _queue.AddLast(waiting);
            Serve();
        }

        await using (cancellationToken.Register(() => Withdraw(waiting, cancellationToken)).ConfigureAwait(false))
        {
            return await waiting.Served.Task.ConfigureAwait(false);
        }
    }

    internal void End(RunTurn turn)
    {
        lock (_lock)
        {
            if (_held.Remove(turn))
            {
                Serve();
            }
        }
    }

    private void Review()
    {
        lock (_lock)
        {
            Serve();
        }
    }

    private void Serve()
    {
        while (_held.Count < Count && _queue.MinBy(waiting => waiting.VirtualTime) is { } next)
        {
            _queue.Remove(next);
            var turn = new RunTurn(this, next.Run, Of(next.Run).CoreSeconds);
            _held.Add(turn);
            next.Served.SetResult(turn);
        }

        if (_queue.Count == 0)
        {
            return;
        }

        // Runs without work in progress can give way at once, so they are asked first.
        var least = _queue.Min(waiting => waiting.VirtualTime);
        var missing = _queue.Count - _held.Count(turn => turn.GiveWay.IsCancellationRequested);
        var asked = _held
            .Where(turn => !turn.GiveWay.IsCancellationRequested)
            .Select(turn => (Turn: turn, Service: Of(turn.Run)))
            .Where(held => held.Service.CoreSeconds - held.Turn.Before >= Slice && held.Service.VirtualTime > least)
            .OrderBy(held => held.Service.IsAtWork)
            .ThenByDescending(held => held.Service.VirtualTime)
            .Take(Math.Max(0, missing))
            .ToList();
        foreach (var (turn, _) in asked)
        {
            turn.Ask();
        }
    }

    private RunService Of(RunKey run) => _cores.Of(run) ?? default;

    private void Withdraw(Waiting waiting, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_queue.Remove(waiting))
            {
                waiting.Served.SetCanceled(cancellationToken);
            }
        }
    }

    private sealed class Waiting(RunKey run, double virtualTime)
    {
        public RunKey Run { get; } = run;

        // It has no work in progress, so this does not change.
        public double VirtualTime { get; } = virtualTime;

        public TaskCompletionSource<RunTurn> Served { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
