using System.Globalization;
using System.IO.Compression;

namespace Backtest.Storage.Packs;

/// <summary>
/// Writes packs: many small files as one zip archive that any zip program can open. The documents of series lie together in bundles.
/// All other files, such as networks, are stored as they are.
/// </summary>
public static class PackWriter
{
    // Size of a bundle before compression, which is read for any one of its documents.
    private const int BundleBytes = 512 * 1024;

    // The earliest time in an archive. It is fixed, so that the same files give the same bytes.
    private static readonly DateTimeOffset Always = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs files.</summary>
    /// <param name="files">
    /// Their contents by name, with slashes between its parts; a <see cref="PackedDocument"/> in its packed form.
    /// </param>
    public static byte[] Write(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files)
    {
        using var content = new MemoryStream();
        using (var archive = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            var bundle = new Bundle.Builder();
            var (first, last) = (0, 0);
            foreach (var (name, bytes) in files.OrderBy(file => SeriesOf(file.Key)).ThenBy(file => file.Key, StringComparer.Ordinal))
            {
                if (SeriesOf(name) is not { } series
                    || Path.GetExtension(name) != ".json"
                    || Documents.Unseal(bytes.Span) is not { Length: > 0 } document)
                {
                    Add(archive, name, stream => stream.Write(bytes.Span));
                    continue;
                }

                if (bundle.Length > BundleBytes && series != last)
                {
                    Add(archive, Bundle.NameOf(first, last), bundle.WriteTo);
                    bundle = new Bundle.Builder();
                }

                first = bundle.Length == 0 ? series : first;
                last = series;
                bundle.Add(name, document);
            }

            if (bundle.Length > 0)
            {
                Add(archive, Bundle.NameOf(first, last), bundle.WriteTo);
            }
        }

        return content.ToArray();
    }

    private static void Add(ZipArchive archive, string name, Action<Stream> write)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Always;
        using var stream = entry.Open();
        write(stream);
    }

    private static int? SeriesOf(string name) =>
        name.Split('/') is ["series", var text, _, ..]
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var series) ? series : null;
}
