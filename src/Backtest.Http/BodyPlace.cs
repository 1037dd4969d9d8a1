using Backtest.Runs;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>The place of one request in the room that bodies share. Disposing of it returns the bytes that its body took.</summary>
/// <param name="room">The room.</param>
/// <param name="options">Limits.</param>
/// <param name="clock">The time.</param>
internal sealed class BodyPlace(BodyRoom room, BacktestOptions options, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _givesWay = new();
    private readonly BodyPace _pace = new(clock);
    private TaskCompletionSource? _granted;
    private bool _isReceiving;

    /// <summary>Bytes that it has taken.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes that it waits for.</summary>
    public int Wanted { get; private set; }

    /// <summary>Cancelled when the body must make room for others.</summary>
    public CancellationToken GivesWay => _givesWay.Token;

    /// <summary>Reads the body of a request into the room.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">Maximum size of the whole body in bytes.</param>
    /// <param name="what">What the body is, for the error: "file", "grid" or "form".</param>
    /// <exception cref="Core.Problems.InputException">The request says that its body is larger.</exception>
    public IncomingBody Receive(HttpRequest request, long maxBytes, string what)
    {
        var body = new IncomingBody(request, room, this, maxBytes, what, options, clock);
        _pace.Restart();
        _isReceiving = true;
        return body;
    }

    /// <summary>Notes that the whole body has arrived.</summary>
    public void Complete() => _isReceiving = false;

    /// <summary>Whether its body is still arriving, and at less than a rate.</summary>
    public bool IsSlowerThan(double bytesPerSecond) =>
        _isReceiving && Wanted == 0 && !GivesWay.IsCancellationRequested && _pace.BytesPerSecond < bytesPerSecond;

    /// <summary>Counts bytes that have arrived but have no room yet.</summary>
    /// <returns>A task that ends when they have room.</returns>
    public Task Want(int bytes)
    {
        _pace.Add(bytes);
        _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Wanted = bytes;
        return _granted.Task;
    }

    /// <summary>Takes the bytes that it wanted.</summary>
    public void Grant()
    {
        Bytes += Wanted;
        Wanted = 0;
        _pace.Restart();
        _granted!.SetResult();
    }

    /// <summary>Takes bytes that have arrived and have room.</summary>
    public void Take(int bytes)
    {
        _pace.Add(bytes);
        Bytes += bytes;
    }

    /// <summary>Ends the reading of the body.</summary>
    public void GiveWay() => _ = _givesWay.CancelAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        room.Leave(this);
        _givesWay.Dispose();
    }
}
