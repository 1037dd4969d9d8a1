using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Backtest.Storage;

/// <summary>
/// Blobs as files in a folder, which several processes of a machine can share. Subfolders exist only as long as they contain blobs.
/// </summary>
public sealed class FolderBlobStore : IBlobStore
{
    private const string TemporaryPrefix = ".partial-";
    private const string LockFile = ".lock";

    // Another process holds the lock only for two or three system calls.
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);

    private readonly string _root;
    private readonly TimeSpan _patience;

    // Held by one change at a time.
    private readonly Channel<bool> _turn = Channel.CreateBounded<bool>(1);

    // Since when changes have been waiting for the lock, and when one last gave up; 0 for none.
    private long _heldSince;
    private long _gaveUpAt;

    /// <summary>Opens a folder, or creates it.</summary>
    /// <param name="root">Path of the folder.</param>
    /// <param name="patience">How long changes wait for another process with the lock file of the folder; null for 30 seconds.</param>
    public FolderBlobStore(string root, TimeSpan? patience = null)
    {
        _root = Path.GetFullPath(root);
        _patience = patience ?? TimeSpan.FromSeconds(30);
        Directory.CreateDirectory(_root);
        _turn.Writer.TryWrite(true);
    }

    /// <inheritdoc/>
    public int? MaxPartBytes => 255;

    /// <inheritdoc/>
    public string? Obstacle =>
        Interlocked.Read(ref _heldSince) is not 0 and var since && Stopwatch.GetElapsedTime(since) is var waited && waited >= UsualWait
        ? $"Another program holds the lock file {LockFile} of the storage folder, and changes have waited for it for {waited.TotalSeconds:F0} seconds."
        : null;

    /// <inheritdoc/>
    public async Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            // Reads the facts first: if the file is replaced in between, its tag is older than the content, and no write relies on it.
            var facts = Facts(path, new FileInfo(Full(path)));
            return new StoredBlob(await File.ReadAllBytesAsync(Full(path), cancellationToken).ConfigureAwait(false), facts);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<StoredBlob?> ReadRangeAsync(string path, long start, long length, CancellationToken cancellationToken)
    {
        try
        {
            var facts = Facts(path, new FileInfo(Full(path)));
            using var file = File.OpenHandle(Full(path), options: FileOptions.Asynchronous);
            var content = new byte[(int)Math.Clamp(RandomAccess.GetLength(file) - start, 0, length)];
            var count = 0;
            while (count < content.Length
                && await RandomAccess.ReadAsync(file, content.AsMemory(count), start + count, cancellationToken)
                    .ConfigureAwait(false) is > 0 and var more)
            {
                count += more;
            }

            return new StoredBlob(content.AsMemory(0, count), facts);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
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
    public async Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        await PutAsync(path, content, file => !file.Exists, cancellationToken).ConfigureAwait(false) is not null;

    /// <inheritdoc/>
    public async Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        (await PutAsync(path, content, _ => true, cancellationToken).ConfigureAwait(false))!;

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken) =>
        await PutAsync(path, content, file => file.Exists && Facts(path, file).ETag == etag, cancellationToken)
            .ConfigureAwait(false) is not null;

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellationToken) => DeleteAsync(path, _ => true, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string path, string etag, CancellationToken cancellationToken) =>
        DeleteAsync(path, file => Facts(path, file).ETag == etag, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobFacts> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var folder = Path.GetDirectoryName(Full(prefix + "x"))!;
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        var files = Files(folder)
            .Where(item => !IsPartial(item.File) && item.Path.StartsWith(prefix, StringComparison.Ordinal))
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

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobFacts> ListPartialAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var (path, file) in Files(_root).Where(item => IsPartial(item.File)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Facts(path, file);
        }
    }

    // Writes the content to a file beside the target, and moves it into place. Returns its tag; null if the condition does not hold.
    private async Task<string?> PutAsync(
        string path, ReadOnlyMemory<byte> content, Func<FileInfo, bool> condition, CancellationToken cancellationToken)
    {
        var target = Full(path);
        var partial = Path.Combine(Path.GetDirectoryName(target)!, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            await WritePartialAsync(partial, content, cancellationToken).ConfigureAwait(false);
            return await ChangeAsync(
                () =>
                {
                    var current = new FileInfo(target);
                    if (!condition(current))
                    {
                        return null;
                    }

                    // The clock of files is coarse, but two versions must not share a tag.
                    if (current.Exists && File.GetLastWriteTimeUtc(partial) <= current.LastWriteTimeUtc)
                    {
                        File.SetLastWriteTimeUtc(partial, current.LastWriteTimeUtc.AddTicks(1));
                    }

                    File.Move(partial, target, overwrite: true);
                    return Facts(path, new FileInfo(target)).ETag;
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    // Another change may remove the last blob of a folder, and with it the folder, before the file is created in it.
    private static async Task WritePartialAsync(string partial, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(partial)!);
                await File.WriteAllBytesAsync(partial, content, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (DirectoryNotFoundException) when (attempt < 10)
            {
                // Made again in the next attempt.
            }
        }
    }

    private async Task<bool> DeleteAsync(string path, Func<FileInfo, bool> condition, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Full(path));
        return file.Exists && await ChangeAsync(
            () =>
            {
                file.Refresh();
                if (!file.Exists || !condition(file))
                {
                    return false;
                }

                file.Delete();
                RemoveEmptyFolders(file.Directory!);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private void RemoveEmptyFolders(DirectoryInfo folder)
    {
        try
        {
            for (; folder.FullName != _root; folder = folder.Parent!)
            {
                folder.Delete();
            }
        }
        catch (IOException)
        {
            // It is not empty.
        }
    }

    // Changes run one after the other, also across processes: the lock on the file ends with its holder. Changes that arrived before
    // another one gave up have waited with it, and do not wait again.
    private async Task<T> ChangeAsync<T>(Func<T> change, CancellationToken cancellationToken)
    {
        var came = Stopwatch.GetTimestamp();
        await _turn.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await using var held = _gaveUpAt > came ? throw Held(null) : await LockFolderAsync(cancellationToken).ConfigureAwait(false);
            return change();
        }
        finally
        {
            _turn.Writer.TryWrite(true);
        }
    }

    private async Task<FileStream> LockFolderAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                var held = new FileStream(
                    Path.Combine(_root, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
                Interlocked.Exchange(ref _heldSince, 0);
                return held;
            }
            catch (IOException problem) when (problem is not DirectoryNotFoundException)
            {
                Interlocked.CompareExchange(ref _heldSince, started, 0);
                if (Stopwatch.GetElapsedTime(started) >= _patience)
                {
                    _gaveUpAt = Stopwatch.GetTimestamp();
                    throw Held(problem);
                }
            }

            await Task.Delay(LockPause, cancellationToken).ConfigureAwait(false);
        }
    }

    private IOException Held(IOException? problem) => new(
        $"Another program held the lock file {LockFile} of the storage folder for {_patience.TotalSeconds:F0} seconds. End the program "
            + "that holds it.",
        problem);

    private IEnumerable<(string Path, FileInfo File)> Files(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles("*", SearchOption.AllDirectories)
        .Select(file => (Path.GetRelativePath(_root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file));

    private static bool IsPartial(FileInfo file) => file.Name.StartsWith(TemporaryPrefix, StringComparison.Ordinal);

    private string Full(string path) => Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar));

    private static BlobFacts Facts(string path, FileInfo file)
    {
        var etag = string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}");
        return new BlobFacts(path, etag, file.Length, file.LastWriteTimeUtc);
    }
}
