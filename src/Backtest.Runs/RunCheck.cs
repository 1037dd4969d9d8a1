using System.Collections.Concurrent;
using Backtest.Reports;
using Backtest.Runs.Models;
using Backtest.Runs.Panels;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>
/// Finds damaged or missing blobs of a run with a readable plan, and prepares computing them again: everything except the plan and the
/// values follows from these two, bit for bit except for times.
/// </summary>
internal static class RunCheck
{
    private const int ParallelReads = 16;

    /// <summary>Damaged blobs and, if the run is over, missing ones, in order of path.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<IReadOnlyList<DamagedBlob>> FindAsync(IBlobStore store, RunPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Problem is not null)
        {
            return [];
        }

        if (plan.Panel is not null)
        {
            return await PanelCheck.FindAsync(store, plan, cancellationToken).ConfigureAwait(false);
        }

        var run = plan.Key;
        var stored = await store.ListAsync(BlobLayout.Folder(run), cancellationToken)
            .Select(blob => blob.Path)
            .ToHashSetAsync(StringComparer.Ordinal, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        var isOver = stored.Contains(BlobLayout.Leaderboard(run))
            || await PublishedRuns.IsPublishedAsync(store, run, cancellationToken).ConfigureAwait(false);
        var found = new ConcurrentDictionary<string, Damage>(StringComparer.Ordinal);

        async Task<T?> ReadAsync<T>(string path, bool mustBeThere)
            where T : class
        {
            var blob = stored.Contains(path) ? await store.ReadAsync(path, cancellationToken).ConfigureAwait(false) : null;
            var document = blob is null ? null : Documents.TryRead<T>(blob);
            if (document is null && (blob is not null || mustBeThere))
            {
                found[path] = blob is null ? Damage.Missing : Damage.Damaged;
            }

            return document;
        }

        async Task LookAtModelAsync(string path, bool withMembers)
        {
            if (!await ModelStore.IsWholeAsync(store, path, withMembers, cancellationToken).ConfigureAwait(false))
            {
                found[path] = stored.Contains(path) ? Damage.Damaged : Damage.Missing;
            }
        }

        await ReadAsync<SeriesDocument>(BlobLayout.Values(run), true).ConfigureAwait(false);
        foreach (var round in stored.Where(path => path.StartsWith(BlobLayout.Rounds(run), StringComparison.Ordinal)))
        {
            await ReadAsync<Promotion>(round, true).ConfigureAwait(false);
        }

        await Parallel.ForEachAsync(
            plan.Trials.Select(trial => trial.Id),
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (trial, _) =>
            {
                if ((await ReadAsync<TrialDocument>(BlobLayout.Trial(run, trial), isOver).ConfigureAwait(false))?.Score is not null)
                {
                    await LookAtModelAsync(BlobLayout.Model(run, trial), withMembers: false).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        if (await ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run), isOver).ConfigureAwait(false) is { } leaderboard)
        {
            await LookAtModelAsync(BlobLayout.FinalModel(run, leaderboard.Published), withMembers: true).ConfigureAwait(false);
            var report = await store.ReadAsync(BlobLayout.Report(run), cancellationToken).ConfigureAwait(false);
            if (report is null ? IsOfThisVersion(plan) : !SealedReport.IsWhole(report.Content.Span))
            {
                found[BlobLayout.Report(run)] = report is null ? Damage.Missing : Damage.Damaged;
            }
        }

        return [.. found.OrderBy(blob => blob.Key, StringComparer.Ordinal).Select(blob => new DamagedBlob(blob.Key, blob.Value))];
    }

    /// <summary>
    /// Removes the results of trials that are damaged or have a damaged model, so that the trials run again. Completing the run writes the
    /// model, the report and the leaderboard again.
    /// </summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="cancellationToken">Stops between two blobs.</param>
    /// <returns>Whether trials must run again.</returns>
    public static async Task<bool> ClearAsync(IBlobStore store, RunPlan plan, CancellationToken cancellationToken)
    {
        var damaged = await FindAsync(store, plan, cancellationToken).ConfigureAwait(false);
        if (plan.Panel is not null)
        {
            return IsOfThisVersion(plan) && await PanelCheck.ClearAsync(store, plan, damaged, cancellationToken).ConfigureAwait(false);
        }

        var found = damaged.Select(blob => blob.Path).ToHashSet(StringComparer.Ordinal);
        var run = plan.Key;
        if (!IsOfThisVersion(plan) || found.Contains(BlobLayout.Values(run)))
        {
            return false;
        }

        string[] again =
        [
            .. found.Where(path => path.StartsWith(BlobLayout.Rounds(run), StringComparison.Ordinal)),
            .. plan.Trials.Where(trial => found.Contains(BlobLayout.Trial(run, trial.Id))
                || found.Contains(BlobLayout.Model(run, trial.Id)))
                .Select(trial => BlobLayout.Trial(run, trial.Id)),
        ];
        foreach (var path in again)
        {
            await store.DeleteAsync(path, cancellationToken).ConfigureAwait(false);
        }

        return again.Length > 0;
    }

    /// <summary>Whether the values of a run are damaged or missing, so that nothing can be computed again.</summary>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="found">The damaged or missing blobs.</param>
    public static bool LacksValues(RunPlan plan, IEnumerable<DamagedBlob> found) => plan.Panel is null
        ? found.Any(blob => blob.Path == BlobLayout.Values(plan.Key))
        : found.Any(blob => !PanelCheck.CanBeComputed(plan, blob.Path));

    /// <summary>Whether this software computes the same numbers as the run; another numerics version does not.</summary>
    public static bool IsOfThisVersion(RunPlan plan) => plan.NumericsVersion == NumericsVersion.Current;
}
