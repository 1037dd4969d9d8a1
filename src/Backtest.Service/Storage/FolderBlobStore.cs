using System.Globalization;
using System.Runtime.CompilerServices;

namespace Backtest.Service.Storage;

/// <summary>Blobs as files under a folder, for one process at a time.</summary>
public sealed class FolderBlobStore : IBlobStore
{
    private const string TemporaryPrefix = ".partial-";

    private readonly string _root;
    private readonly Lock _writes = new();

    /// <summary>Opens a folder, creating it where it is missing.</summary>
    /// <param name="root">Path of the folder.</param>
    public FolderBlobStore(string root)
    {
        _root = Path.GetFullPath(root);
        Directory.CreateDirectory(_root);
    }

    /// <inheritdoc/>
    public async Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            // Facts are taken first: if the file is replaced in between, its tag is older than the content and no write relies on it.
            var facts = Facts(path, new FileInfo(Full(path)));
            return new StoredBlob(await File.ReadAllBytesAsync(Full(path), cancellationToken).ConfigureAwait(false), facts);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Full(path));
        return Task.FromResult(file.Exists ? Facts(path, file) : null);
    }

    /// <inheritdoc/>
    public Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        PutAsync(path, content, file => !file.Exists, cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        PutAsync(path, content, _ => true, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken) =>
        PutAsync(path, content, file => file.Exists && Facts(path, file).ETag == etag, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(Full(path)))
        {
            File.Delete(Full(path));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobFacts> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var folder = Path.GetDirectoryName(Full(prefix + "x"))!;
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => !file.Name.StartsWith(TemporaryPrefix, StringComparison.Ordinal))
            .Select(file => (Path: Path.GetRelativePath(_root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), File: file))
            .Where(item => item.Path.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(item => item.Path, StringComparer.Ordinal);
        foreach (var (path, file) in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Facts(path, file);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListFoldersAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        if (!Directory.Exists(Full(prefix)))
        {
            yield break;
        }

        foreach (var folder in Directory.EnumerateDirectories(Full(prefix)).Select(Path.GetFileName).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return folder!;
        }
    }

    // The content goes to a file beside the target and is moved into place whole.
    private async Task<bool> PutAsync(string path, ReadOnlyMemory<byte> content, Func<FileInfo, bool> condition, CancellationToken cancellationToken)
    {
        var target = Full(path);
        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        var partial = Path.Combine(folder, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            await File.WriteAllBytesAsync(partial, content, cancellationToken).ConfigureAwait(false);
            lock (_writes)
            {
                if (!condition(new FileInfo(target)))
                {
                    return false;
                }

                File.Move(partial, target, overwrite: true);
                return true;
            }
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private string Full(string path) => Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar));

    private static BlobFacts Facts(string path, FileInfo file)
    {
        var etag = string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}");
        return new BlobFacts(path, etag, file.Length, file.LastWriteTimeUtc);
    }
}
