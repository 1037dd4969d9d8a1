using Backtest.Core.Evaluation;
using Backtest.Runs.Telemetry;
using Backtest.Runs.Webhooks;
using Backtest.Storage;
using Backtest.Storage.Packs;
using Backtest.Storage.Results;
using Microsoft.Extensions.Logging;

namespace Backtest.Runs.Panels;

/// <summary>Completes the run of a panel whose chunks are all over: sums up the results of its series, and publishes them.</summary>
/// <param name="store">The blob storage.</param>
/// <param name="published">The published runs.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Log of the runs.</param>
/// <param name="ends">Notifies of the ends of runs; null for no notification.</param>
public sealed partial class PanelStep(
    IBlobStore store, PublishedRuns published, TimeProvider clock, ILogger<PanelStep> logger, RunEnds? ends = null)
{
    private const int ParallelReads = 8;

    /// <summary>Completes a run.</summary>
    /// <param name="plan">The plan of the panel.</param>
    /// <param name="requestedAt">When it was requested.</param>
    /// <param name="cancellationToken">Stops the work; running the step again does what is missing.</param>
    /// <exception cref="RunFailedException">No series has a result.</exception>
    /// <exception cref="InvalidOperationException">A chunk is not over yet.</exception>
    public async Task<PanelLeaderboard> RunAsync(RunPlan plan, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        using var activity = BacktestTelemetry.StartRunWork("backtest.complete", plan.Key);
        var leaderboard = await FindAsync(plan, cancellationToken).ConfigureAwait(false)
            ?? await SumUpAsync(plan, requestedAt, cancellationToken).ConfigureAwait(false);
        await PublishAsync(leaderboard, requestedAt, cancellationToken).ConfigureAwait(false);
        await store.DeleteAsync(BlobLayout.Check(plan.Key), cancellationToken).ConfigureAwait(false);
        return leaderboard;
    }

    /// <summary>Publishes a run that is already summed up.</summary>
    /// <param name="plan">The plan of the panel.</param>
    /// <param name="requestedAt">When it was requested.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Whether it is summed up.</returns>
    public async Task<bool> TryPublishAsync(RunPlan plan, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        var leaderboard = await FindAsync(plan, cancellationToken).ConfigureAwait(false);
        if (leaderboard is not null)
        {
            await PublishAsync(leaderboard, requestedAt, cancellationToken).ConfigureAwait(false);
        }

        return leaderboard is not null;
    }

    // A damaged leaderboard counts as none, and so does one with missing rows.
    private async Task<PanelLeaderboard?> FindAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var path = BlobLayout.Leaderboard(plan.Key);
        var leaderboard = await store.ReadOrRemoveAsync<PanelLeaderboard>(path, cancellationToken).ConfigureAwait(false);
        if (leaderboard is null || await store.FindAsync(BlobLayout.Rows(plan.Key), cancellationToken).ConfigureAwait(false) is not null)
        {
            return leaderboard;
        }

        await store.DeleteAsync(path, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private Task PublishAsync(PanelLeaderboard leaderboard, DateTimeOffset requestedAt, CancellationToken cancellationToken) =>
        published.PublishAsync(
            leaderboard.Name,
            new PublishedRun(Documents.SchemaVersion, leaderboard.Run, null, requestedAt),
            cancellationToken);

    private async Task<PanelLeaderboard> SumUpAsync(RunPlan plan, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        var run = plan.Key;
        var chunks = new ChunkRows[plan.Panel!.Chunks.Count];
        await Parallel.ForAsync(
            0,
            chunks.Length,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (chunk, stop) => chunks[chunk] = await ReadRowsAsync(store, run, chunk, stop).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"Chunk {chunk} of run {run} is not over yet.")).ConfigureAwait(false);
        List<SeriesRow> rows = [.. chunks.SelectMany(chunk => chunk.Rows)];
        List<SeriesScore> scores = [.. chunks.SelectMany(chunk => chunk.Scores).OfType<SeriesScore>()];
        if (scores.Count == 0)
        {
            var example = rows.First(row => row.Problem is not null);
            throw new RunFailedException($"No series has a result. Series '{example.Id}': {example.Problem!.What}");
        }

        await store.WriteAsync(
            BlobLayout.Rows(run), Compressed.Write(new PanelRows(Documents.SchemaVersion, rows)), cancellationToken).ConfigureAwait(false);
        var finished = clock.GetUtcNow();
        var leaderboard = new PanelLeaderboard
        {
            Name = plan.Name,
            Run = plan.Run,
            Series = rows.Count,
            Done = rows.Count(row => row.State == RunState.Done),
            Failed = rows.Count(row => row.State == RunState.Failed),
            Refused = rows.Count(row => row.State == RunState.Refused),
            Ranking = FamilyRanking.Of(scores),
            Coverage80 = rows.Average(row => row.Coverage80),
            Coverage95 = rows.Average(row => row.Coverage95),
            PlannedSeconds = plan.Panel.Seconds,
            WorkSeconds = chunks.Sum(chunk => chunk.WorkSeconds)
                + await TrainingSecondsAsync(plan, cancellationToken).ConfigureAwait(false),
            Timing = new Timing(finished, Timing.SecondsBetween(requestedAt, finished)),
        };

        await (ends?.NoteAsync(run, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);

        // The leaderboard comes last: its presence means that the whole run is stored.
        if (await store.CreateAsync(BlobLayout.Leaderboard(run), Documents.Write(leaderboard), cancellationToken).ConfigureAwait(false))
        {
            LogComplete(run, leaderboard.Done, leaderboard.Series, leaderboard.Timing.Seconds);
            BacktestTelemetry.CountRun(RunState.Done);
        }

        return leaderboard;
    }

    private async Task<double> TrainingSecondsAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var seconds = 0.0;
        foreach (var training in plan.Panel!.Global?.Trainings ?? [])
        {
            var path = BlobLayout.Training(plan.Key, training.Trial, training.Cutoff, training.Network);
            seconds += (await store.ReadRequiredAsync<TrainingDocument>(path, cancellationToken).ConfigureAwait(false)).Timing.Seconds;
        }

        return seconds;
    }

    /// <summary>The results of a chunk's series; null if the chunk is not over.</summary>
    internal static async Task<ChunkRows?> ReadRowsAsync(IBlobStore store, RunKey run, int chunk, CancellationToken cancellationToken)
    {
        var path = BlobLayout.ChunkResult(run, chunk);
        if (await PackDirectory.ReadAsync(store, path, cancellationToken).ConfigureAwait(false) is not { } pack)
        {
            return null;
        }

        var content = await pack.ReadFileAsync(store, BlobLayout.ChunkRows, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException($"The pack {path} has no {BlobLayout.ChunkRows}.");
        return Documents.Read<ChunkRows>(new StoredBlob(content, pack.Facts));
    }

    [LoggerMessage(LogLevel.Information, "Run {Run} complete: {Done} of {Series} series have forecasts, {Seconds:F1} s after the request")]
    private partial void LogComplete(RunKey run, int done, int series, double seconds);
}
