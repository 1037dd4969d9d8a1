using System.Buffers.Binary;
using System.Collections.Frozen;
using System.IO.Compression;
using System.Text;

namespace Backtest.Storage.Packs;

/// <summary>
/// The index at the end of a pack, which allows reading one file without the others. The classes of .NET read an archive from a stream,
/// and a stream over a blob would block a thread for every piece.
/// </summary>
/// <remarks>PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", 4.3.7, 4.3.12 and 4.3.16.</remarks>
public sealed class PackDirectory
{
    private const int EndLength = 22;
    private const int EntryLength = 46;
    private const int HeaderLength = 30;
    private const uint EndMark = 0x06054b50;
    private const uint EntryMark = 0x02014b50;
    private const uint HeaderMark = 0x04034b50;
    private const ushort Deflated = 8;

    // The index of some hundred files fits, so that a second request is rarely needed.
    private const int Tail = 64 * 1024;

    private readonly FrozenDictionary<string, Entry> _entries;
    private readonly (int First, int Last, string Name)[] _bundles;

    private PackDirectory(BlobFacts facts, Dictionary<string, Entry> entries)
    {
        (Facts, _entries) = (facts, entries.ToFrozenDictionary(StringComparer.Ordinal));
        _bundles = [.. entries.Keys.Where(name => Bundle.SeriesOf(name) is not null)
            .Select(name => (Bundle.SeriesOf(name)!.Value.First, Bundle.SeriesOf(name)!.Value.Last, name))];
    }

    /// <summary>Facts of the pack.</summary>
    public BlobFacts Facts { get; }

    /// <summary>Names of the files, without the documents in bundles.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>Length of a file; null if the pack has no such file.</summary>
    /// <param name="name">Name of the file.</param>
    public long? LengthOf(string name) => _entries.TryGetValue(name, out var entry) ? entry.Length : null;

    /// <summary>Name of the bundle of a series; null if the pack has none.</summary>
    /// <param name="series">Place of the series in its panel.</param>
    public string? BundleOf(int series) =>
        _bundles.Where(bundle => bundle.First <= series && series <= bundle.Last).Select(bundle => bundle.Name).FirstOrDefault();

    /// <summary>Reads the index of a pack; null if there is no such pack.</summary>
    /// <param name="store">The storage.</param>
    /// <param name="path">Path of the pack.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">The pack is incomplete or damaged.</exception>
    public static async Task<PackDirectory?> ReadAsync(IBlobStore store, string path, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(path, cancellationToken).ConfigureAwait(false) is not { } facts)
        {
            return null;
        }

        var start = Math.Max(0, facts.Length - Tail);
        if (await RangeAsync(store, facts, start, facts.Length - start, cancellationToken).ConfigureAwait(false) is not { } tail)
        {
            return null;
        }

        var (first, length, count) = End(tail.Span, facts);
        var index = first >= start
            ? tail.Slice((int)(first - start), (int)length)
            : await RangeAsync(store, facts, first, length, cancellationToken).ConfigureAwait(false);
        return index is { } known ? new PackDirectory(facts, Entries(known.Span, count, facts)) : null;
    }

    /// <summary>Reads one file of the pack; null if the pack has no such file, or has been replaced since.</summary>
    /// <param name="store">The storage.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public async Task<byte[]?> ReadFileAsync(IBlobStore store, string name, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(name, out var entry))
        {
            return null;
        }

        var length = entry.End - entry.Start;
        var range = await RangeAsync(store, Facts, entry.Start, length, cancellationToken).ConfigureAwait(false) ?? default;
        var header = range.Span;
        if (header.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(header) != HeaderMark)
        {
            return null;
        }

        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
        var data = HeaderLength + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        if (data + entry.PackedLength > header.Length || Encoding.UTF8.GetString(header.Slice(HeaderLength, nameLength)) != name)
        {
            return null;
        }

        return Unpack(range.Slice(data, (int)entry.PackedLength), entry, name);
    }

    private byte[] Unpack(ReadOnlyMemory<byte> packed, Entry entry, string name)
    {
        if (entry.Method != Deflated)
        {
            return packed.ToArray();
        }

        try
        {
            using var stream = new DeflateStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
            var bytes = new byte[entry.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"The file {name} of the pack {Facts.Path} is damaged.", problem);
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> RangeAsync(
        IBlobStore store, BlobFacts facts, long start, long length, CancellationToken cancellationToken) =>
        (await store.ReadRangeAsync(facts.Path, start, length, cancellationToken).ConfigureAwait(false))?.Content;

    private static (long Start, long Length, int Count) End(ReadOnlySpan<byte> tail, BlobFacts facts)
    {
        // A pack has no comment, so the end record comes last.
        var end = tail.Length >= EndLength ? tail[^EndLength..] : default;
        if (end.IsEmpty || BinaryPrimitives.ReadUInt32LittleEndian(end) != EndMark)
        {
            throw new InvalidDataException($"The pack {facts.Path} is incomplete.");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        var start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        return start + (long)length <= facts.Length - EndLength
            ? (start, length, BinaryPrimitives.ReadUInt16LittleEndian(end[10..]))
            : throw new InvalidDataException($"The pack {facts.Path} is incomplete.");
    }

    private static Dictionary<string, Entry> Entries(ReadOnlySpan<byte> index, int count, BlobFacts facts)
    {
        var found = new List<(string Name, Entry Entry)>(count);
        var (at, indexStart) = (0, facts.Length - EndLength - index.Length);
        for (var k = 0; k < count; k++)
        {
            if (index.Length - at < EntryLength || BinaryPrimitives.ReadUInt32LittleEndian(index[at..]) != EntryMark)
            {
                throw new InvalidDataException($"The index of the pack {facts.Path} is damaged.");
            }

            var entry = index[at..];
            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(entry[28..]);
            var more = BinaryPrimitives.ReadUInt16LittleEndian(entry[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(entry[32..]);
            if (entry.Length < EntryLength + nameLength + more)
            {
                throw new InvalidDataException($"The index of the pack {facts.Path} is damaged.");
            }

            found.Add((
                Encoding.UTF8.GetString(entry.Slice(EntryLength, nameLength)),
                new Entry(
                    BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]),
                    0,
                    BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]),
                    BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]),
                    BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]))));
            at += EntryLength + nameLength + more;
        }

        // A file ends where the next one begins.
        var entries = new Dictionary<string, Entry>(count, StringComparer.Ordinal);
        for (var k = 0; k < count; k++)
        {
            var end = k + 1 < count ? found[k + 1].Entry.Start : indexStart;
            entries[found[k].Name] = end > found[k].Entry.Start
                ? found[k].Entry with { End = end }
                : throw new InvalidDataException($"The index of the pack {facts.Path} is damaged.");
        }

        return entries;
    }

    private sealed record Entry(long Start, long End, long PackedLength, long Length, ushort Method);
}
