namespace Backtest.FaultTests.Storage;

/// <summary>A body whose connection breaks after some bytes.</summary>
/// <param name="body">The whole body.</param>
/// <param name="length">Number of bytes that arrive.</param>
internal sealed class CutOffStream(Stream body, long length) : Stream
{
    private long _left = length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        Require();
        return Count(body.Read(buffer, offset, (int)Math.Min(count, _left)));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Require();
        return Count(await body.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Require()
    {
        if (_left <= 0)
        {
            throw new IOException("The response ended prematurely.");
        }
    }

    private int Count(int read)
    {
        _left -= read;
        return read;
    }
}
