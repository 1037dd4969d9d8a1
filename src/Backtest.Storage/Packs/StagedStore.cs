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
    private readonly ConcurrentDictionary<string, Staged> _blobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _written = new(StringComparer.Ordinal);
    private long _lastTag;

    /// <summary>Adds the files of a pack.</summary>
    /// <param name="pack">The pack.</param>
    /// <exception cref="InvalidDataException">It is incomplete or damaged.</exception>
    public void Add(StoredBlob pack)
    {
        foreach (var (name, content) in Pack.ReadAll(pack))
        {
            _blobs[prefix + name] = new Staged(() => Blob(prefix + name, content.Value));
        }
    }

    /// <summary>A pack of everything written and not removed since.</summary>
    public byte[] ToPack()
    {
        var scales = new Dictionary<int, IReadOnlyDictionary<int, ErrorScale>>();
        return PackWriter.Write(_written.Keys.Where(_blobs.ContainsKey).Select(path =>
        {
            var (name, staged) = (path[prefix.Length..], _blobs[path]);
            return KeyValuePair.Create(
                name,
                PackedDocument.Of(name) is { } packed
                    ? packed.Pack(staged.Read<TrialDocument>, staged.Read<Leaderboard>, ScalesOf(packed.Series, scales))
                    : staged.Blob.Content);
        }));
    }

    private IReadOnlyDictionary<int, ErrorScale> ScalesOf(int series, Dictionary<int, IReadOnlyDictionary<int, ErrorScale>> known)
    {
        if (!known.TryGetValue(series, out var scales))
        {
            var folder = prefix + BlobLayout.Member(series);
            var values = _blobs[$"{folder}{BlobLayout.ValuesFile}"].Read<SeriesDocument>().ToSeries();
            var plan = _blobs[$"{folder}{BlobLayout.PlanFile}"].Read<RunPlan>();
            known[series] = scales = BacktestForecasts.ScalesOf(History.Of(values), plan.Protocol!);
        }

        return scales;
    }

    /// <inheritdoc/>
    public Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken) =>
        below is not null && path.StartsWith(BlobLayout.Global(new RunFolder(prefix)), StringComparison.Ordinal)
            ? below.ReadAsync(path, cancellationToken)
            : Task.FromResult(_blobs.GetValueOrDefault(path)?.Blob);

    /// <inheritdoc/>
    public async Task<T?> ReadDocumentAsync<T>(string path, CancellationToken cancellationToken)
        where T : class =>
        _blobs.TryGetValue(path, out var staged)
            ? staged.Read<T>()
            : await ReadAsync(path, cancellationToken).ConfigureAwait(false) is { } blob ? Documents.Read<T>(blob) : null;

    /// <inheritdoc/>
    public Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken) =>
        Task.FromResult(_blobs.GetValueOrDefault(path)?.Blob.Facts);

    /// <inheritdoc/>
    public Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Task.FromResult(TryAdd(path, Written(path, content)));

    /// <inheritdoc/>
    public Task<bool> CreateDocumentAsync<T>(string path, T document, CancellationToken cancellationToken)
        where T : class =>
        Task.FromResult(TryAdd(path, new Staged(() => Blob(path, Documents.Write(document)), document)));

    private bool TryAdd(string path, Staged blob)
    {
        var isNew = _blobs.TryAdd(path, blob);
        if (isNew)
        {
            _written[path] = true;
        }

        return isNew;
    }

    /// <inheritdoc/>
    public Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var blob = Written(path, content);
        (_blobs[path], _written[path]) = (blob, true);
        return Task.FromResult(blob.Blob.Facts.ETag);
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken)
    {
        var isReplaced = _blobs.TryGetValue(path, out var known) && known.Blob.Facts.ETag == etag
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
        _blobs.TryGetValue(path, out var known) && known.Blob.Facts.ETag == etag && _blobs.TryRemove(KeyValuePair.Create(path, known)));

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobFacts> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var (_, blob) in _blobs.Where(blob => blob.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(blob => blob.Key, StringComparer.Ordinal))
        {
            yield return blob.Blob.Facts;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) => _blobs.Keys
        .Where(path => path.StartsWith(prefix, StringComparison.Ordinal) && path.IndexOf('/', prefix.Length) > 0)
        .Select(path => path[prefix.Length..path.IndexOf('/', prefix.Length)])
        .Distinct()
        .Order(StringComparer.Ordinal)
        .ToAsyncEnumerable();

    private Staged Written(string path, ReadOnlyMemory<byte> content)
    {
        var blob = Blob(path, content);
        return new Staged(() => blob);
    }

    private StoredBlob Blob(string path, ReadOnlyMemory<byte> content) => new(
        content,
        new BlobFacts(
            path, Interlocked.Increment(ref _lastTag).ToString(CultureInfo.InvariantCulture), content.Length, clock.GetUtcNow()));

    // A blob, serialised on first use, with the document that it was written from, or that was read from it.
    private sealed class Staged(Func<StoredBlob> blob, object? document = null)
    {
        private readonly Lazy<StoredBlob> _blob = new(blob);
        private object? _document = document;

        public StoredBlob Blob => _blob.Value;

        public T Read<T>()
            where T : class
        {
            if (_document is T known)
            {
                return known;
            }

            var read = Documents.Read<T>(Blob);
            _document = read;
            return read;
        }
    }
}
