using System.Text.RegularExpressions;
using Backtest.Core.Models.Ensembles;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs.Pruning;

/// <summary>The blobs of a run, and which of them are referenced.</summary>
internal sealed partial class StoredRun
{
    private readonly Dictionary<string, BlobFacts> _blobs;
    private readonly HashSet<string> _referred;

    private StoredRun(RunKey key, Dictionary<string, BlobFacts> blobs, RunPlan? plan, Leaderboard? leaderboard)
    {
        (Key, _blobs, Plan) = (key, blobs, plan);
        _referred = plan is null ? [] : Referred(plan, leaderboard);
    }

    public RunKey Key { get; }

    /// <summary>Its plan; null if it has none.</summary>
    public RunPlan? Plan { get; }

    /// <summary>The last write to any of its blobs.</summary>
    public DateTimeOffset Modified => _blobs.Values.Max(blob => blob.Modified);

    /// <summary>The owner that claims to work on it.</summary>
    public BlobFacts? Owner => _blobs.GetValueOrDefault(BlobLayout.Owner(Key));

    /// <summary>Whether it has a result, or will have none unless it is started again.</summary>
    public bool IsOver => Plan?.Problem is not null
        || new[] { BlobLayout.Leaderboard(Key), BlobLayout.Cancelled(Key), BlobLayout.Failed(Key) }.Any(_blobs.ContainsKey);

    /// <summary>All of its blobs that belong to a run, in the order of <see cref="InOrderOfRemoval"/>.</summary>
    public IEnumerable<BlobFacts> Blobs => InOrderOfRemoval(Key, _blobs.Values.Where(blob => IsOfRun(Key, blob)));

    /// <summary>The unreferenced blobs, including the owner's if there is one.</summary>
    public IEnumerable<(BlobFacts Blob, PruneReason Reason)> Orphans => Blobs
        .Where(blob => !_referred.Contains(blob.Path))
        .Select(blob => (blob, Plan is null ? PruneReason.NoPlan : blob == Owner ? PruneReason.NoOwner : PruneReason.NoResult));

    /// <summary>Reads the references between the blobs of a run.</summary>
    /// <exception cref="InvalidDataException">A document is damaged.</exception>
    public static async Task<StoredRun> ReadAsync(
        IBlobStore store, RunKey key, IEnumerable<BlobFacts> blobs, CancellationToken cancellationToken)
    {
        var byPath = blobs.ToDictionary(blob => blob.Path, StringComparer.Ordinal);
        var plan = byPath.ContainsKey(BlobLayout.Plan(key))
            ? await store.ReadAsync<RunPlan>(BlobLayout.Plan(key), cancellationToken).ConfigureAwait(false)
            : null;
        var leaderboard = plan?.Panel is null && byPath.ContainsKey(BlobLayout.Leaderboard(key))
            ? await store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(key), cancellationToken).ConfigureAwait(false)
            : null;
        return new StoredRun(key, byPath, plan, leaderboard);
    }

    private HashSet<string> Referred(RunPlan plan, Leaderboard? leaderboard)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal) { BlobLayout.Plan(Key),
            BlobLayout.Cancelled(Key),
            BlobLayout.Failed(Key),
            BlobLayout.Check(Key) };
        if (plan.Problem is not null)
        {
            return paths;
        }

        if (plan.Panel is { } panel)
        {
            paths.UnionWith([BlobLayout.Ids(Key), BlobLayout.Rows(Key), BlobLayout.Leaderboard(Key)]);
            foreach (var training in panel.Global?.Trainings ?? [])
            {
                AddModel(paths, BlobLayout.Training(Key, training.Trial, training.Cutoff, training.Network));
            }

            paths.UnionWith(Enumerable.Range(0, panel.Chunks.Count).SelectMany(chunk => Packs(panel, chunk)));
            return paths;
        }

        paths.Add(BlobLayout.Values(Key));
        paths.UnionWith(Enumerable.Range(0, plan.Rounds.Count).Select(round => BlobLayout.Round(Key, round)));
        foreach (var trial in plan.Trials.Select(trial => trial.Id).Where(trial => _blobs.ContainsKey(BlobLayout.Trial(Key, trial))))
        {
            paths.Add(BlobLayout.Trial(Key, trial));
            AddModel(paths, BlobLayout.Model(Key, trial));
        }

        if (leaderboard is not null)
        {
            paths.Add(BlobLayout.Leaderboard(Key));
            paths.Add(BlobLayout.Report(Key));
            var final = BlobLayout.FinalModel(Key, leaderboard.Published);
            AddModel(paths, final);
            var published = leaderboard.Rows.First(row => row.Trial == leaderboard.Published).Spec;
            foreach (var member in (published as EnsembleSpec)?.Members ?? [])
            {
                AddModel(paths, BlobLayout.Member(final, leaderboard.Published, member.Trial));
            }
        }

        return paths;
    }

    private IEnumerable<string> Packs(PanelPlan panel, int chunk) =>
    [
        BlobLayout.ChunkPlan(Key, chunk),
        BlobLayout.ChunkResult(Key, chunk),
        .. BlobLayout.ChunkBatches(Key, chunk, panel.Chunks[chunk].BatchPacks),
    ];

    private static void AddModel(HashSet<string> paths, string model)
    {
        paths.Add(model);
        paths.Add(BlobLayout.Network(model));
    }

    /// <summary>Whether a blob belongs to a run; anything else in its folder is not ours to remove.</summary>
    public static bool IsOfRun(RunKey run, BlobFacts blob) => Layout().IsMatch(blob.Path[BlobLayout.Folder(run).Length..]);

    /// <summary>
    /// Orders the blobs of a run so that no remaining blob implies the existence of a removed one. Without the plan they are not a run, and
    /// without the leaderboard they have no result; the files of a trial go after its result, and the mark that keeps hosts from resuming
    /// the run goes last.
    /// </summary>
    public static IEnumerable<BlobFacts> InOrderOfRemoval(RunKey run, IEnumerable<BlobFacts> blobs) => blobs.OrderBy(blob =>
        blob.Path == BlobLayout.Plan(run) ? 0
        : blob.Path == BlobLayout.Leaderboard(run) ? 1
        : blob.Path == BlobLayout.Cancelled(run) ? 4
        : blob.Path.StartsWith(BlobLayout.Trials(run), StringComparison.Ordinal) || BlobLayout.ResultChunkOf(run, blob.Path) is not null ? 2
        : 3);

    [GeneratedRegex(
        @"^((plan|series|owner|cancelled|failed|check|leaderboard)\.json|report\.html|(rounds|trials)/[^/]+\.json|models/[^/]+\.(json|onnx)"
            + @"|(ids|rows)\.json\.gz|chunks/[0-9]+/[^/]+\.zip|global/[^/]+/[^/]+\.(json|onnx))$")]
    private static partial Regex Layout();
}
