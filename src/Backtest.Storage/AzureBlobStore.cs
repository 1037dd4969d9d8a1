using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Backtest.Storage;

/// <summary>Blobs in Azure Blob Storage or Azurite.</summary>
/// <param name="client">The storage account.</param>
public sealed class AzureBlobStore(BlobServiceClient client) : IBlobStore
{
    private readonly ConcurrentDictionary<string, Lazy<Task<BlobContainerClient>>> _containers = new();

    /// <inheritdoc/>
    public async Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var blob = await BlobAsync(path).ConfigureAwait(false);
        try
        {
            var answer = await blob.DownloadContentAsync(cancellationToken).ConfigureAwait(false);
            var (content, details) = (answer.Value.Content.ToMemory(), answer.Value.Details);
            if (content.Length != details.ContentLength)
            {
                throw new IOException($"Only {content.Length} of the {details.ContentLength} bytes of the blob {path} arrived.");
            }

            return new StoredBlob(
                content,
                new BlobFacts(path, Tag(details.ETag), details.ContentLength, details.LastModified));
        }
        catch (RequestFailedException problem) when (problem.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<StoredBlob?> ReadRangeAsync(string path, long start, long length, CancellationToken cancellationToken)
    {
        var blob = await BlobAsync(path).ConfigureAwait(false);
        try
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(start, length) };
            var answer = await blob.DownloadContentAsync(options, cancellationToken).ConfigureAwait(false);
            var details = answer.Value.Details;
            var whole = ContentRangeHeaderValue.TryParse(details.ContentRange, out var range) && range.Length is { } known
                ? known
                : details.ContentLength;
            return new StoredBlob(
                answer.Value.Content.ToMemory(), new BlobFacts(path, Tag(details.ETag), whole, details.LastModified));
        }
        catch (RequestFailedException problem) when (problem.Status == 416)
        {
            return await FindAsync(path, cancellationToken).ConfigureAwait(false) is { } facts ? new StoredBlob(default, facts) : null;
        }
        catch (RequestFailedException problem) when (problem.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken)
    {
        var blob = await BlobAsync(path).ConfigureAwait(false);
        try
        {
            var properties = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Value;
            return new BlobFacts(path, Tag(properties.ETag), properties.ContentLength, properties.LastModified);
        }
        catch (RequestFailedException problem) when (problem.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        await UploadAsync(path, content, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken)
            .ConfigureAwait(false) is not null;

    /// <inheritdoc/>
    public async Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        (await UploadAsync(path, content, null, cancellationToken).ConfigureAwait(false))!;

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken) =>
        await UploadAsync(path, content, new BlobRequestConditions { IfMatch = new ETag(etag) }, cancellationToken)
            .ConfigureAwait(false) is not null;

    /// <inheritdoc/>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        var blob = await BlobAsync(path).ConfigureAwait(false);
        await blob.DeleteIfExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string path, string etag, CancellationToken cancellationToken)
    {
        var blob = await BlobAsync(path).ConfigureAwait(false);
        try
        {
            var conditions = new BlobRequestConditions { IfMatch = new ETag(etag) };
            return (await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.None, conditions, cancellationToken).ConfigureAwait(false)).Value;
        }
        catch (RequestFailedException problem) when (problem.Status is 409 or 412)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobFacts> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (container, name) = Split(prefix);
        var blobs = (await ContainerAsync(container).ConfigureAwait(false))
            .GetBlobsAsync(BlobTraits.None, BlobStates.None, name, cancellationToken);
        await foreach (var blob in blobs.ConfigureAwait(false))
        {
            var properties = blob.Properties;
            yield return new BlobFacts(
                $"{container}/{blob.Name}",
                Tag(properties.ETag.GetValueOrDefault()),
                properties.ContentLength ?? 0,
                properties.LastModified ?? default);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListFoldersAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (container, name) = Split(prefix);
        var items = (await ContainerAsync(container).ConfigureAwait(false))
            .GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", name, cancellationToken);
        await foreach (var item in items.ConfigureAwait(false))
        {
            if (item.IsPrefix)
            {
                yield return item.Prefix[name.Length..].TrimEnd('/');
            }
        }
    }

    // The tag of what was written; null if a condition did not hold.
    private async Task<string?> UploadAsync(
        string path, ReadOnlyMemory<byte> content, BlobRequestConditions? conditions, CancellationToken cancellationToken)
    {
        var blob = await BlobAsync(path).ConfigureAwait(false);
        var options = new BlobUploadOptions
        {
            Conditions = conditions,
            HttpHeaders = new BlobHttpHeaders { ContentType = BlobLayout.ContentType(path, content) },
        };
        try
        {
            return Tag(
                (await blob.UploadAsync(BinaryData.FromBytes(content), options, cancellationToken).ConfigureAwait(false)).Value.ETag);
        }
        catch (RequestFailedException problem) when (conditions is not null && problem.Status is 409 or 412)
        {
            // Azure answers 409 to a blob that exists and 412 to another tag; emulators mix the two.
            return null;
        }
    }

    private async Task<BlobClient> BlobAsync(string path)
    {
        var (container, name) = Split(path);
        return (await ContainerAsync(container).ConfigureAwait(false)).GetBlobClient(name);
    }

    // Containers are created once, on first use; a failure is not remembered.
    private async Task<BlobContainerClient> ContainerAsync(string name)
    {
        var created = _containers.GetOrAdd(name, _ => new Lazy<Task<BlobContainerClient>>(() => CreateContainerAsync(name)));
        try
        {
            return await created.Value.ConfigureAwait(false);
        }
        catch
        {
            _containers.TryRemove(KeyValuePair.Create(name, created));
            throw;
        }
    }

    private async Task<BlobContainerClient> CreateContainerAsync(string name)
    {
        var container = client.GetBlobContainerClient(name);
        try
        {
            await container.CreateIfNotExistsAsync().ConfigureAwait(false);
            return container;
        }
        catch (RequestFailedException refusal) when (refusal.ErrorCode == BlobErrorCode.InvalidHeaderValue)
        {
            // This request has no header that depends on data: the storage can only refuse the version.
            throw new StorageVersionException(refusal);
        }
    }

    // In the form that headers have; listings leave out its quotation marks.
    private static string Tag(ETag tag) => tag.ToString("H");

    private static (string Container, string Name) Split(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return (path[..slash], path[(slash + 1)..]);
    }
}
