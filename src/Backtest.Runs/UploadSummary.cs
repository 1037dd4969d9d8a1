using Backtest.Core.Evaluation;
using Backtest.Core.Series;
using Backtest.Runs.Panels;
using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>How the model families performed over all series of an upload.</summary>
/// <param name="Name">Name of the upload.</param>
/// <param name="Series">Number of its series.</param>
/// <param name="Finished">Number of series with a published run.</param>
/// <param name="Ranking">The model families over the finished series; null if there are none.</param>
public sealed record UploadSummary(string Name, int Series, int Finished, FamilyRanking? Ranking)
{
    private const int ParallelReads = 16;

    /// <summary>Sums up a complete panel.</summary>
    internal static UploadSummary Of(PanelLeaderboard leaderboard) =>
        new(leaderboard.Name, leaderboard.Series, leaderboard.Done, leaderboard.Ranking);

    /// <summary>Sums up an upload.</summary>
    /// <returns>The summary; null if there is no such upload.</returns>
    public static async Task<UploadSummary?> OfAsync(IBlobStore store, SeriesName upload, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync<PublishedRun>(BlobLayout.Latest(upload), cancellationToken).ConfigureAwait(false)
            is { Trial: null } published
            && await store.ReadAsync<PanelLeaderboard>(
                BlobLayout.Leaderboard(new RunKey(upload, published.Run)), cancellationToken).ConfigureAwait(false) is { } leaderboard)
        {
            return Of(leaderboard);
        }

        var parts = await store.ReadAsync<UploadParts>(BlobLayout.Parts(upload), cancellationToken).ConfigureAwait(false);
        if (parts is null && await UploadedFile.ListAsync(store, upload, cancellationToken).ConfigureAwait(false) is [])
        {
            return null;
        }

        SeriesName[] names = parts is null ? [upload] : [.. parts.Runs.Select(run => run.Name)];
        var scores = new SeriesScore?[names.Length];
        await Parallel.ForAsync(
            0,
            names.Length,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (k, stop) => scores[k] = (await store.ReadAsync<PublishedRun>(BlobLayout.Latest(names[k]), stop)
                .ConfigureAwait(false))?.Score).ConfigureAwait(false);
        var known = scores.OfType<SeriesScore>().ToList();
        return new UploadSummary(upload, names.Length, known.Count, known.Count > 0 ? FamilyRanking.Of(known) : null);
    }
}
