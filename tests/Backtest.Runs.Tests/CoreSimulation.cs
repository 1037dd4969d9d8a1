using Backtest.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Backtest.Runs.Tests;

/// <summary>Runs with pieces of work of given durations on shared cores, in simulated time.</summary>
internal sealed class CoreSimulation(int cores)
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<(Piece Piece, Task<IDisposable> Core)> _waiting = [];
    private readonly List<(Piece Piece, IDisposable Core, double End)> _atWork = [];
    private FairCores? _fair;

    public double Now => (_clock.GetUtcNow() - _clock.Start).TotalSeconds;

    public FairCores Cores => _fair ??= new FairCores(cores, _clock);

    public static RunKey Key(string run) => RunKey.Parse(run, "0123456789abcdef");

    /// <summary>Requests a core for a piece of work.</summary>
    public async Task AskAsync(string run, double seconds)
    {
        _waiting.Add((new Piece(run, seconds), Cores.TakeAsync(Key(run), 1, default)));
        await SettleAsync();
    }

    /// <summary>Advances to the next end of a piece of work, or to a time if that is earlier.</summary>
    /// <param name="until">The time.</param>
    /// <param name="atEnd">Called with the piece before its core is released.</param>
    /// <returns>The piece that ended; null if the time came first.</returns>
    public async Task<Piece?> NextAsync(double until = double.PositiveInfinity, Func<Piece, Task>? atEnd = null)
    {
        var end = _atWork.Select(work => work.End).DefaultIfEmpty(double.PositiveInfinity).Min();
        if (end > until)
        {
            _clock.Advance(TimeSpan.FromSeconds(until - Now));
            return null;
        }

        _clock.Advance(TimeSpan.FromSeconds(end - Now));
        var next = _atWork.First(work => work.End == end);
        await (atEnd?.Invoke(next.Piece) ?? Task.CompletedTask);
        _atWork.Remove(next);
        next.Core.Dispose();
        await SettleAsync();
        return next.Piece;
    }

    // A thread of the pool takes a granted core a moment later.
    private async Task SettleAsync()
    {
        while (_waiting.Count > 0 && _atWork.Count < cores)
        {
            var given = await Task.WhenAny(_waiting.Select(waiting => waiting.Core));
            var index = _waiting.FindIndex(waiting => waiting.Core == given);
            var piece = _waiting[index].Piece;
            _waiting.RemoveAt(index);
            _atWork.Add((piece, await given, Now + piece.Seconds));
        }
    }

    /// <summary>A piece of work.</summary>
    public sealed record Piece(string Run, double Seconds);
}
