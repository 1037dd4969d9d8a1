using Backtest.Runs;

namespace Backtest.Http;

/// <summary>
/// The memory that the bodies of requests share. Each takes room for the bytes that have arrived, whatever length it claims. If room
/// runs out, slow bodies give way and the others wait in the order of their arrival. The first in line never waits, so that at least
/// one always completes.
/// </summary>
/// <param name="options">Limits.</param>
/// <param name="clock">The time.</param>
public sealed class BodyRoom(BacktestOptions options, TimeProvider clock)
{
    private const int LargestBodiesAtOnce = 4;
    private const double BriskBytesPerSecond = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<BodyPlace> _line = new();

    // Excludes the share reserved for the first in line.
    private long _left = (LargestBodiesAtOnce - 1) * options.MaxUploadBytes;
    private int _waiting;

    /// <summary>Gives a request the last place in line.</summary>
    internal BodyPlace Enter()
    {
        var place = new BodyPlace(this, options, clock);
        lock (_lock)
        {
            _line.AddLast(place);
        }

        return place;
    }

    /// <summary>Takes room for bytes that have arrived, or waits for it.</summary>
    /// <exception cref="RefusedException">There was no room for too long.</exception>
    internal Task TakeAsync(BodyPlace place, int bytes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_line.First!.Value == place || (_waiting == 0 && bytes <= _left))
            {
                _left -= bytes;
                place.Take(bytes);
                return Task.CompletedTask;
            }

            _waiting++;
            return WaitAsync(place.Want(bytes), bytes, cancellationToken);
        }
    }

    /// <summary>Returns the bytes that a place has taken.</summary>
    internal void Leave(BodyPlace place)
    {
        lock (_lock)
        {
            if (_line.Remove(place))
            {
                _waiting -= place.Wanted > 0 ? 1 : 0;
                _left += place.Bytes;
                Serve();
            }
        }
    }

    private async Task WaitAsync(Task granted, int bytes, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Look)
        {
            lock (_lock)
            {
                MakeRoom(bytes);
            }

            if (await Task.WhenAny(granted, Task.Delay(Look, clock, cancellationToken)).ConfigureAwait(false) == granted)
            {
                return;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        throw new RefusedException(Answers.Busy(Patience));
    }

    private void Serve()
    {
        foreach (var place in _line.Where(place => place.Wanted > 0))
        {
            if (place.Wanted > _left && place != _line.First!.Value)
            {
                return;
            }

            _waiting--;
            _left -= place.Wanted;
            place.Grant();
        }
    }

    // Stops the largest slow bodies first, and no more than needed.
    private void MakeRoom(long needed)
    {
        var free = _left + _line.Where(place => place.GivesWay.IsCancellationRequested).Sum(place => place.Bytes);
        foreach (var slow in _line.Where(place => place.Bytes > 0 && place.IsSlowerThan(BriskBytesPerSecond))
            .OrderByDescending(place => place.Bytes))
        {
            if (free >= needed)
            {
                return;
            }

            free += slow.Bytes;
            slow.GiveWay();
        }
    }
}
