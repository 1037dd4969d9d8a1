using System.IO.Compression;
using Backtest.Storage;

namespace Backtest.Runs.Panels;

/// <summary>Documents that are large enough to be stored compressed.</summary>
internal static class Compressed
{
    /// <summary>The bytes of a document.</summary>
    public static byte[] Write<T>(T document)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Optimal))
        {
            gzip.Write(Documents.Write(document));
        }

        return content.ToArray();
    }

    /// <summary>Reads a stored document; null if there is none.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static async Task<T?> ReadAsync<T>(IBlobStore store, string path, CancellationToken cancellationToken)
        where T : class =>
        await store.ReadAsync(path, cancellationToken).ConfigureAwait(false) is { } blob ? Read<T>(blob) : null;

    /// <summary>Reads a document from a blob.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static T Read<T>(StoredBlob blob)
        where T : class
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(blob.Content.ToArray(), writable: false), CompressionMode.Decompress))
        {
            gzip.CopyTo(content);
        }

        return Documents.Read<T>(blob with { Content = content.ToArray() });
    }
}
