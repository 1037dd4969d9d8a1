using System.IO.Compression;

namespace Backtest.Storage.Packs;

/// <summary>Writes packs: many small files as one zip archive, which any zip program opens.</summary>
public static class PackWriter
{
    // The earliest time that an archive can hold, so that the same files give the same bytes.
    private static readonly DateTimeOffset Always = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs files in order of name.</summary>
    /// <param name="files">Their content by name; a name has slashes between its parts.</param>
    public static byte[] Write(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files)
    {
        using var content = new MemoryStream();
        using (var archive = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
            {
                var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
                entry.LastWriteTime = Always;
                using var stream = entry.Open();
                stream.Write(bytes.Span);
            }
        }

        return content.ToArray();
    }
}
