using System.Collections.Concurrent;
using Backtest.Core.Evaluation;
using Backtest.Core.Series;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>Tells what is stored: series, their runs, and how far each run is.</summary>
/// <param name="store">Where blobs are.</param>
/// <param name="marks">Marks of runs that were stopped.</param>
/// <param name="clock">The time.</param>
public sealed class RunCatalog(IBlobStore store, RunMarks marks, TimeProvider clock)
{
    // Trial results never change, so those of unfinished runs are read once; the entry goes when the run is over.
    private readonly ConcurrentDictionary<RunKey, ConcurrentDictionary<string, TrialFinished>> _finished = new();

    /// <summary>Names of all series that can be asked for: uploads, and series of long-format uploads.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var blob in store.ListAsync(BlobLayout.Uploads, cancellationToken).ConfigureAwait(false))
        {
            if (BlobLayout.SeriesNameOf(blob.Path) is { } name && SeriesName.IsValid(name))
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

    /// <summary>What is stored of a series; null where there is nothing.</summary>
    public async Task<SeriesSummary?> SummaryAsync(string name, CancellationToken cancellationToken)
    {
        var files = await UploadedFile.ListAsync(store, name, cancellationToken).ConfigureAwait(false);
        var upload = files.Count > 0 ? files[0] : null;
        var latest = await store.ReadAsync<PublishedRun>(BlobLayout.Latest(name), cancellationToken).ConfigureAwait(false);
        var asked = await RunOrder.ReadAsync(store, name, cancellationToken).ConfigureAwait(false);
        var runs = new List<RunStatus>();
        await foreach (var run in store.ListFoldersAsync(BlobLayout.Runs(name), cancellationToken).ConfigureAwait(false))
        {
            if (await StatusAsync(new RunKey(name, run), cancellationToken).ConfigureAwait(false) is { } status)
            {
                runs.Add(status);
            }
        }

        var parts = await store.ReadAsync<UploadParts>(BlobLayout.Parts(name), cancellationToken).ConfigureAwait(false);
        return upload is null && runs.Count == 0
            ? null
            : new SeriesSummary(name, upload?.Length, upload?.Modified, latest?.Run, latest?.Winner, [.. runs.OrderByDescending(run => asked.NumberOf(run.Run)).ThenByDescending(run => run.RequestedAt)], [.. parts?.Runs.Select(run => run.Name) ?? []]);
    }

    /// <summary>How far a run is; null where there is no such run.</summary>
    public async Task<RunStatus?> StatusAsync(RunKey run, CancellationToken cancellationToken)
    {
        var plan = await store.ReadAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false);
        if (plan is null)
        {
            return null;
        }

        var status = new RunStatus
        {
            Name = run.Name,
            Run = run.Run,
            State = RunState.Refused,
            RequestedAt = plan.RequestedAt,
            Protocol = plan.Protocol,
            Reasons = plan.Reasons,
            Total = plan.Trials.Count,
            PlannedSeconds = plan.Trials.Sum(trial => trial.EstimatedSeconds),
            Problem = plan.Problem,
        };
        if (plan.Problem is not null)
        {
            return status;
        }

        var leaderboard = await store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run), cancellationToken).ConfigureAwait(false);
        var published = leaderboard is null
            ? null
            : await store.ReadAsync<PublishedRun>(BlobLayout.Latest(run.Name), cancellationToken).ConfigureAwait(false);

        // Ranked but not published yet, its leaderboard and forecasts cannot be had: that is not done.
        // Nor is what is being checked and computed again.
        if (leaderboard is not null
            && await store.FindAsync(BlobLayout.Check(run), cancellationToken).ConfigureAwait(false) is null
            && (await RunOrder.ReadAsync(store, run.Name, cancellationToken).ConfigureAwait(false)).HasPublished(plan, published))
        {
            _finished.TryRemove(run, out _);
            var winner = leaderboard.Rows.First(row => row.Trial == leaderboard.Winner);
            return status with
            {
                State = RunState.Done,
                Done = leaderboard.Rows.Count(row => row.Status == TrialStatus.Done),
                Failed = leaderboard.Rows.Count(row => row.Status == TrialStatus.Failed),
                Pruned = leaderboard.Rows.Count(row => row.Status == TrialStatus.Pruned),
                ElapsedSeconds = leaderboard.Timing.Seconds,
                WorkSeconds = leaderboard.WorkSeconds,
                SupersededBy = published!.Run == run.Run ? null : published.Run,
                Best = new TrialFinished(winner.Trial, winner.Label, winner.Status, winner.Metrics, winner.Timing.Seconds),
            };
        }

        var finished = await ReadFinishedAsync(run, cancellationToken).ConfigureAwait(false);
        var stopped = await marks.FindAsync(run, cancellationToken).ConfigureAwait(false);
        return status with
        {
            State = stopped?.State ?? RunState.Running,
            Problem = stopped?.Problem,
            Done = finished.Values.Count(trial => trial.Status == TrialStatus.Done),
            Failed = finished.Values.Count(trial => trial.Status == TrialStatus.Failed),
            Pruned = finished.Values.Count(trial => trial.Status == TrialStatus.Pruned),
            ElapsedSeconds = Timing.SecondsBetween(plan.RequestedAt, clock.GetUtcNow()),
            EstimatedSecondsLeft = SecondsLeft(plan, finished),
            Best = Ranking.Sort(finished.Values.Where(trial => trial.Metrics is not null), trial => trial.Metrics!, plan.Protocol!.Metric).FirstOrDefault(),
        };
    }

    // What a halving search left out took no time and says nothing.
    private static double SecondsLeft(RunPlan plan, ConcurrentDictionary<string, TrialFinished> finished)
    {
        double planned = 0, actual = 0, left = 0;
        foreach (var trial in plan.Trials)
        {
            if (!finished.TryGetValue(trial.Id, out var result))
            {
                left += trial.EstimatedSeconds;
            }
            else if (result.Status != TrialStatus.Pruned)
            {
                planned += trial.EstimatedSeconds;
                actual += result.Seconds;
            }
        }

        return TimeLeft.Seconds(left, planned, actual);
    }

    private async Task<ConcurrentDictionary<string, TrialFinished>> ReadFinishedAsync(RunKey run, CancellationToken cancellationToken)
    {
        var finished = _finished.GetOrAdd(run, _ => new());
        await foreach (var blob in store.ListAsync(BlobLayout.Trials(run), cancellationToken).ConfigureAwait(false))
        {
            var trial = Path.GetFileNameWithoutExtension(blob.Path);
            if (!finished.ContainsKey(trial)
                && await store.ReadAsync<TrialDocument>(blob.Path, cancellationToken).ConfigureAwait(false) is { } document)
            {
                finished[trial] = document.ToFinished();
            }
        }

        return finished;
    }
}
