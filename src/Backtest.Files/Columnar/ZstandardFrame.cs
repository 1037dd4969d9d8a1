using System.Buffers.Binary;

namespace Backtest.Files.Columnar;

/// <summary>The sizes of Zstandard frames (RFC 8878, section 3.1).</summary>
internal static class ZstandardFrame
{
    /// <summary>Maximum size of a block after unpacking, in bytes.</summary>
    public const int BlockBytes = 128 * 1024;

    private const uint Magic = 0xFD2FB528;

    /// <summary>Maximum size of frames after unpacking: as they state it, or else the maximum of their blocks.</summary>
    /// <exception cref="InvalidDataException">They are not frames.</exception>
    public static long MaxBytes(ReadOnlySpan<byte> frames)
    {
        Span<byte> size = stackalloc byte[sizeof(long)];
        var bytes = 0L;
        while (frames.Length > 0)
        {
            if (frames.Length < 6 || BinaryPrimitives.ReadUInt32LittleEndian(frames) != Magic)
            {
                throw new InvalidDataException();
            }

            var descriptor = frames[4];
            var isSingleSegment = (descriptor & 0x20) != 0;
            var sizeBytes = (descriptor >> 6) switch
            {
                0 => isSingleSegment ? 1 : 0,
                1 => 2,
                2 => 4,
                _ => 8,
            };
            var dictionaryBytes = (descriptor & 3) is 3 ? 4 : descriptor & 3;
            var position = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
            size.Clear();
            Slice(frames, position, sizeBytes).CopyTo(size);
            var said = BinaryPrimitives.ReadInt64LittleEndian(size) + (sizeBytes == 2 ? 256 : 0);
            position += sizeBytes;

            var most = 0L;
            for (var isLast = false; !isLast; most += BlockBytes)
            {
                var header = Slice(frames, position, 3);
                var block = header[0] | (header[1] << 8) | (header[2] << 16);
                isLast = (block & 1) != 0;
                position += 3 + (((block >> 1) & 3) == 1 ? 1 : block >> 3);
            }

            position += (descriptor & 4) != 0 ? 4 : 0;
            bytes += sizeBytes > 0 && said >= 0 ? said : most;
            frames = position <= frames.Length ? frames[position..] : throw new InvalidDataException();
        }

        return bytes;
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, int start, int count) =>
        start >= 0 && start <= bytes.Length - count ? bytes.Slice(start, count) : throw new InvalidDataException();
}
