using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backtest.Service.Storage;

/// <summary>Stored documents and answers as JSON: camel case, no nulls, numbers that read back to the same bits.</summary>
public static class Documents
{
    /// <summary>Version of the shape of stored documents.</summary>
    public const int SchemaVersion = 1;

    /// <summary>How documents are written and read.</summary>
    public static JsonSerializerOptions Json { get; } = Configure(new(JsonSerializerDefaults.Web));

    /// <summary>Makes options write and read as <see cref="Json"/> does.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;

        // The orders p and P of an ARIMA model are two properties.
        options.PropertyNameCaseInsensitive = false;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return options;
    }

    /// <summary>A document's bytes.</summary>
    public static byte[] Write<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document, Json);

    /// <summary>Reads a stored document; null where there is none.</summary>
    public static async Task<T?> ReadAsync<T>(this IBlobStore store, string path, CancellationToken cancellationToken)
        where T : class
    {
        var blob = await store.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        return blob is null ? null : Read<T>(blob);
    }

    /// <summary>Reads a document from a blob.</summary>
    /// <exception cref="InvalidDataException">The blob does not hold such a document.</exception>
    public static T Read<T>(StoredBlob blob)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(blob.Content.Span, Json)
                ?? throw new InvalidDataException($"The stored document {blob.Facts.Path} is empty.");
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"The stored document {blob.Facts.Path} cannot be read.", problem);
        }
    }
}
