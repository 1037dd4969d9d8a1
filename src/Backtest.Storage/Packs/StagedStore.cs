using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Storage.Results;

namespace Backtest.Storage.Packs;

/// <summary>
/// A store in memory: the files of some packs, and new files until they are packed together. Work on a series of a panel uses it like
/// work on a panel of one uses the storage.
/// </summary>
/// <param name="prefix">Prefix of all paths; the rest is the name in a pack.</param>
/// <param name="clock">The time.</param>
/// <param name="below">The store with the networks of the panel's global trials, which are in no pack; null for none.</param>
public sealed class StagedStore(string prefix, TimeProvider clock, IBlobStore? below = null) : IBlobStore
{
    private readonly ConcurrentDictionary<string, Lazy<StoredBlob>> _blobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _written = new(StringComparer.Ordinal);
    private long _lastTag;

    /// <summary>Adds the files of a pack.</summary>
    /// <param name="pack">The pack.</param>
    /// <exception cref="InvalidDataException">It is incomplete or damaged.</exception>
    public void Add(StoredBlob pack)
    {
        foreach (var (name, content) in Pack.ReadAll(pack))
        {
            _blobs[prefix + name] = new Lazy<StoredBlob>(() => Blob(prefix + name, content.Value));
        }
    }

    /// <summary>A pack of everything written and not removed since.</summary>
    public byte[] ToPack()
    {
        var scales = new Dictionary<int, IReadOnlyDictionary<int, ErrorScale>>();
        return PackWriter.Write(_written.Keys.Where(_blobs.ContainsKey).Select(path =>
        {
            var (name, blob) = (path[prefix.Length..], _blobs[path].Value);
            return KeyValuePair.Create(
                name,
                PackedDocument.Of(name) is { } packed ? packed.Pack(blob, ScalesOf(packed.Series, scales)) : blob.Content);
        }));
    }

    private IReadOnlyDictionary<int, ErrorScale> ScalesOf(int series, Dictionary<int, IReadOnlyDictionary<int, ErrorScale>> known)
    {
        if (!known.TryGetValue(series, out var scales))
        {
            var folder = prefix + BlobLayout.Member(series);
            var values = Documents.Read<SeriesDocument>(_blobs[$"{folder}{BlobLayout.ValuesFile}"].Value).ToSeries();
            var plan = Documents.Read<RunPlan>(_blobs[$"{folder}{BlobLayout.PlanFile}"].Value);
            known[series] = scales = BacktestForecasts.ScalesOf(History.Of(values), plan.Protocol!);
        }

        return scales;
    }

    /// <inheritdoc/>
    public Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken) =>
        below is not null && path.StartsWith(BlobLayout.Global(new RunFolder(prefix)), StringComparison.Ordinal)
            ? below.ReadAsync(path, cancellationToken)
            : Task.FromResult(_blobs.GetValueOrDefault(path)?.Value);

    /// <inheritdoc/>
    public Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken) =>
        Task.FromResult(_blobs.GetValueOrDefault(path)?.Value.Facts);

    /// <inheritdoc/>
    public Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var isNew = _blobs.TryAdd(path, Written(path, content));
        if (isNew)
        {
            _written[path] = true;
        }

        return Task.FromResult(isNew);
    }

    /// <inheritdoc/>
    public Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var blob = Written(path, content);
        (_blobs[path], _written[path]) = (blob, true);
        return Task.FromResult(blob.Value.Facts.ETag);
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken)
    {
        var isReplaced = _blobs.TryGetValue(path, out var known) && known.Value.Facts.ETag == etag
            && _blobs.TryUpdate(path, Written(path, content), known);
        if (isReplaced)
        {
            _written[path] = true;
        }

        return Task.FromResult(isReplaced);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        _blobs.TryRemove(path, out _);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string path, string etag, CancellationToken cancellationToken) => Task.FromResult(
        _blobs.TryGetValue(path, out var known) && known.Value.Facts.ETag == etag && _blobs.TryRemove(KeyValuePair.Create(path, known)));

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobFacts> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var (_, blob) in _blobs.Where(blob => blob.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(blob => blob.Key, StringComparer.Ordinal))
        {
            yield return blob.Value.Facts;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) => _blobs.Keys
        .Where(path => path.StartsWith(prefix, StringComparison.Ordinal) && path.IndexOf('/', prefix.Length) > 0)
        .Select(path => path[prefix.Length..path.IndexOf('/', prefix.Length)])
        .Distinct()
        .Order(StringComparer.Ordinal)
        .ToAsyncEnumerable();

    private Lazy<StoredBlob> Written(string path, ReadOnlyMemory<byte> content) => new(Blob(path, content));

    private StoredBlob Blob(string path, ReadOnlyMemory<byte> content) => new(
        content,
        new BlobFacts(
            path, Interlocked.Increment(ref _lastTag).ToString(CultureInfo.InvariantCulture), content.Length, clock.GetUtcNow()));
}
