using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Backtest.Storage.Packs;

/// <summary>
/// The documents of some series of a panel as one document: a few shapes, and for each document the number of its shape and its values.
/// Together they take a quarter of the space of separate documents. The checksum of the bundle replaces theirs.
/// </summary>
internal sealed class Bundle
{
    private readonly byte[][] _shapes;
    private readonly Dictionary<string, JsonElement> _documents;

    private Bundle(string path, byte[][] shapes, Dictionary<string, JsonElement> documents) =>
        (Path, _shapes, _documents) = (path, shapes, documents);

    /// <summary>Names of the documents.</summary>
    public IEnumerable<string> Names => _documents.Keys;

    private string Path { get; }

    /// <summary>Name of a bundle in its pack.</summary>
    /// <param name="first">Place of its first series in the panel.</param>
    /// <param name="last">Place of its last series.</param>
    internal static string NameOf(int first, int last) => string.Create(CultureInfo.InvariantCulture, $"series/{first}-{last}.json");

    /// <summary>The places of the first and the last series of a bundle; null if the name is that of another file.</summary>
    internal static (int First, int Last)? SeriesOf(string name) =>
        name.Split('/', '-', '.') is ["series", var first, var last, "json"]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            ? (from, to)
            : null;

    /// <summary>Reads a bundle.</summary>
    /// <param name="blob">The bundle as it is stored.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static Bundle Read(StoredBlob blob)
    {
        Documents.Check(blob);
        try
        {
            // The elements need it, so it is never disposed of.
            var root = JsonDocument.Parse(blob.Content).RootElement;
            return new Bundle(
                blob.Facts.Path,
                [.. root.GetProperty("shapes").EnumerateArray().Select(shape => Encoding.UTF8.GetBytes(shape.GetString()!))],
                root.GetProperty("documents").EnumerateObject().ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal));
        }
        catch (Exception problem) when (problem is InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException($"The bundle {blob.Facts.Path} cannot be read.", problem);
        }
    }

    /// <summary>A document of the bundle; null if it has none of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public byte[]? Find(string name)
    {
        if (!_documents.TryGetValue(name, out var entry))
        {
            return null;
        }

        try
        {
            var shape = _shapes[entry[0].GetInt32()];
            var document = Documents.Seal(DocumentShape.Merge(shape, entry.EnumerateArray().Skip(1)));
            return PackedDocument.Of(name) is { } packed
                ? packed.Unpack(new StoredBlob(document, new BlobFacts(name, "", document.Length, default)))
                : document;
        }
        catch (Exception problem) when (problem is InvalidOperationException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"The document {name} of the bundle {Path} cannot be read.", problem);
        }
    }

    /// <summary>Collects documents.</summary>
    internal sealed class Builder
    {
        private readonly Dictionary<string, int> _shapes = new(StringComparer.Ordinal);
        private readonly List<byte[]> _documents = [];

        /// <summary>Number of bytes so far.</summary>
        public int Length { get; private set; }

        /// <summary>Adds a document.</summary>
        /// <param name="name">Its name.</param>
        /// <param name="document">The document without its checksum.</param>
        public void Add(string name, ReadOnlySpan<byte> document)
        {
            var values = new List<byte[]>();
            var shape = Encoding.UTF8.GetString(DocumentShape.Split(document, values));
            if (!_shapes.TryGetValue(shape, out var number))
            {
                _shapes[shape] = number = _shapes.Count;
            }

            var entry = new ArrayBufferWriter<byte>();
            entry.Write(Encoding.UTF8.GetBytes($"{(Length > 0 ? "," : "")}\n{JsonSerializer.Serialize(name, Documents.Json)}:[{number}"));
            foreach (var value in values)
            {
                entry.Write(","u8);
                entry.Write(value);
            }

            entry.Write("]"u8);
            _documents.Add(entry.WrittenSpan.ToArray());
            Length += entry.WrittenCount;
        }

        /// <summary>Writes the bundle.</summary>
        /// <param name="stream">The target.</param>
        public void WriteTo(Stream stream)
        {
            var shapes = JsonSerializer.Serialize(_shapes.OrderBy(shape => shape.Value).Select(shape => shape.Key), Documents.Json);
            var start = $"{{\"schemaVersion\":{Documents.SchemaVersion},\"shapes\":{shapes},\"documents\":{{";
            Documents.WriteSealed(stream, [Encoding.UTF8.GetBytes(start), .. _documents, "}"u8.ToArray()]);
        }
    }
}
