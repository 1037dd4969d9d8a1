using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs.Repairs;

/// <summary>Checks everything that is stored of all runs, and computes what is damaged or missing again.</summary>
/// <param name="store">The blob storage.</param>
/// <param name="executor">Executes runs.</param>
/// <param name="work">The work of runs.</param>
/// <param name="marks">Marks of runs.</param>
/// <param name="ownership">Gives each run to one host at a time.</param>
public sealed class Repairer(IBlobStore store, RunExecutor executor, RunWork work, RunMarks marks, RunOwnership ownership)
{
    private const string StartAgain =
        "POST /api/series/{name}/backtests, or backtest run, restores it from the same values and grid.";
    private const string NewRun = "Another numerics version computed it; a new run of the same values takes its place.";
    private const string Later = "Repair again once the host has ended its work, or has been silent for a while.";
    private const string Lost = "The host's log says why it could not be computed.";

    /// <summary>Repairs the runs of all series.</summary>
    /// <param name="dryRun">Whether to only report what is damaged or missing.</param>
    /// <param name="cancellationToken">Stops the work; the next repair, or the next start of a host, continues it.</param>
    /// <returns>The damaged or missing blobs and their outcomes; empty if there are none.</returns>
    public async Task<IReadOnlyList<RepairedBlob>> RunAsync(bool dryRun, CancellationToken cancellationToken)
    {
        var repaired = new List<RepairedBlob>();
        foreach (var name in await store.ListFoldersAsync(BlobLayout.Backtests, cancellationToken)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false))
        {
            var ranked = new List<RunPlan>();
            foreach (var id in await store.ListFoldersAsync(BlobLayout.Runs(name), cancellationToken)
                .ToListAsync(cancellationToken)
                .ConfigureAwait(false))
            {
                if (RunKey.OfFolders(name, id) is { } run
                    && await ReadPlanAsync(run, repaired, cancellationToken).ConfigureAwait(false) is { Problem: null } plan)
                {
                    repaired.AddRange(await RepairAsync(plan, dryRun, cancellationToken).ConfigureAwait(false));
                    if (await store.FindAsync(BlobLayout.Leaderboard(run), cancellationToken).ConfigureAwait(false) is not null)
                    {
                        ranked.Add(plan);
                    }
                }
            }

            if (ranked.Count > 0)
            {
                await RepairPointerAsync(name, ranked, dryRun, repaired, cancellationToken).ConfigureAwait(false);
            }
        }

        return repaired;
    }

    private async Task<RunPlan?> ReadPlanAsync(RunKey run, List<RepairedBlob> repaired, CancellationToken cancellationToken)
    {
        var blob = await store.ReadAsync(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false);
        var plan = blob is null ? null : Documents.TryRead<RunPlan>(blob);
        if (plan is null && (blob is not null
            || await store.FindAsync(BlobLayout.Leaderboard(run), cancellationToken).ConfigureAwait(false) is not null))
        {
            repaired.Add(
                new RepairedBlob(BlobLayout.Plan(run), blob is null ? Damage.Missing : Damage.Damaged, RepairOutcome.Lost, StartAgain));
        }

        return plan;
    }

    private async Task<IReadOnlyList<RepairedBlob>> RepairAsync(RunPlan plan, bool dryRun, CancellationToken cancellationToken)
    {
        var found = await RunCheck.FindAsync(store, plan, cancellationToken).ConfigureAwait(false);
        var hasValues = !RunCheck.LacksValues(plan, found);
        IReadOnlyList<RepairedBlob> All(RepairOutcome outcome, string? right) =>
            [.. found.Select(blob => new RepairedBlob(blob.Path, blob.Damage, outcome, right))];
        if (found.Count == 0 || dryRun)
        {
            return All(RepairOutcome.Found, hasValues ? null : StartAgain);
        }

        if (!hasValues)
        {
            return All(RepairOutcome.Lost, StartAgain);
        }

        await using (var owned = await ownership.TryTakeAsync(plan.Key, cancellationToken).ConfigureAwait(false))
        {
            if (owned is null)
            {
                return All(RepairOutcome.InUse, Later);
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, owned.Stop);
            await marks.CheckAsync(plan.Key, stop.Token).ConfigureAwait(false);
            await executor.RunAsync(PlannedRun.Of(plan), null, stop.Token).ConfigureAwait(false);
        }

        var left = (await RunCheck.FindAsync(store, plan, cancellationToken).ConfigureAwait(false)).Select(blob => blob.Path)
            .ToHashSet(StringComparer.Ordinal);
        return [.. found.Select(blob => left.Contains(blob.Path)
            ? new RepairedBlob(blob.Path, blob.Damage, RepairOutcome.Lost, RunCheck.IsOfThisVersion(plan) ? Lost : NewRun)
            : new RepairedBlob(blob.Path, blob.Damage, RepairOutcome.ComputedAgain))];
    }

    // Among the ranked runs, the one requested last is published again.
    private async Task RepairPointerAsync(
        string name, List<RunPlan> ranked, bool dryRun, List<RepairedBlob> repaired, CancellationToken cancellationToken)
    {
        var path = BlobLayout.Latest(name);
        var blob = await store.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        if (blob is not null && Documents.TryRead<PublishedRun>(blob) is not null)
        {
            return;
        }

        foreach (var plan in dryRun ? [] : ranked)
        {
            await work.TryPublishAsync(plan.Key, plan.RequestedAt, cancellationToken).ConfigureAwait(false);
        }

        repaired.Add(new RepairedBlob(path, blob is null
            ? Damage.Missing
            : Damage.Damaged, dryRun
            ? RepairOutcome.Found
            : RepairOutcome.ComputedAgain));
    }
}
