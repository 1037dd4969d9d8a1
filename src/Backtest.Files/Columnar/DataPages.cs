using System.Buffers;
using System.IO.Compression;
using System.IO.Hashing;
using Backtest.Core.Problems;
using Parquet.Meta;

namespace Backtest.Files.Columnar;

/// <summary>
/// Checks the pages of a column chunk before a library unpacks them: that they have as many values as the chunk, that none unpacks to
/// more than it claims, and that their checksums, if any, are right.
/// </summary>
internal static class DataPages
{
    private const int DictionaryPage = 2;

    /// <summary>Checks a chunk.</summary>
    /// <param name="content">The file.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="maxBytes">Maximum size after unpacking, in bytes.</param>
    /// <returns>Size of its pages after unpacking, in bytes.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="InputException">It unpacks to more, or its compression is not supported.</exception>
    public static long Check(ReadOnlySpan<byte> content, ColumnMetaData chunk, long maxBytes)
    {
        long[] offsets = [chunk.DictionaryPageOffset ?? 0, chunk.DataPageOffset, chunk.IndexPageOffset ?? 0];
        var position = offsets.Where(offset => offset != 0).DefaultIfEmpty().Min();
        var (inflated, values) = (0L, 0L);
        while (values < chunk.NumValues)
        {
            if (position < 0 || position >= content.Length)
            {
                throw new InvalidDataException();
            }

            var page = Page.Read(content[(int)position..]);
            var bytes = content[(int)(position + page.HeaderBytes)..];
            if (page.CompressedBytes < 0
                || page.CompressedBytes > bytes.Length
                || page.Bytes < 0
                || page.Values < 0
                || page.Values > chunk.NumValues - (page.IsDictionary ? 0 : values))
            {
                throw new InvalidDataException();
            }

            // Each value takes memory once it is read, however small its page.
            inflated += page.Bytes + (page.IsDictionary ? (long)page.Values : 0);
            if (inflated > maxBytes)
            {
                throw ParquetFile.TooLarge();
            }

            bytes = bytes[..page.CompressedBytes];
            CheckChecksum(page, bytes);
            CheckSize(chunk.Codec, page, bytes);
            values += page.IsDictionary ? 0 : page.Values;
            position += page.HeaderBytes + page.CompressedBytes;
        }

        return inflated;
    }

    private static void CheckChecksum(Page page, ReadOnlySpan<byte> bytes)
    {
        if (page.Checksum is { } checksum && unchecked((int)Crc32.HashToUInt32(bytes)) != checksum)
        {
            throw new InvalidDataException();
        }
    }

    // In pages of version 2, uncompressed levels precede the values.
    private static void CheckSize(CompressionCodec codec, Page page, ReadOnlySpan<byte> bytes)
    {
        if (page.LevelBytes < 0 || page.LevelBytes > Math.Min(bytes.Length, page.Bytes))
        {
            throw new InvalidDataException();
        }

        var compressed = bytes[page.LevelBytes..];
        var expected = page.Bytes - page.LevelBytes;
        var isRight = (page.IsCompressed ? codec : CompressionCodec.UNCOMPRESSED) switch
        {
            _ when expected == 0 => true,
            CompressionCodec.UNCOMPRESSED => compressed.Length == expected,
            CompressionCodec.SNAPPY => Snappier.Snappy.GetUncompressedLength(compressed) == expected,
            CompressionCodec.GZIP => true,
            CompressionCodec.BROTLI => InflatesTo(compressed, expected),
            CompressionCodec.ZSTD => ZstandardFrame.MaxBytes(compressed) <= Math.Max(expected, ZstandardFrame.BlockBytes),
            _ => throw new InputException(
                $"The file is compressed with {codec}, which is not supported.",
                null,
                "Write it with Snappy, gzip or Zstandard, or without compression."),
        };
        if (!isRight)
        {
            throw new InvalidDataException();
        }
    }

    private static bool InflatesTo(ReadOnlySpan<byte> compressed, int expected)
    {
        var inflated = ArrayPool<byte>.Shared.Rent(expected);
        try
        {
            return BrotliDecoder.TryDecompress(compressed, inflated.AsSpan(0, expected), out var count) && count == expected;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(inflated);
        }
    }

    private sealed record Page
    {
        public int HeaderBytes { get; private set; }

        public bool IsDictionary { get; private set; }

        public int Bytes { get; private set; }

        public int CompressedBytes { get; private set; }

        public int? Checksum { get; private set; }

        public int Values { get; private set; }

        public int LevelBytes { get; private set; }

        public bool IsCompressed { get; private set; } = true;

        // Unknown fields, or fields of another type, could be mistaken for others.
        public static Page Read(ReadOnlySpan<byte> bytes)
        {
            var page = new Page();
            var reader = new CompactReader(bytes);
            for (short id = 0; reader.NextField(ref id, out var type);)
            {
                switch (id, type)
                {
                    case (1, CompactType.I32):
                        page.IsDictionary = reader.ReadI32() == DictionaryPage;
                        break;
                    case (2, CompactType.I32):
                        page.Bytes = reader.ReadI32();
                        break;
                    case (3, CompactType.I32):
                        page.CompressedBytes = reader.ReadI32();
                        break;
                    case (4, CompactType.I32):
                        page.Checksum = reader.ReadI32();
                        break;
                    case (5 or 7 or 8, CompactType.Struct):
                        page.ReadHeader(ref reader, isVersion2: id == 8);
                        break;
                    default:
                        throw new InvalidDataException();
                }
            }

            page.HeaderBytes = reader.Position;
            return page;
        }

        private void ReadHeader(ref CompactReader reader, bool isVersion2)
        {
            for (short id = 0; reader.NextField(ref id, out var type);)
            {
                switch (id, type)
                {
                    case (1, CompactType.I32):
                        Values = reader.ReadI32();
                        break;
                    case (5 or 6, CompactType.I32) when isVersion2:
                        LevelBytes = checked(LevelBytes + reader.ReadI32());
                        break;
                    case (7, CompactType.False) when isVersion2:
                        IsCompressed = false;
                        break;
                    case ( >= 2 and <= 4, CompactType.I32) or (3 or 7, CompactType.True or CompactType.False):
                        reader.Skip(type);
                        break;
                    case (5 or 8, CompactType.Struct):
                        SkipStatistics(ref reader);
                        break;
                    default:
                        throw new InvalidDataException();
                }
            }
        }

        private static void SkipStatistics(ref CompactReader reader)
        {
            for (short id = 0; reader.NextField(ref id, out var type);)
            {
                reader.Skip((id, type) switch
                {
                    (1 or 2 or 5 or 6, CompactType.Binary)
                        or (3 or 4, CompactType.I64) or (7 or 8, CompactType.True or CompactType.False) => type,
                    _ => throw new InvalidDataException(),
                });
            }
        }
    }
}
