using System.IO.Compression;
using Backtest.Core.Problems;
using Backtest.Core.Series.Csv.Decoding;

namespace Backtest.Files.Archives;

/// <summary>Unpacks gzip data up to a limit.</summary>
internal static class Gunzip
{
    private const int BufferBytes = 81_920;

    // GZipStream does not report data that end too early. After a complete first member it continues with the next one.
    private static readonly byte[] Mark = [.. "whole"u8];
    private static readonly byte[] CompressedMark = Compress(Mark);

    /// <summary>The content of a file.</summary>
    /// <param name="content">The compressed bytes.</param>
    /// <param name="maxBytes">Maximum size after unpacking, in bytes.</param>
    /// <param name="cancellationToken">Stops the unpacking.</param>
    /// <exception cref="InputException">They are damaged, or unpack to more than <paramref name="maxBytes"/>.</exception>
    public static ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> content, long maxBytes, CancellationToken cancellationToken)
    {
        using var compressed = new ChainedStream(content, CompressedMark);
        using var inflated = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
            var buffer = new byte[BufferBytes];
            while (gzip.Read(buffer) is > 0 and var count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (inflated.Length + count - Mark.Length > maxBytes)
                {
                    throw BoundedContent.TooLarge(maxBytes, "unpacked file");
                }

                inflated.Write(buffer, 0, count);
            }
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }

        var whole = inflated.GetBuffer().AsMemory(0, (int)inflated.Length);
        return whole.Span.EndsWith(Mark) ? whole[..^Mark.Length] : throw Damaged();
    }

    private static InputException Damaged() =>
        new(
            "The gzip data is damaged: it ends early, or its checksum is wrong.",
            null,
            "Compress the file again and send all of it.");

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }

    // Joins two streams without copying the first.
    private sealed class ChainedStream(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second) : ReadOnlyStream
    {
        private int _position;

        public override int Read(Span<byte> buffer)
        {
            var left = _position < first.Length ? first.Span[_position..] : second.Span[(_position - first.Length)..];
            var count = Math.Min(buffer.Length, left.Length);
            left[..count].CopyTo(buffer);
            _position += count;
            return count;
        }
    }
}
