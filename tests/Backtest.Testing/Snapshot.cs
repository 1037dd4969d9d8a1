using System.IO.Compression;
using System.Text.Json.Nodes;
using Backtest.Storage;
using Backtest.Storage.Packs;

namespace Backtest.Testing;

/// <summary>
/// The stored data for comparison: documents without their times, the order of requests, and the bytes of all other blobs.
/// </summary>
public static class Snapshot
{
    /// <summary>The blobs whose path starts with a prefix.</summary>
    public static async Task<SortedDictionary<string, string>> TakeAsync(
        IBlobStore store, string prefix, CancellationToken cancellationToken)
    {
        var snapshot = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var blob in store.ListAsync(prefix, cancellationToken))
        {
            var content = (await store.ReadAsync(blob.Path, cancellationToken))!.Content;
            foreach (var (path, bytes) in Unpacked(blob.Path, content))
            {
                snapshot[path] = path.EndsWith("/asked.json", StringComparison.Ordinal) ? Order(JsonNode.Parse(bytes.Span)!)
                    : path.EndsWith(".json", StringComparison.Ordinal) ? WithoutTimes(JsonNode.Parse(bytes.Span)!).ToJsonString()
                    : Convert.ToBase64String(bytes.Span);
            }
        }

        return snapshot;
    }

    // The files of a pack, including those in its bundles, and a compressed document unchanged.
    private static IEnumerable<(string Path, ReadOnlyMemory<byte> Content)> Unpacked(string path, ReadOnlyMemory<byte> content)
    {
        switch (Path.GetExtension(path))
        {
            case ".zip":
                foreach (var (name, file) in Pack.ReadAll(new StoredBlob(content, new BlobFacts(path, "", content.Length, default))))
                {
                    yield return ($"{path}/{name}", file.Value);
                }

                break;
            case ".gz":
                yield return (path[..^3], ReadAll(new GZipStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress)));
                break;
            default:
                yield return (path, content);
                break;
        }
    }

    private static byte[] ReadAll(Stream stream)
    {
        using (stream)
        {
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        }
    }

    // The number of requests varies from time to time; their order does not.
    private static string Order(JsonNode asked) =>
        string.Join(' ', asked["runs"]!.AsObject().OrderBy(run => (long)run.Value!).Select(run => run.Key));

    private static JsonNode WithoutTimes(JsonNode node)
    {
        if (node is JsonObject fields)
        {
            foreach (var name in new[] { "timing", "requestedAt", "workSeconds", "sha256" })
            {
                fields.Remove(name);
            }
        }

        foreach (var child in node switch
        {
            JsonObject o =>
            o.Select(field => field.Value),
            JsonArray a =>
            a,
            _ =>
            Enumerable.Empty<JsonNode?>()
        })
        {
            if (child is not null)
            {
                WithoutTimes(child);
            }
        }

        return node;
    }
}
