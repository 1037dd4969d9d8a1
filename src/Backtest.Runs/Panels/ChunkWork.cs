using System.Diagnostics.CodeAnalysis;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Problems;
using Backtest.Runs.Models;
using Backtest.Runs.Telemetry;
using Backtest.Storage;
using Backtest.Storage.Packs;
using Backtest.Storage.Results;
using Microsoft.Extensions.Logging;

namespace Backtest.Runs.Panels;

/// <summary>
/// Computes chunks of a panel. The steps of a panel of one run on a store in memory with the plans and values of the chunk; their output
/// is stored as one pack at the end, or not at all.
/// </summary>
/// <param name="store">The blob storage.</param>
/// <param name="published">The published runs.</param>
/// <param name="context">Shared by all work of the process.</param>
/// <param name="loggers">Logs.</param>
public sealed partial class ChunkWork(
    IBlobStore store,
    PublishedRuns published,
    WorkContext context,
    ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<ChunkWork>();

    /// <summary>Runs a batch of a panel; does nothing if its pack exists.</summary>
    /// <param name="plan">The plan of the panel.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Stops the work without storing anything.</param>
    public async Task RunAsync(RunPlan plan, ChunkBatch batch, CancellationToken cancellationToken)
    {
        if (await StageAsync(plan, batch, cancellationToken).ConfigureAwait(false) is not { } staged)
        {
            return;
        }

        using var activity = BacktestTelemetry.StartRunWork("backtest.chunk", plan.Key)?.SetTag("backtest.chunk", batch.Chunk);
        var networks = await GlobalNetworks.ReadAsync(store, plan.Key, plan.Panel!.Global, cancellationToken).ConfigureAwait(false);
        if (batch.Batch is { } part)
        {
            var only = await MemberAsync(staged, plan, plan.Panel.Chunks[batch.Chunk].First, cancellationToken).ConfigureAwait(false);
            await BatchesOn(staged, context).RunAsync(only, part, null, CancellationToken.None, cancellationToken, networks)
                .ConfigureAwait(false);
        }
        else
        {
            await CompleteAsync(staged, plan, batch.Chunk, networks, cancellationToken).ConfigureAwait(false);
        }

        await store.CreateAsync(PathOf(plan, batch), staged.ToPack(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives up a batch of a panel: trials or series without a result become failed ones.</summary>
    /// <param name="plan">The plan of the panel.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="reason">Why, as a sentence.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task FailAsync(RunPlan plan, ChunkBatch batch, string reason, CancellationToken cancellationToken)
    {
        if (await StageAsync(plan, batch, cancellationToken).ConfigureAwait(false) is not { } staged)
        {
            return;
        }

        var chunk = plan.Panel!.Chunks[batch.Chunk];
        if (batch.Batch is { } part)
        {
            var only = await MemberAsync(staged, plan, chunk.First, cancellationToken).ConfigureAwait(false);
            await BatchesOn(staged, context).FailAsync(only, part, reason, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var rows = new List<(SeriesRow, SeriesScore?, double)>();
            for (var index = chunk.First; index < chunk.First + chunk.Count; index++)
            {
                var member = await MemberAsync(staged, plan, index, cancellationToken).ConfigureAwait(false);
                rows.Add((
                    member.Problem is { } problem
                        ? SeriesRow.Of(member, RunState.Refused, problem)
                        : SeriesRow.Of(member, RunState.Failed, new InputProblem(reason, null, RunFailedException.Right)),
                    null,
                    0));
            }

            await WriteRowsAsync(staged, plan, rows, cancellationToken).ConfigureAwait(false);
        }

        await store.CreateAsync(PathOf(plan, batch), staged.ToPack(), cancellationToken).ConfigureAwait(false);
    }

    private static string PathOf(RunPlan plan, ChunkBatch batch) => batch.Batch is { } part
        ? BlobLayout.ChunkBatch(plan.Key, batch.Chunk, part)
        : BlobLayout.ChunkResult(plan.Key, batch.Chunk);

    // Null if the batch is already over. A batch of a later round, and the completion, need the results of earlier batches.
    private async Task<StagedStore?> StageAsync(RunPlan plan, ChunkBatch batch, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(PathOf(plan, batch), cancellationToken).ConfigureAwait(false) is not null)
        {
            return null;
        }

        var run = plan.Key;
        var staged = new StagedStore(BlobLayout.Folder(run), context.Clock);
        var chunk = plan.Panel!.Chunks[batch.Chunk];
        var before = batch.Batch is { } part ? FirstOfRound(chunk.Rounds, part) : chunk.BatchPacks;
        string[] packs =
        [
            BlobLayout.ChunkPlan(run, batch.Chunk),
            .. BlobLayout.ChunkBatches(run, batch.Chunk, before),
        ];
        foreach (var pack in packs)
        {
            staged.Add(await store.ReadAsync(pack, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"The pack {pack} is not stored yet."));
        }

        return staged;
    }

    private static int FirstOfRound(IReadOnlyList<int> rounds, int batch)
    {
        var first = 0;
        foreach (var count in rounds.TakeWhile(count => first + count <= batch))
        {
            first += count;
        }

        return first;
    }

    private async Task CompleteAsync(
        StagedStore staged, RunPlan plan, int chunk, GlobalNetworks? networks, CancellationToken cancellationToken)
    {
        var (first, count) = (plan.Panel!.Chunks[chunk].First, plan.Panel.Chunks[chunk].Count);
        var rows = new (SeriesRow, SeriesScore?, double)[count];
        var workers = Math.Min(context.Options.ParallelTrials, count);
        var last = -1;

        // With many series, each thread runs all trials of one series after another; with few, the trials of a series run in parallel.
        var isWide = count >= context.Options.ParallelTrials;
        var within = isWide ? context with { Options = context.Options with { ParallelTrials = 1 } } : context;
        await Parallel.ForAsync(
            0,
            workers,
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken },
            async (_, stop) =>
            {
                _ = isWide
                    ? await OwnThread.RunAsync(() => RunRestAsync(stop).GetAwaiter().GetResult(), stop).ConfigureAwait(false)
                    : await RunRestAsync(stop).ConfigureAwait(false);
            }).ConfigureAwait(false);
        await WriteRowsAsync(staged, plan, rows, cancellationToken).ConfigureAwait(false);

        async Task<int> RunRestAsync(CancellationToken stop)
        {
            var done = 0;
            for (var k = Interlocked.Increment(ref last); k < count; k = Interlocked.Increment(ref last), done++)
            {
                stop.ThrowIfCancellationRequested();
                var member = await MemberAsync(staged, plan, first + k, stop).ConfigureAwait(false);
                rows[k] = await RunSeriesAsync(staged, member, networks, within, stop).ConfigureAwait(false);
            }

            return done;
        }
    }

    // A problem with one series affects only that series.
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A fault is logged, and costs one series.")]
    private async Task<(SeriesRow Row, SeriesScore? Score, double Seconds)> RunSeriesAsync(
        StagedStore staged, RunPlan member, GlobalNetworks? networks, WorkContext within, CancellationToken cancellationToken)
    {
        if (member.Problem is { } refused)
        {
            return (SeriesRow.Of(member, RunState.Refused, refused), null, 0);
        }

        try
        {
            for (var batch = 0; batch < member.Batches.Count; batch++)
            {
                await BatchesOn(staged, within).RunAsync(member, batch, null, CancellationToken.None, cancellationToken, networks)
                    .ConfigureAwait(false);
            }

            var leaderboard = await CompletionOn(staged, within)
                .RankAsync(member, member.RequestedAt, withReport: false, cancellationToken, networks).ConfigureAwait(false);
            await RemoveUnservedAsync(staged, member, leaderboard.Published, cancellationToken).ConfigureAwait(false);
            return (SeriesRow.Of(member, leaderboard), leaderboard.ToScore(), leaderboard.WorkSeconds);
        }
        catch (RunFailedException problem)
        {
            LogFailed(member.Key, member.Id!, problem.Message);
            return (Failed(problem.Message), null, 0);
        }
        catch (Exception fault) when (TrialFault.Is(fault))
        {
            LogFault(fault, member.Key, member.Id!);
            return (Failed(EvaluatedTrial.UnexpectedError), null, 0);
        }

        SeriesRow Failed(string reason) =>
            SeriesRow.Of(member, RunState.Failed, new InputProblem(reason, null, RunFailedException.Right));
    }

    // The published trial's forecasts use the model fitted to all values; only ensembles need the one of the last window.
    private static async Task RemoveUnservedAsync(
        StagedStore staged, RunPlan member, TrialId published, CancellationToken cancellationToken)
    {
        if (!member.Trials.Any(trial => trial.Spec is EnsembleSpec))
        {
            var model = BlobLayout.Model(member.Key, published);
            await staged.DeleteAsync(model, cancellationToken).ConfigureAwait(false);
            await staged.DeleteAsync(BlobLayout.Network(model), cancellationToken).ConfigureAwait(false);
        }
    }

    private BatchStep BatchesOn(StagedStore staged, WorkContext within) =>
        new(staged, within, loggers.CreateLogger<BatchStep>());

    private CompleteStep CompletionOn(StagedStore staged, WorkContext within) =>
        new(staged, published, within, loggers.CreateLogger<CompleteStep>());

    private static async Task<RunPlan> MemberAsync(StagedStore staged, RunPlan plan, int index, CancellationToken cancellationToken)
    {
        var key = plan.Key with { Index = index };
        return await staged.ReadAsync<RunPlan>(BlobLayout.Plan(key), cancellationToken).ConfigureAwait(false)
            ?? throw new RunNotFoundException(key);
    }

    private static async Task WriteRowsAsync(
        StagedStore staged, RunPlan plan, IReadOnlyList<(SeriesRow, SeriesScore?, double)> rows, CancellationToken cancellationToken)
    {
        var path = $"{BlobLayout.Folder(plan.Key)}{BlobLayout.ChunkRows}";
        await staged.WriteAsync(path, Documents.Write(ChunkRows.Of(rows)), cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Information, "Run {Run}, series {Id}: {Reason}")]
    private partial void LogFailed(RunKey run, string id, string reason);

    [LoggerMessage(LogLevel.Error, "Run {Run}, series {Id} met an unexpected error")]
    private partial void LogFault(Exception fault, RunKey run, string id);
}
