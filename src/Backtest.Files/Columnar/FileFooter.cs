using System.Buffers;
using System.Buffers.Binary;

namespace Backtest.Files.Columnar;

/// <summary>
/// The footer of a Parquet file, rewritten with only the required fields (parquet.thrift of Apache Parquet). A library may loop forever
/// on a damaged footer.
/// </summary>
internal static class FileFooter
{
    // Length of the footer, and PAR1.
    private const int TailBytes = 8;

    private static readonly CompactShape Unit = new CompactShape().With(CompactShape.Empty, 1, 2, 3);

    private static readonly CompactShape TimeType = new CompactShape().With(CompactType.True, 1).With(Unit, 2);

    private static readonly CompactShape LogicalType = new CompactShape()
        .With(CompactShape.Empty, 1, 2, 3, 4, 6, 11, 12, 13, 14, 15)
        .With(new CompactShape().With(CompactType.I32, 1, 2), 5)
        .With(TimeType, 7, 8)
        .With(new CompactShape().With(CompactType.I8, 1).With(CompactType.True, 2), 10);

    private static readonly CompactShape SchemaElement = new CompactShape()
        .With(CompactType.I32, 1, 2, 3, 5, 6, 7, 8, 9)
        .With(CompactType.Binary, 4)
        .With(LogicalType, 10);

    private static readonly CompactShape ColumnMetaData = new CompactShape()
        .With(CompactType.I32, 1, 4)
        .WithList(2, CompactType.I32)
        .WithList(3, CompactType.Binary)
        .With(CompactType.I64, 5, 6, 7, 9, 10, 11);

    private static readonly CompactShape RowGroup = new CompactShape()
        .WithList(1, new CompactShape().With(CompactType.I64, 2).With(ColumnMetaData, 3))
        .With(CompactType.I64, 2, 3);

    private static readonly CompactShape FileMetaData = new CompactShape()
        .With(CompactType.I32, 1)
        .WithList(2, SchemaElement)
        .With(CompactType.I64, 3)
        .WithList(4, RowGroup)
        .WithList(5, new CompactShape().With(CompactType.Binary, 1, 2))
        .With(CompactType.Binary, 6);

    /// <summary>The file with its footer rewritten.</summary>
    /// <exception cref="InvalidDataException">It has no footer, or a damaged one.</exception>
    public static Stream Rewrite(ReadOnlyMemory<byte> content)
    {
        if (content.Length < 2 * TailBytes || !content.Span.EndsWith("PAR1"u8))
        {
            throw new InvalidDataException();
        }

        var end = content.Length - TailBytes;
        var length = BinaryPrimitives.ReadInt32LittleEndian(content.Span[end..]);
        if (length <= 0 || length > end - "PAR1"u8.Length)
        {
            throw new InvalidDataException();
        }

        var footer = content.Span[(end - length)..end];
        var reader = new CompactReader(footer);
        var copy = new ArrayBufferWriter<byte>();
        FileMetaData.Copy(ref reader, footer, copy);
        var copied = copy.WrittenCount;
        BinaryPrimitives.WriteInt32LittleEndian(copy.GetSpan(sizeof(int)), copied);
        copy.Advance(sizeof(int));
        copy.Write("PAR1"u8);
        return new SplicedStream(content[..(end - length)], copy.WrittenMemory);
    }

    // Joins two parts without copying. A reader that reads beyond the end gets an error.
    private sealed class SplicedStream(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => first.Length + second.Length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            if (Position < 0 || (Position >= Length && buffer.Length > 0))
            {
                throw new InvalidDataException();
            }

            var rest = Position < first.Length ? first.Span[(int)Position..] : second.Span[(int)(Position - first.Length)..];
            var count = Math.Min(buffer.Length, rest.Length);
            rest[..count].CopyTo(buffer);
            Position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.FromResult(Read(buffer.AsSpan(offset, count)));

        public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => Position,
            _ => Length,
        };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
