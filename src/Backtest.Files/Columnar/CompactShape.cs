using System.Buffers;

namespace Backtest.Files.Columnar;

/// <summary>
/// The expected fields of a structure in Apache Thrift's compact protocol. Copying a structure through its shape drops all other fields
/// and fields of another type, so that a reader of the copy finds nothing unexpected.
/// </summary>
internal sealed class CompactShape
{
    private readonly Dictionary<int, Field> _fields = [];

    /// <summary>A structure without fields that matter.</summary>
    public static CompactShape Empty { get; } = new();

    /// <summary>Adds fields of a type.</summary>
    public CompactShape With(CompactType type, params ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            _fields[id] = new Field(type, CompactType.Stop, null);
        }

        return this;
    }

    /// <summary>Adds a list of values.</summary>
    public CompactShape WithList(int id, CompactType element)
    {
        _fields[id] = new Field(CompactType.List, element, null);
        return this;
    }

    /// <summary>Adds a list of structures.</summary>
    public CompactShape WithList(int id, CompactShape element)
    {
        _fields[id] = new Field(CompactType.List, CompactType.Struct, element);
        return this;
    }

    /// <summary>Adds structures.</summary>
    public CompactShape With(CompactShape structure, params ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            _fields[id] = new Field(CompactType.Struct, CompactType.Stop, structure);
        }

        return this;
    }

    /// <summary>Copies a structure.</summary>
    /// <param name="reader">Stands at its beginning.</param>
    /// <param name="bytes">What <paramref name="reader"/> reads.</param>
    /// <param name="copy">Receives the copy.</param>
    /// <exception cref="InvalidDataException">It is not a structure.</exception>
    public void Copy(ref CompactReader reader, ReadOnlySpan<byte> bytes, IBufferWriter<byte> copy)
    {
        var written = 0;
        for (short id = 0; reader.NextField(ref id, out var type);)
        {
            if (!_fields.TryGetValue(id, out var field) || !field.Has(type))
            {
                reader.Skip(type);
                continue;
            }

            // The number of a field is stored as the difference from the one before.
            if (id - written is not (> 0 and < 16))
            {
                throw new InvalidDataException();
            }

            copy.Write([(byte)(((id - written) << 4) | (int)type)]);
            written = id;
            field.Copy(type, ref reader, bytes, copy);
        }

        copy.Write([(byte)CompactType.Stop]);
    }

    private sealed record Field(CompactType Type, CompactType Element, CompactShape? Structure)
    {
        public bool Has(CompactType type) => type == Type || (type == CompactType.False && Type == CompactType.True);

        public void Copy(CompactType type, ref CompactReader reader, ReadOnlySpan<byte> bytes, IBufferWriter<byte> copy)
        {
            var start = reader.Position;
            if (type == CompactType.Struct)
            {
                Structure!.Copy(ref reader, bytes, copy);
                return;
            }

            if (type != CompactType.List)
            {
                reader.Skip(type);
                copy.Write(bytes[start..reader.Position]);
                return;
            }

            var left = reader.ReadListSize(out var element);
            if (left > 0 && element != Element)
            {
                throw new InvalidDataException();
            }

            copy.Write(bytes[start..reader.Position]);
            for (; left > 0; left--)
            {
                start = reader.Position;
                if (Structure is { } structure)
                {
                    structure.Copy(ref reader, bytes, copy);
                }
                else
                {
                    reader.Skip(element);
                    copy.Write(bytes[start..reader.Position]);
                }
            }
        }
    }
}
