using System.Text.Json.Nodes;
using Backtest.Storage;

namespace Backtest.Testing;

/// <summary>
/// What is stored, to be compared: documents with their times taken out, the order of requests, and every other blob's bytes.
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
            snapshot[blob.Path] = blob.Path.EndsWith("/asked.json", StringComparison.Ordinal)
                ? Order(JsonNode.Parse(content.Span)!)
                : blob.Path.EndsWith(".json", StringComparison.Ordinal) ? WithoutTimes(JsonNode.Parse(content.Span)!).ToJsonString()
                : Convert.ToBase64String(content.Span);
        }

        return snapshot;
    }

    // How often something was asked for differs from time to time; in which order does not.
    private static string Order(JsonNode asked) =>
        string.Join(' ', asked["runs"]!.AsObject().OrderBy(run => (long)run.Value!).Select(run => run.Key));

    private static JsonNode WithoutTimes(JsonNode node)
    {
        if (node is JsonObject fields)
        {
            foreach (var name in new[] { "timing", "requestedAt", "sha256" })
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
