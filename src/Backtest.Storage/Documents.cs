using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Backtest.Core.Problems;

namespace Backtest.Storage;

/// <summary>
/// Stored documents and answers as JSON: camel case, no nulls, numbers that read back to the same bits. A stored document has the
/// version of its shape, and ends with a checksum of the text before it.
/// </summary>
public static class Documents
{
    /// <summary>Version of the shape of stored documents; those of version 1 have no checksum.</summary>
    public const int SchemaVersion = 4;

    private const int FirstVersionWithChecksum = 2;
    private const int FirstVersionWithTitles = 3;

    private static readonly byte[] ChecksumStart = Encoding.UTF8.GetBytes(",\"sha256\":\"");
    private static readonly byte[] ChecksumEnd = Encoding.UTF8.GetBytes("\"}");

    private static readonly int ChecksumLength = ChecksumStart.Length + (2 * SHA256.HashSizeInBytes) + ChecksumEnd.Length;

    /// <summary>How documents are written and read.</summary>
    public static JsonSerializerOptions Json { get; } = Configure(new(JsonSerializerDefaults.Web));

    // Stored documents must be complete. For requests and answers, the handlers check that.
    private static JsonSerializerOptions Reading { get; } = new(Json)
    {
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireParameters } },
    };

    // Earlier versions named the parts of a problem differently.
    private static JsonSerializerOptions ReadingEarlier { get; } = new(Reading)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireParameters, NameProblemsAsBefore } },
    };

    /// <summary>Configures options like <see cref="Json"/>.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;

        // The orders p and P of an ARIMA model are two properties.
        options.PropertyNameCaseInsensitive = false;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return options;
    }

    /// <summary>A document's bytes.</summary>
    /// <param name="document">A record with at least one member.</param>
    public static byte[] Write<T>(T document) => Seal(JsonSerializer.SerializeToUtf8Bytes(document, Json));

    /// <summary>A document with its checksum at its end.</summary>
    /// <param name="document">An object with at least one member.</param>
    internal static byte[] Seal(ReadOnlySpan<byte> document)
    {
        var body = document[..^1];
        return [.. body, .. ChecksumStart, .. Checksum(body), .. ChecksumEnd];
    }

    /// <summary>Writes a document with its checksum at its end, part by part: no array holds all of it.</summary>
    /// <param name="stream">The target.</param>
    /// <param name="parts">An object with at least one member, without its closing brace.</param>
    internal static void WriteSealed(Stream stream, IEnumerable<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(part);
            stream.Write(part);
        }

        stream.Write(ChecksumStart);
        stream.Write(Encoding.UTF8.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset())));
        stream.Write(ChecksumEnd);
    }

    /// <summary>A document without the checksum at its end; empty if it has none.</summary>
    /// <param name="document">A document as it is stored.</param>
    internal static byte[] Unseal(ReadOnlySpan<byte> document) =>
        HasChecksum(document) ? [.. document[..^ChecksumLength], (byte)'}'] : [];

    /// <summary>Reads a stored document; null if there is none.</summary>
    public static Task<T?> ReadAsync<T>(this IBlobStore store, string path, CancellationToken cancellationToken)
        where T : class =>
        store.ReadDocumentAsync<T>(path, cancellationToken);

    /// <summary>Reads a required document.</summary>
    /// <exception cref="InvalidDataException">It is missing or damaged.</exception>
    public static async Task<T> ReadRequiredAsync<T>(this IBlobStore store, string path, CancellationToken cancellationToken)
        where T : class =>
        await store.ReadAsync<T>(path, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException($"The document {path} is not stored.");

    /// <summary>Reads a stored document; null if there is none, or it is damaged and has been removed.</summary>
    public static async Task<T?> ReadOrRemoveAsync<T>(this IBlobStore store, string path, CancellationToken cancellationToken)
        where T : class
    {
        var blob = await store.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        var document = blob is null ? null : TryRead<T>(blob);
        if (blob is not null && document is null)
        {
            await store.DeleteAsync(blob.Facts.Path, blob.Facts.ETag, cancellationToken).ConfigureAwait(false);
        }

        return document;
    }

    /// <summary>Reads a document from a blob; null if it is damaged.</summary>
    /// <exception cref="InvalidDataException">A newer version wrote it.</exception>
    public static T? TryRead<T>(StoredBlob blob)
        where T : class
    {
        try
        {
            return Read<T>(blob);
        }
        catch (InvalidDataException problem) when (problem.InnerException is not NewerVersionException)
        {
            return null;
        }
    }

    /// <summary>Reads a document from a blob.</summary>
    /// <exception cref="InvalidDataException">
    /// The blob is not such a document, or has changed. There is a <see cref="NewerVersionException"/> inside if a newer version wrote it.
    /// </exception>
    public static T Read<T>(StoredBlob blob)
        where T : class
    {
        var content = blob.Content.Span;
        try
        {
            var version = CheckedVersion(blob);
            return JsonSerializer.Deserialize<T>(content, version < FirstVersionWithTitles ? ReadingEarlier : Reading)
                ?? throw new InvalidDataException($"The stored document {blob.Facts.Path} is empty.");
        }
        catch (Exception problem) when (problem is JsonException or NotSupportedException or InvalidOperationException)
        {
            // An unknown model family is not supported, and invalid Unicode is an invalid operation.
            throw new InvalidDataException($"The stored document {blob.Facts.Path} cannot be read.", problem);
        }
    }

    /// <summary>Checks that a document of any kind is unchanged.</summary>
    /// <param name="blob">The document.</param>
    /// <exception cref="InvalidDataException">It is not; see <see cref="Read"/>.</exception>
    public static void Check(StoredBlob blob)
    {
        try
        {
            CheckedVersion(blob);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The stored document {blob.Facts.Path} cannot be read.", problem);
        }
    }

    private static int CheckedVersion(StoredBlob blob)
    {
        var content = blob.Content.Span;
        var version = VersionOf(content);
        if (version > SchemaVersion)
        {
            throw new InvalidDataException(
                $"The stored document {blob.Facts.Path} cannot be read.", new NewerVersionException(version, SchemaVersion));
        }

        return (version >= FirstVersionWithChecksum || HasChecksum(content) ? MatchesChecksum(content) : version >= 1)
            ? version
            : throw new InvalidDataException($"The stored document {blob.Facts.Path} does not match its checksum.");
    }

    private static int VersionOf(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content);
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("schemaVersion"))
            {
                return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var version)
                    ? version
                    : throw new JsonException("The version is not a whole number.");
            }
        }

        throw new JsonException("It has no version.");
    }

    private static bool HasChecksum(ReadOnlySpan<byte> content) =>
        content.Length > ChecksumLength && content[^ChecksumLength..].StartsWith(ChecksumStart) && content.EndsWith(ChecksumEnd);

    private static bool MatchesChecksum(ReadOnlySpan<byte> content) =>
        HasChecksum(content)
        && content[^(ChecksumLength - ChecksumStart.Length)..^ChecksumEnd.Length].SequenceEqual(Checksum(content[..^ChecksumLength]));

    private static byte[] Checksum(ReadOnlySpan<byte> body) => Encoding.UTF8.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body)));

    // Parameters of a record are required if they cannot be null and have no default.
    private static void RequireParameters(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false } parameter
                && !parameter.ParameterType.IsValueType)
            {
                property.IsRequired = true;
            }
        }
    }

    private static void NameProblemsAsBefore(JsonTypeInfo type)
    {
        foreach (var property in type.Type == typeof(InputProblem) ? type.Properties : [])
        {
            property.Name = property.Name switch { "title" => "what", "detail" => "right", var name => name };
        }
    }
}
