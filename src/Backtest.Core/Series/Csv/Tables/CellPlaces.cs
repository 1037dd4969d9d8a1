using System.Text;

namespace Backtest.Core.Series.Csv.Tables;

/// <summary>The positions of a file's cells in its text, eight bytes per cell, however long it is.</summary>
/// <param name="text">The text, as UTF-8.</param>
internal sealed class CellPlaces(ReadOnlyMemory<byte> text)
{
    private const int BlockBits = 16;
    private const int BlockLength = 1 << BlockBits;

    // Blocks, because a single array would be copied each time it grows.
    private readonly List<Place[]> _blocks = [];

    /// <summary>Number of cells.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a cell.</summary>
    /// <param name="value">Its value: a part of the text, unless it contains doubled quotation marks.</param>
    /// <param name="raw">Its part of the text, including quotation marks and surrounding blanks.</param>
    public void Add(ReadOnlySpan<byte> value, ReadOnlySpan<byte> raw)
    {
        var place = value.IsEmpty ? default
            : text.Span.Overlaps(value, out var start) ? new Place(start, value.Length)
            : PlaceOfQuoted(raw);
        if (Count == _blocks.Count << BlockBits)
        {
            _blocks.Add(new Place[BlockLength]);
        }

        _blocks[^1][Count++ & (BlockLength - 1)] = place;
    }

    /// <summary>A cell by its index, as UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8(int index)
    {
        var place = _blocks[index >> BlockBits][index & (BlockLength - 1)];
        return place.Length >= 0
            ? text.Span.Slice(place.Start, place.Length)
            : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text.Span.Slice(place.Start, -place.Length))
                .Replace("\"\"", "\"", StringComparison.Ordinal));
    }

    /// <summary>Whether a cell is quoted.</summary>
    public bool IsQuoted(int index)
    {
        var place = _blocks[index >> BlockBits][index & (BlockLength - 1)];
        return place.Start > 0 && text.Span[..place.Start].TrimEnd(" "u8) is [.., (byte)'"'];
    }

    private Place PlaceOfQuoted(ReadOnlySpan<byte> raw)
    {
        var inner = raw.Trim(" \t"u8)[1..^1];
        return text.Span.Overlaps(inner, out var start)
            ? new Place(start, -inner.Length)
            : throw new InvalidOperationException("A cell lies outside its text.");
    }

    // A negative length marks a cell with doubled quotation marks.
    private readonly record struct Place(int Start, int Length);
}
