namespace Backtest.Files.Columnar;

/// <summary>Reads Apache Thrift's compact protocol, never beyond its bytes.</summary>
/// <param name="bytes">The bytes.</param>
/// <remarks>Every member throws <see cref="InvalidDataException"/> if the bytes are not what it reads.</remarks>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes)
{
    // No valid file nests deeper. The limit protects the stack.
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes have been read.</summary>
    public int Position { get; private set; }

    /// <summary>Reads the beginning of a field.</summary>
    /// <param name="id">Number of the field before it, 0 for none; becomes its own.</param>
    /// <param name="type">Type of its value.</param>
    /// <returns>False at the end of the structure.</returns>
    public bool NextField(ref short id, out CompactType type)
    {
        var header = ReadByte();
        type = (CompactType)(header & 0x0F);
        if (header == 0)
        {
            return false;
        }

        id = header >> 4 == 0 ? (short)ZigZag(ReadVarint()) : (short)(id + (header >> 4));
        return true;
    }

    /// <summary>Reads the beginning of a list.</summary>
    public int ReadListSize(out CompactType type)
    {
        var header = ReadByte();
        type = (CompactType)(header & 0x0F);
        var size = header >> 4 == 15 ? ReadVarint() : (ulong)(header >> 4);

        // Every element takes a byte or more.
        return size <= (ulong)(_bytes.Length - Position) ? (int)size : throw new InvalidDataException();
    }

    /// <summary>Reads a whole number of 32 bits.</summary>
    public int ReadI32() => checked((int)ZigZag(ReadVarint()));

    /// <summary>Skips a value.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="depth">How deep it is nested.</param>
    public void Skip(CompactType type, int depth = 0)
    {
        switch (type)
        {
            case CompactType.True or CompactType.False:
                break;
            case CompactType.I8:
                Advance(1);
                break;
            case CompactType.I16 or CompactType.I32 or CompactType.I64:
                ReadVarint();
                break;
            case CompactType.Double:
                Advance(8);
                break;
            case CompactType.Binary:
                Advance(ReadVarint());
                break;
            case CompactType.List or CompactType.Set when depth < MaxDepth:
                for (var left = ReadListSize(out var element); left > 0; left--)
                {
                    // In a list a boolean is a byte.
                    Skip(element is CompactType.True or CompactType.False ? CompactType.I8 : element, depth + 1);
                }

                break;
            case CompactType.Struct when depth < MaxDepth:
                for (short id = 0; NextField(ref id, out var field);)
                {
                    Skip(field, depth + 1);
                }

                break;
            default:
                throw new InvalidDataException();
        }
    }

    private static long ZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private byte ReadByte() => Position < _bytes.Length ? _bytes[Position++] : throw new InvalidDataException();

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException();
    }

    private void Advance(ulong count) =>
        Position = count <= (ulong)(_bytes.Length - Position) ? Position + (int)count : throw new InvalidDataException();
}
