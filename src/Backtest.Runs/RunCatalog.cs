using System.Collections.Concurrent;
using Backtest.Core.Evaluation;
using Backtest.Core.Series;
using Backtest.Runs.Panels;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>Describes what is stored: series, their runs, and the progress of each run.</summary>
/// <param name="store">The blob storage.</param>
/// <param name="panels">The series of panels.</param>
/// <param name="marks">Marks of stopped runs.</param>
/// <param name="clock">The time.</param>
public sealed class RunCatalog(IBlobStore store, PanelCatalog panels, RunMarks marks, TimeProvider clock)
{
    // Trial results never change, so those of runs in progress are read once; the entry is removed when the run is over or stopped.
    private readonly ConcurrentDictionary<RunKey, ConcurrentDictionary<string, TrialFinished>> _finished = new();

    private readonly ConcurrentDictionary<RunKey, RunTally> _stopped = new();

    /// <summary>Names of all series: uploads, and series of long-format uploads.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var blob in store.ListAsync(BlobLayout.Uploads, cancellationToken).ConfigureAwait(false))
        {
            if (BlobLayout.SeriesNameOf(blob.Path) is { } name && SeriesName.TryParse(name, out _))
            {
                names.Add(name);
            }
        }

        await foreach (var name in store.ListFoldersAsync(BlobLayout.Backtests, cancellationToken).ConfigureAwait(false))
        {
            names.Add(name);
        }

        return [.. names];
    }

    /// <summary>Describes a series; null if nothing is stored of it.</summary>
    public async Task<SeriesSummary?> SummaryAsync(string name, CancellationToken cancellationToken)
    {
        var files = await UploadedFile.ListAsync(store, name, cancellationToken).ConfigureAwait(false);
        var upload = files.Count > 0 ? files[0] : null;
        var asked = await RunOrder.ReadAsync(store, name, cancellationToken).ConfigureAwait(false);
        var runs = new List<RunStatus>();
        await foreach (var run in store.ListFoldersAsync(BlobLayout.Runs(name), cancellationToken).ConfigureAwait(false))
        {
            if (RunKey.OfFolders(name, run) is { } key
                && await StatusAsync(key, cancellationToken).ConfigureAwait(false) is { } status)
            {
                runs.Add(status);
            }
        }

        // After the runs: a run that is described as done is published by then.
        var latest = await store.ReadAsync<PublishedRun>(BlobLayout.Latest(name), cancellationToken).ConfigureAwait(false);
        var parts = await store.ReadAsync<UploadParts>(BlobLayout.Parts(name), cancellationToken).ConfigureAwait(false);
        return upload is null && runs.Count == 0
            ? null
            : new SeriesSummary(
                name,
                upload?.Length,
                upload?.Modified,
                latest?.Run,
                latest?.Trial,
                latest?.Score?.Advice,
                Newest(runs, asked),
                [.. parts?.Runs.Select(run => run.Name) ?? []]);
    }

    /// <summary>Describes one series of a panel; null if no run of the upload has such a series.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="id">The series' id.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<SeriesSummary?> SummaryAsync(string upload, string id, CancellationToken cancellationToken)
    {
        var asked = await RunOrder.ReadAsync(store, upload, cancellationToken).ConfigureAwait(false);
        var runs = new List<RunStatus>();
        await foreach (var run in store.ListFoldersAsync(BlobLayout.Runs(upload), cancellationToken).ConfigureAwait(false))
        {
            if (RunKey.OfFolders(upload, run) is { } key
                && await panels.FindAsync(key, id, cancellationToken).ConfigureAwait(false) is { } series
                && await StatusAsync(series, cancellationToken).ConfigureAwait(false) is { } status)
            {
                runs.Add(status);
            }
        }

        var latest = await store.ReadAsync<PublishedRun>(BlobLayout.Latest(upload), cancellationToken).ConfigureAwait(false);
        var published = runs.Find(run => run.Run == latest?.Run && run.State == RunState.Done);
        return runs.Count == 0
            ? null
            : new SeriesSummary(
                runs[0].Name, null, null, published?.Run, published?.Best!.Trial, null, Newest(runs, asked), []);
    }

    private static IReadOnlyList<RunStatus> Newest(List<RunStatus> runs, AskedRuns asked) =>
        [.. runs.OrderByDescending(run => asked.NumberOf(run.Run)).ThenByDescending(run => run.RequestedAt)];

    /// <summary>The progress of a run; null if there is no such run.</summary>
    public async Task<RunStatus?> StatusAsync(RunKey run, CancellationToken cancellationToken)
    {
        var plan = await store.ReadAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false);
        if (plan is null)
        {
            _finished.TryRemove(run, out _);
            _stopped.TryRemove(run, out _);
            return null;
        }

        var status = new RunStatus
        {
            Name = plan.Name,
            Id = plan.Id,
            Run = run.Run,
            State = RunState.Refused,
            RequestedAt = plan.RequestedAt,
            Protocol = plan.Protocol,
            Reasons = plan.Reasons,
            Total = plan.Trials.Count,
            PlannedSeconds = plan.Panel?.Seconds ?? plan.Trials.Sum(trial => trial.EstimatedSeconds),
            Problem = plan.Problem,
        };
        if (plan.Problem is not null)
        {
            return status;
        }

        if (plan.Panel is { } panel)
        {
            return await PanelStatusAsync(plan, panel, status, cancellationToken).ConfigureAwait(false);
        }

        var leaderboard = await store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run), cancellationToken).ConfigureAwait(false);
        var published = leaderboard is null
            ? null
            : await store.ReadAsync<PublishedRun>(BlobLayout.Latest(run.Name), cancellationToken).ConfigureAwait(false);

        // A run that is ranked but not published yet is not done, since its leaderboard and forecasts are not available.
        // The same holds for a run that is being checked and computed again.
        if (leaderboard is not null
            && await store.FindAsync(BlobLayout.Check(run.Whole), cancellationToken).ConfigureAwait(false) is null
            && (await RunOrder.ReadAsync(store, run.Name, cancellationToken).ConfigureAwait(false)).HasPublished(plan, published))
        {
            _finished.TryRemove(run, out _);
            _stopped.TryRemove(run, out _);
            var chosen = leaderboard.Rows.First(row => row.Trial == leaderboard.Published);
            return status with
            {
                State = RunState.Done,
                Done = leaderboard.Rows.Count(row => row.Status == TrialStatus.Done),
                Failed = leaderboard.Rows.Count(row => row.Status == TrialStatus.Failed),
                Pruned = leaderboard.Rows.Count(row => row.Status == TrialStatus.Pruned),
                ElapsedSeconds = leaderboard.Timing.Seconds,
                WorkSeconds = leaderboard.WorkSeconds,
                SupersededBy = published!.Run == run.Run ? null : published.Run,
                Best = new TrialFinished(chosen.Trial, chosen.Label, chosen.Status, chosen.Metrics, chosen.Timing.Seconds),
            };
        }

        var stopped = await marks.FindAsync(run.Whole, cancellationToken).ConfigureAwait(false);
        var tally = await CountAsync(plan, stopped is not null, cancellationToken).ConfigureAwait(false);
        return status with
        {
            State = stopped?.State ?? RunState.Running,
            Problem = stopped?.Problem,
            Done = tally.Done,
            Failed = tally.Failed,
            Pruned = tally.Pruned,
            ElapsedSeconds = Timing.SecondsBetween(plan.RequestedAt, clock.GetUtcNow()),
            EstimatedSecondsLeft = tally.SecondsLeft,
            Best = tally.Best,
        };
    }

    // For a panel, series are counted by chunk; how many of them failed is known only when all are over.
    private async Task<RunStatus> PanelStatusAsync(RunPlan plan, PanelPlan panel, RunStatus status, CancellationToken cancellationToken)
    {
        var run = plan.Key;
        var progress = new PanelProgress(panel.Series, 0, 0, panel.Refused);
        if (await store.ReadAsync<PanelLeaderboard>(BlobLayout.Leaderboard(run), cancellationToken).ConfigureAwait(false) is { } leaderboard
            && await store.FindAsync(BlobLayout.Check(run), cancellationToken).ConfigureAwait(false) is null
            && await store.ReadAsync<PublishedRun>(BlobLayout.Latest(run.Name), cancellationToken).ConfigureAwait(false) is var published
            && (await RunOrder.ReadAsync(store, run.Name, cancellationToken).ConfigureAwait(false)).HasPublished(plan, published))
        {
            return status with
            {
                State = RunState.Done,
                Panel = progress with { Done = leaderboard.Done, Failed = leaderboard.Failed },
                ElapsedSeconds = leaderboard.Timing.Seconds,
                WorkSeconds = leaderboard.WorkSeconds,
                SupersededBy = published!.Run == run.Run ? null : published.Run,
            };
        }

        var stopped = await marks.FindAsync(run, cancellationToken).ConfigureAwait(false);
        var over = 0;
        await foreach (var blob in store.ListAsync(BlobLayout.Chunks(run), cancellationToken).ConfigureAwait(false))
        {
            over += BlobLayout.ResultChunkOf(run, blob.Path) is { } chunk && chunk < panel.Chunks.Count ? panel.Chunks[chunk].Count : 0;
        }

        var elapsed = Timing.SecondsBetween(plan.RequestedAt, clock.GetUtcNow());
        return status with
        {
            State = stopped?.State ?? RunState.Running,
            Problem = stopped?.Problem,
            Panel = progress with { Done = over },
            ElapsedSeconds = elapsed,
            EstimatedSecondsLeft = panel.Seconds * (panel.Series - over) / panel.Series,
        };
    }

    // For a stopped run, trials are not cached once counted; they are read again only if there are more of them.
    private async Task<RunTally> CountAsync(RunPlan plan, bool isStopped, CancellationToken cancellationToken)
    {
        var run = plan.Key;
        var paths = new List<string>();
        await foreach (var blob in store.ListAsync(BlobLayout.Trials(run), cancellationToken).ConfigureAwait(false))
        {
            paths.Add(blob.Path);
        }

        if (isStopped && _stopped.TryGetValue(run, out var known) && known.Over == paths.Count)
        {
            return known;
        }

        var tally = RunTally.Of(plan, await ReadFinishedAsync(run, paths, cancellationToken).ConfigureAwait(false));
        if (isStopped)
        {
            _finished.TryRemove(run, out _);
            _stopped[run] = tally;
        }
        else
        {
            _stopped.TryRemove(run, out _);
        }

        return tally;
    }

    private async Task<ConcurrentDictionary<string, TrialFinished>> ReadFinishedAsync(
        RunKey run, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var finished = _finished.GetOrAdd(run, _ => new());
        foreach (var path in paths)
        {
            var trial = Path.GetFileNameWithoutExtension(path);
            if (!finished.ContainsKey(trial)
                && await store.ReadAsync<TrialDocument>(path, cancellationToken).ConfigureAwait(false) is { } document)
            {
                finished[trial] = document.ToFinished();
            }
        }

        return finished;
    }
}
