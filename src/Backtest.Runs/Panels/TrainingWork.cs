using System.Diagnostics;
using System.Security.Cryptography;
using Backtest.Core.Evaluation;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Onnx;
using Backtest.Runs.Telemetry;
using Backtest.Storage;
using Backtest.Storage.Packs;
using Backtest.Storage.Results;
using Microsoft.Extensions.Logging;

namespace Backtest.Runs.Panels;

/// <summary>Trains the networks of a panel's global trials: each is a batch of its own, and is stored once for all series.</summary>
/// <param name="store">The blob storage.</param>
/// <param name="context">Shared by all work of the process.</param>
/// <param name="logger">Log of the runs.</param>
public sealed partial class TrainingWork(
    IBlobStore store,
    WorkContext context,
    ILogger<TrainingWork> logger)
{
    /// <summary>Trains a network; does nothing if it is stored.</summary>
    /// <param name="plan">The plan of the panel.</param>
    /// <param name="training">Index of the training in the plan.</param>
    /// <param name="cancellationToken">Stops the training without storing anything.</param>
    public async Task RunAsync(RunPlan plan, int training, CancellationToken cancellationToken)
    {
        var (global, planned, trial, path) = Find(plan, training);
        if (await store.FindAsync(path, cancellationToken).ConfigureAwait(false) is not null)
        {
            return;
        }

        using var activity = BacktestTelemetry.StartRunWork("backtest.training", plan.Key)?.SetTag("backtest.trials", trial.Id.ToString());
        var network = PooledTraining.NetworksOf((LstmSpec)trial.Spec)[planned.Network];
        using var place = new CorePlace(context.Cores, plan.Key);
        var threads = Math.Max(1, context.Options.ParallelTrials / global.Trainings.Count);
        await place.NextAsync(threads, cancellationToken).ConfigureAwait(false);
        var panel = await SeriesAsync(plan, cancellationToken).ConfigureAwait(false);
        using var taken = await context.Memory.TakeAsync((long)TrialMemory.OfTraining(network.Spec, panel), cancellationToken)
            .ConfigureAwait(false);
        var started = Stopwatch.GetTimestamp();
        PooledFit? fit = null;
        string? problem = null;
        try
        {
            fit = await OwnThread.RunAsync(
                () => PooledTraining.Train(
                    panel,
                    global.Cutoffs[planned.Cutoff],
                    global.TrainingLength,
                    network,
                    cancellationToken,
                    context.Fits with { Threads = threads }),
                cancellationToken).ConfigureAwait(false);
        }
        catch (FitException reason)
        {
            problem = reason.Message;
        }
        catch (Exception fault) when (TrialFault.Is(fault))
        {
            LogFault(fault, plan.Key, trial.Id, trial.Label);
            problem = EvaluatedTrial.UnexpectedError;
        }

        var onnx = fit is null ? null : OnnxModelWriter.Write([fit.Fit.Network], network.Spec, null, trial.Label);
        if (onnx is not null)
        {
            await store.WriteAsync(BlobLayout.Network(path), onnx, cancellationToken).ConfigureAwait(false);
        }

        // The network's document comes last: its presence means that the training is over.
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var checksum = onnx is null ? null : Convert.ToHexStringLower(SHA256.HashData(onnx));
        await StoreAsync(plan, training, fit, problem, checksum, seconds, cancellationToken).ConfigureAwait(false);
        LogTrained(plan.Key, trial.Id, planned.Network, planned.Cutoff, fit?.Samples ?? 0, seconds);
    }

    /// <summary>Gives up a training: the global trial fails in every series whose windows need it.</summary>
    /// <param name="plan">The plan of the panel.</param>
    /// <param name="training">Index of the training in the plan.</param>
    /// <param name="reason">Why, as a sentence.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public Task FailAsync(RunPlan plan, int training, string reason, CancellationToken cancellationToken) =>
        StoreAsync(plan, training, fit: null, reason, checksum: null, seconds: 0, cancellationToken);

    private async Task StoreAsync(
        RunPlan plan,
        int training,
        PooledFit? fit,
        string? problem,
        string? checksum,
        double seconds,
        CancellationToken cancellationToken)
    {
        var (global, planned, trial, path) = Find(plan, training);
        var document = new TrainingDocument(
            Documents.SchemaVersion,
            trial.Id,
            trial.Label,
            PooledTraining.NetworksOf((LstmSpec)trial.Spec)[planned.Network].Spec,
            global.Cutoffs[planned.Cutoff],
            fit?.Series ?? 0,
            fit?.Samples ?? 0,
            fit?.Fit.History,
            problem,
            checksum,
            new Timing(context.Clock.GetUtcNow(), seconds));
        await store.CreateAsync(path, Documents.Write(document), cancellationToken).ConfigureAwait(false);
    }

    private static (GlobalPlan Global, PlannedTraining Training, PlannedTrial Trial, string Path) Find(RunPlan plan, int training)
    {
        var global = plan.Panel!.Global!;
        var planned = global.Trainings[training];
        return (
            global,
            planned,
            global.Trials.First(trial => trial.Id == planned.Trial),
            BlobLayout.Training(plan.Key, planned.Trial, planned.Cutoff, planned.Network));
    }

    // All series to backtest, in the order of the panel. Only one chunk at a time is in memory with more than its values.
    private async Task<IReadOnlyList<TimeSeries>> SeriesAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var panel = new List<TimeSeries>();
        foreach (var (number, chunk) in plan.Panel!.Chunks.Index())
        {
            var staged = new StagedStore(BlobLayout.Folder(plan.Key), context.Clock);
            var pack = BlobLayout.ChunkPlan(plan.Key, number);
            staged.Add(await store.ReadAsync(pack, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"The pack {pack} is not stored yet."));
            for (var index = chunk.First; index < chunk.First + chunk.Count; index++)
            {
                var path = BlobLayout.Values(plan.Key with { Index = index });
                if (await staged.ReadAsync<SeriesDocument>(path, cancellationToken).ConfigureAwait(false) is { } values)
                {
                    panel.Add(values.ToSeries());
                }
            }
        }

        return panel;
    }

    [LoggerMessage(
        LogLevel.Debug,
        "Run {Run} trial {Trial}: network {Network} at cutoff {Cutoff} trained on {Samples} samples in {Seconds:F1} s")]
    private partial void LogTrained(RunKey run, string trial, int network, int cutoff, int samples, double seconds);

    [LoggerMessage(LogLevel.Error, "Run {Run} trial {Trial} {Label} met an unexpected error while its networks were trained")]
    private partial void LogFault(Exception fault, RunKey run, string trial, string label);
}
