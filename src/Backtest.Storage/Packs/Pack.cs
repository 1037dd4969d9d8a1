using System.IO.Compression;

namespace Backtest.Storage.Packs;

/// <summary>Reads whole packs.</summary>
public static class Pack
{
    /// <summary>All files of a pack, by name. The documents of a bundle are joined on demand.</summary>
    /// <param name="blob">The pack.</param>
    /// <exception cref="InvalidDataException">It is incomplete or damaged.</exception>
    public static IReadOnlyDictionary<string, Lazy<byte[]>> ReadAll(StoredBlob blob)
    {
        try
        {
            using var content = new MemoryStream(blob.Content.ToArray(), writable: false);
            using var archive = new ZipArchive(content, ZipArchiveMode.Read);
            var files = new Dictionary<string, Lazy<byte[]>>(archive.Entries.Count, StringComparer.Ordinal);
            foreach (var entry in archive.Entries)
            {
                using var stream = entry.Open();
                var bytes = new byte[entry.Length];
                stream.ReadExactly(bytes);
                if (Bundle.SeriesOf(entry.FullName) is null)
                {
                    files.Add(entry.FullName, new Lazy<byte[]>(bytes));
                    continue;
                }

                var path = $"{blob.Facts.Path}/{entry.FullName}";
                var bundle = Bundle.Read(new StoredBlob(bytes, blob.Facts with { Path = path, Length = bytes.Length }));
                foreach (var name in bundle.Names)
                {
                    files.Add(name, new Lazy<byte[]>(() => bundle.Find(name)!));
                }
            }

            return files;
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"The pack {blob.Facts.Path} is damaged.", problem);
        }
    }
}
