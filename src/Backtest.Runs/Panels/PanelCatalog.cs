using System.Collections.Frozen;
using Backtest.Core.Evaluation;
using Backtest.Core.Series;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.Extensions.Caching.Memory;

namespace Backtest.Runs.Panels;

/// <summary>Finds the series of a panel by their ids, and their results.</summary>
/// <param name="store">The blob storage.</param>
/// <param name="published">The published runs.</param>
public sealed class PanelCatalog(IBlobStore store, PublishedRuns published) : IDisposable
{
    // Number of series, at some hundred bytes each.
    private const int MostKept = 500_000;

    // The series of a page can lie in as many packs.
    private const int ReadAtOnce = 8;

    private readonly MemoryCache _ids = new(new MemoryCacheOptions { SizeLimit = MostKept });
    private readonly MemoryCache _rows = new(new MemoryCacheOptions { SizeLimit = MostKept });
    private readonly MemoryCache _rankings = new(new MemoryCacheOptions { SizeLimit = MostKept });

    /// <summary>The published run of a panel; null if there is none, or if it has a single series.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<RunKey?> PublishedAsync(string upload, CancellationToken cancellationToken) =>
        await published.FindAsync(upload, cancellationToken).ConfigureAwait(false) is { Trial: null } run
            ? RunKey.OfFolders(upload, run.Run)
            : null;

    /// <summary>A series of a panel's run; null if the panel has no such series, or the run is not over a panel.</summary>
    /// <param name="run">The run.</param>
    /// <param name="id">The series' id.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<RunKey?> FindAsync(RunKey run, string id, CancellationToken cancellationToken) =>
        await IdsAsync(run, cancellationToken).ConfigureAwait(false) is { } ids && ids.ById.TryGetValue(id, out var index)
            ? run with { Index = index }
            : null;

    /// <summary>Finds a series by the name that earlier versions gave it.</summary>
    /// <param name="name">Name of a series: the upload's name, a dot, and the id without invalid characters.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The upload and the id; null if no published panel has such a series.</returns>
    public async Task<(string Upload, string Id)?> ByNameAsync(string name, CancellationToken cancellationToken)
    {
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = name.IndexOf('.', dot + 1))
        {
            var upload = name[..dot];
            if (await PublishedAsync(upload, cancellationToken).ConfigureAwait(false) is { } run
                && await IdsAsync(run, cancellationToken).ConfigureAwait(false) is { } ids
                && ids.ByName.TryGetValue(name, out var index))
            {
                return (upload, ids.Series[index].Id);
            }
        }

        return null;
    }

    /// <summary>Ids of the series of a panel, in its order; null if the run is not over a panel.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<SeriesId>?> SeriesAsync(RunKey run, CancellationToken cancellationToken) =>
        (await IdsAsync(run, cancellationToken).ConfigureAwait(false))?.Series;

    /// <summary>The results of a panel's series, in its order; for a run in progress, those of finished chunks.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The rows; null if the run is not over a panel.</returns>
    public async Task<IReadOnlyList<SeriesRow>?> RowsAsync(RunKey run, CancellationToken cancellationToken)
    {
        if (_rows.TryGetValue(run, out IReadOnlyList<SeriesRow>? known))
        {
            return known;
        }

        if (await Compressed.ReadAsync<PanelRows>(store, BlobLayout.Rows(run), cancellationToken).ConfigureAwait(false) is { } rows)
        {
            return _rows.Set(run, rows.Rows, new MemoryCacheEntryOptions { Size = rows.Rows.Count });
        }

        if ((await store.ReadAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false))?.Panel is null)
        {
            return null;
        }

        var over = new List<SeriesRow>();
        await foreach (var blob in store.ListAsync(BlobLayout.Chunks(run), cancellationToken).ConfigureAwait(false))
        {
            if (BlobLayout.ResultChunkOf(run, blob.Path) is { } chunk
                && await PanelStep.ReadRowsAsync(store, run, chunk, cancellationToken).ConfigureAwait(false) is { } part)
            {
                over.AddRange(part.Rows);
            }
        }

        return over;
    }

    /// <summary>How the model families performed over all series of a panel; null if the run is not over.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<FamilyRanking?> RankingAsync(RunKey run, CancellationToken cancellationToken)
    {
        if (_rankings.TryGetValue(run, out FamilyRanking? known))
        {
            return known;
        }

        var leaderboard = await store.ReadAsync<PanelLeaderboard>(BlobLayout.Leaderboard(run), cancellationToken).ConfigureAwait(false);
        return leaderboard is null
            ? null
            : _rankings.Set(run, leaderboard.Ranking, new MemoryCacheEntryOptions { Size = leaderboard.Ranking.Families.Count });
    }

    /// <summary>Adds to rows the means that show the values of their series.</summary>
    /// <param name="run">The run.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="most">Maximum number of means per series.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The rows in the same order; those whose values are not stored, or damaged, as they were.</returns>
    public async Task<IReadOnlyList<SeriesRow>> WithPointsAsync(
        RunKey run, IReadOnlyList<SeriesRow> rows, int most, CancellationToken cancellationToken)
    {
        var shown = new SeriesRow[rows.Count];
        await Parallel.ForAsync(
            0,
            rows.Count,
            new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellationToken },
            async (k, stop) =>
            {
                var path = BlobLayout.Values(run with { Index = rows[k].Index });
                try
                {
                    var document = await store.ReadAsync<SeriesDocument>(path, stop).ConfigureAwait(false);
                    shown[k] = document is null ? rows[k] : rows[k] with { Points = Points(document.ToSeries().Values, most) };
                }
                catch (InvalidDataException)
                {
                    // Damaged values cost their means, and no other row.
                    shown[k] = rows[k];
                }
            }).ConfigureAwait(false);
        return shown;
    }

    /// <summary>Forgets a deleted run.</summary>
    public void Forget(RunKey run)
    {
        _ids.Remove(run);
        _rows.Remove(run);
        _rankings.Remove(run);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ids.Dispose();
        _rows.Dispose();
        _rankings.Dispose();
    }

    private static IReadOnlyList<double?> Points(double[] values, int most) =>
        [.. StretchMeans.Of(values, most).Select(mean => double.IsNaN(mean) ? (double?)null : mean)];

    private async Task<Index?> IdsAsync(RunKey run, CancellationToken cancellationToken)
    {
        if (_ids.TryGetValue(run, out Index? known))
        {
            return known;
        }

        return await Compressed.ReadAsync<PanelIds>(store, BlobLayout.Ids(run), cancellationToken).ConfigureAwait(false) is { } ids
            ? _ids.Set(run, Index.Of(ids.Ids), new MemoryCacheEntryOptions { Size = ids.Ids.Count })
            : null;
    }

    private sealed record Index(
        IReadOnlyList<SeriesId> Series, FrozenDictionary<string, int> ById, FrozenDictionary<string, int> ByName)
    {
        public static Index Of(IReadOnlyList<SeriesId> series) => new(
            series,
            series.Index().ToFrozenDictionary(one => one.Item.Id, one => one.Index, StringComparer.Ordinal),
            series.Index().ToFrozenDictionary(one => one.Item.Name, one => one.Index, StringComparer.Ordinal));
    }
}
