using Backtest.Runs.Panels;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>The work of a run, batch by batch, over one series or a panel.</summary>
/// <param name="store">The blob storage.</param>
/// <param name="batches">The batch step of a panel of one.</param>
/// <param name="completion">The completion of a panel of one.</param>
/// <param name="chunks">The chunks of a panel.</param>
/// <param name="panels">The completion of a panel.</param>
/// <param name="trainings">The trainings of a panel's global trials.</param>
public sealed class RunWork(
    IBlobStore store, BatchStep batches, CompleteStep completion, ChunkWork chunks, PanelStep panels, TrainingWork trainings)
{
    /// <summary>Runs a batch until it is over or should give way.</summary>
    /// <param name="run">The run.</param>
    /// <param name="batch">Index of the batch in the plan.</param>
    /// <param name="progress">Reports each finished trial of a panel of one; null for no reports.</param>
    /// <param name="giveWay">Lets running trials, or a panel's chunk, finish, and starts no others.</param>
    /// <param name="cancellationToken">Stops running trials; finished trials or chunks stay.</param>
    /// <returns>Whether the batch is over.</returns>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    public async Task<bool> RunBatchAsync(
        RunKey run, int batch, IProgress<TrialFinished>? progress, CancellationToken giveWay, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(run, cancellationToken).ConfigureAwait(false);
        if (plan.Panel is not { } panel)
        {
            return await batches.RunAsync(plan, batch, progress, giveWay, cancellationToken).ConfigureAwait(false);
        }

        var part = BatchOf(panel, batch);
        await (part.Training is { } training
            ? trainings.RunAsync(plan, training, cancellationToken)
            : chunks.RunAsync(plan, part, cancellationToken)).ConfigureAwait(false);
        return true;
    }

    /// <summary>Gives up a batch: its parts without a result fail.</summary>
    /// <param name="run">The run.</param>
    /// <param name="batch">Index of the batch in the plan.</param>
    /// <param name="reason">Why, as a sentence.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    public async Task FailBatchAsync(RunKey run, int batch, string reason, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(run, cancellationToken).ConfigureAwait(false);
        await (plan.Panel is not { } panel ? batches.FailAsync(plan, batch, reason, cancellationToken)
            : BatchOf(panel, batch) is { Training: { } training } ? trainings.FailAsync(plan, training, reason, cancellationToken)
            : chunks.FailAsync(plan, BatchOf(panel, batch), reason, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Completes a run whose batches are all over, and publishes it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="requestedAt">When it was requested.</param>
    /// <param name="cancellationToken">Stops the work; completing again does what is missing.</param>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="RunFailedException">It can have no result, however often it is retried.</exception>
    public async Task<CompletedRun> CompleteAsync(RunKey run, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(run, cancellationToken).ConfigureAwait(false);
        return plan.Panel is null
            ? new CompletedRun(await completion.RunAsync(plan, requestedAt, cancellationToken).ConfigureAwait(false), null)
            : new CompletedRun(null, await panels.RunAsync(plan, requestedAt, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Publishes a run that is already complete.</summary>
    /// <param name="run">The run.</param>
    /// <param name="requestedAt">When it was requested.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Whether it is complete.</returns>
    public async Task<bool> TryPublishAsync(RunKey run, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        var blob = await store.ReadAsync(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false);
        return blob is not null && Documents.TryRead<RunPlan>(blob) is { Panel: not null } plan
            ? await panels.TryPublishAsync(plan, requestedAt, cancellationToken).ConfigureAwait(false)
            : await completion.TryPublishAsync(run, requestedAt, cancellationToken).ConfigureAwait(false);
    }

    private static ChunkBatch BatchOf(PanelPlan panel, int batch) => panel.Batches().SelectMany(round => round).ElementAt(batch);

    private async Task<RunPlan> PlanAsync(RunKey run, CancellationToken cancellationToken) =>
        await store.ReadAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false)
            ?? throw new RunNotFoundException(run);
}

/// <summary>The result of a run.</summary>
/// <param name="Series">The ranked trials of a panel of one.</param>
/// <param name="Panel">The model families over the series of a panel.</param>
public sealed record CompletedRun(Leaderboard? Series, PanelLeaderboard? Panel)
{
    /// <summary>What is published: a trial, or a number of a panel's series.</summary>
    public string Published => Series?.Published ?? $"{Panel!.Done} of {Panel.Series} series";
}
