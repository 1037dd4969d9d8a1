using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Backtest.Storage.Results;

namespace Backtest.Storage.Packs;

/// <summary>
/// A store that shows the files of every series of a panel under separate paths, although they lie in packs. The code that reads
/// the results of a panel of one can thus read those of any series. All other blobs are those of the underlying store.
/// </summary>
/// <param name="store">The storage.</param>
public sealed class PanelStore(IBlobStore store) : IBlobStore
{
    // An index takes some kilobytes.
    private const int MostKept = 1_000;

    // A bundle takes less than a megabyte, unless a single series has more.
    private const int MostBundles = 50;

    private readonly ConcurrentDictionary<(string Path, string ETag), Bundle> _bundles = new();
    private readonly ConcurrentDictionary<string, PackDirectory> _directories = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<RunKey, PanelPlan> _panels = new();

    /// <inheritdoc/>
    public int? MaxPartBytes => store.MaxPartBytes;

    /// <inheritdoc/>
    public string? Obstacle => store.Obstacle;

    /// <inheritdoc/>
    public Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken) =>
        BlobLayout.MemberOf(path) is var (series, file)
            ? ReadMemberAsync(path, series, file, cancellationToken)
            : store.ReadAsync(path, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredBlob?> ReadRangeAsync(string path, long start, long length, CancellationToken cancellationToken) =>
        store.ReadRangeAsync(path, start, length, cancellationToken);

    /// <inheritdoc/>
    public async Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken) =>
        BlobLayout.MemberOf(path) is var (series, file)
            ? (await ReadMemberAsync(path, series, file, cancellationToken).ConfigureAwait(false))?.Facts
            : await store.FindAsync(path, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobFacts> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (BlobLayout.MemberOf(prefix) is not var (series, start))
        {
            await foreach (var blob in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            {
                yield return blob;
            }

            yield break;
        }

        var files = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var directory in DirectoriesAsync(series, start, cancellationToken).ConfigureAwait(false))
        {
            var bundle = await BundleAsync(directory, series, cancellationToken).ConfigureAwait(false);
            files.UnionWith(directory.Names.Concat(bundle?.Names ?? []).Where(name => name.StartsWith(start, StringComparison.Ordinal)));
        }

        foreach (var path in files.Select(file => BlobLayout.Folder(series.Whole) + file))
        {
            yield return (await FindAsync(path, cancellationToken).ConfigureAwait(false))!;
        }
    }

    /// <inheritdoc/>
    public Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        store.CreateAsync(path, content, cancellationToken);

    /// <inheritdoc/>
    public Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        store.WriteAsync(path, content, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken) =>
        store.ReplaceAsync(path, content, etag, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        _directories.TryRemove(path, out _);
        return store.DeleteAsync(path, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string path, string etag, CancellationToken cancellationToken) =>
        store.DeleteAsync(path, etag, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListFoldersAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<BlobFacts> ListPartialAsync(CancellationToken cancellationToken) => store.ListPartialAsync(cancellationToken);

    private async Task<StoredBlob?> ReadMemberAsync(string path, RunKey series, string file, CancellationToken cancellationToken)
    {
        await foreach (var directory in DirectoriesAsync(series, file, cancellationToken).ConfigureAwait(false))
        {
            if (await FileAsync(directory, series, file, cancellationToken).ConfigureAwait(false) is { } content)
            {
                return new StoredBlob(content, directory.Facts with { Path = path, Length = content.Length });
            }
        }

        return null;
    }

    private async Task<byte[]?> FileAsync(PackDirectory directory, RunKey series, string file, CancellationToken cancellationToken) =>
        directory.LengthOf(file) is null
            ? (await BundleAsync(directory, series, cancellationToken).ConfigureAwait(false))?.Find(file)
            : await EntryAsync(directory, file, cancellationToken).ConfigureAwait(false);

    private async Task<Bundle?> BundleAsync(PackDirectory directory, RunKey series, CancellationToken cancellationToken)
    {
        if (directory.BundleOf(series.Index!.Value) is not { } name)
        {
            return null;
        }

        var path = $"{directory.Facts.Path}/{name}";
        if (_bundles.TryGetValue((path, directory.Facts.ETag), out var known))
        {
            return known;
        }

        var content = await EntryAsync(directory, name, cancellationToken).ConfigureAwait(false);
        var bundle = Bundle.Read(new StoredBlob(content, directory.Facts with { Path = path, Length = content.Length }));
        return Keep(_bundles, (path, directory.Facts.ETag), bundle, MostBundles);
    }

    private async Task<byte[]> EntryAsync(PackDirectory directory, string name, CancellationToken cancellationToken)
    {
        if (await directory.ReadFileAsync(store, name, cancellationToken).ConfigureAwait(false) is { } content)
        {
            return content;
        }

        // The pack has been computed again since its index was read.
        _directories.TryRemove(directory.Facts.Path, out _);
        var anew = await DirectoryAsync(directory.Facts.Path, cancellationToken).ConfigureAwait(false);
        return (anew is null ? null : await anew.ReadFileAsync(store, name, cancellationToken).ConfigureAwait(false))
            ?? throw new InvalidDataException($"The pack {directory.Facts.Path} is damaged.");
    }

    // The packs that can hold a file of a series: its results first, then its batches, then its plan, which alone has the values.
    private async IAsyncEnumerable<PackDirectory> DirectoriesAsync(
        RunKey series, string file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = series.Whole;
        if (await PanelAsync(run, cancellationToken).ConfigureAwait(false) is not { } panel
            || panel.ChunkOf(series.Index!.Value) is var chunk && chunk < 0)
        {
            yield break;
        }

        var plan = BlobLayout.ChunkPlan(run, chunk);
        string[] packs = file.EndsWith($"/{BlobLayout.ValuesFile}", StringComparison.Ordinal) ? [plan] :
        [
            BlobLayout.ChunkResult(run, chunk), .. BlobLayout.ChunkBatches(run, chunk, panel.Chunks[chunk].BatchPacks), plan,
        ];
        foreach (var pack in packs)
        {
            if (await DirectoryAsync(pack, cancellationToken).ConfigureAwait(false) is { } directory)
            {
                yield return directory;
            }
        }
    }

    private async Task<PackDirectory?> DirectoryAsync(string path, CancellationToken cancellationToken)
    {
        if (_directories.TryGetValue(path, out var known))
        {
            return known;
        }

        var directory = await PackDirectory.ReadAsync(store, path, cancellationToken).ConfigureAwait(false);
        return directory is null ? null : Keep(_directories, path, directory, MostKept);
    }

    private async Task<PanelPlan?> PanelAsync(RunKey run, CancellationToken cancellationToken)
    {
        if (_panels.TryGetValue(run, out var known))
        {
            return known;
        }

        var plan = await store.ReadAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false);
        return plan?.Panel is null ? null : Keep(_panels, run, plan.Panel, MostKept);
    }

    private static TValue Keep<TKey, TValue>(ConcurrentDictionary<TKey, TValue> kept, TKey key, TValue value, int most)
        where TKey : notnull
    {
        if (kept.Count >= most)
        {
            kept.Clear();
        }

        kept[key] = value;
        return value;
    }
}
