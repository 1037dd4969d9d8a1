using Backtest.Core.Problems;
using Backtest.Core.Series.Csv.Decoding;
using Backtest.Runs;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>
/// The body of a request as it arrives: no larger than a limit, no slower than the minimum rate, within the maximum time, and only as
/// far as there is room for it. The time in which it waits for room does not count.
/// </summary>
internal sealed class IncomingBody : Stream
{
    // A network may pause this long, whatever the rate.
    private static readonly TimeSpan PortionPatience = TimeSpan.FromSeconds(10);

    private readonly Stream _body;
    private readonly BodyRoom _room;
    private readonly BodyPlace _place;
    private readonly long _maxBytes;
    private readonly string _what;
    private readonly BacktestOptions _options;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _patience;
    private readonly long _started;
    private TimeSpan _waited;
    private long _received;
    private long _portion;

    /// <summary>The body of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="room">What it takes its room from.</param>
    /// <param name="place">Its place there.</param>
    /// <param name="maxBytes">Its maximum size in bytes.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <param name="options">Limits.</param>
    /// <param name="clock">The time.</param>
    /// <exception cref="InputException">The request says that it is larger.</exception>
    public IncomingBody(
        HttpRequest request, BodyRoom room, BodyPlace place, long maxBytes, string what, BacktestOptions options, TimeProvider clock)
    {
        if (request.ContentLength > maxBytes)
        {
            throw BoundedContent.TooLarge(maxBytes, what);
        }

        (_body, _room, _place, _maxBytes, _what, _options, _clock) = (request.Body, room, place, maxBytes, what, options, clock);
        _started = clock.GetTimestamp();
        _patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        BeginPortion();
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (count == 0)
        {
            _place.Complete();
            return 0;
        }

        _received += count;
        if (_received > _maxBytes)
        {
            throw BoundedContent.TooLarge(_maxBytes, _what);
        }

        await TakeRoomAsync(count, cancellationToken).ConfigureAwait(false);
        _portion += count;
        if (_portion >= _options.MinBodyBytesPerSecond * PortionPatience.TotalSeconds)
        {
            BeginPortion();
        }

        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _patience.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _patience.Token, _place.GivesWay);
        try
        {
            return await _body.ReadAsync(buffer, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && stop.IsCancellationRequested)
        {
            throw new RefusedException(_patience.IsCancellationRequested ? SlowBody.Answer(_options) : SlowBody.GaveWay());
        }
        catch (IOException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InputException(
                "The body ended early or is malformed.", "body", "Send all of it, with its length or in well-formed chunks.");
        }
    }

    private async ValueTask TakeRoomAsync(int count, CancellationToken cancellationToken)
    {
        var taking = _room.TakeAsync(_place, count, cancellationToken);
        if (taking.IsCompletedSuccessfully)
        {
            return;
        }

        var since = _clock.GetTimestamp();
        _patience.CancelAfter(Timeout.InfiniteTimeSpan);
        await taking.ConfigureAwait(false);
        _waited += _clock.GetElapsedTime(since);
        BeginPortion();
    }

    private void BeginPortion()
    {
        _portion = 0;
        var left = TimeSpan.FromSeconds(_options.MaxBodySeconds) - (_clock.GetElapsedTime(_started) - _waited);
        _patience.CancelAfter(left < TimeSpan.Zero ? TimeSpan.Zero : left < PortionPatience ? left : PortionPatience);
    }
}
