using System.Security.Cryptography;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Onnx;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs.Models;

/// <summary>The networks of a panel's global trials, stored once for all of its series.</summary>
/// <param name="Cutoffs">The cutoffs of the panel, ascending.</param>
/// <param name="Trials">Networks at each cutoff, by the id of the global trial.</param>
internal sealed record GlobalNetworks(
    IReadOnlyList<PanelCutoff> Cutoffs, IReadOnlyDictionary<TrialId, IReadOnlyList<TrainedNetworks>> Trials)
{
    /// <summary>The networks for a series.</summary>
    public PanelNetworks For(TimeSeries series) => PanelNetworks.For(series, Cutoffs, Trials);

    /// <summary>Reads all networks of a run.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="run">The folder of the run.</param>
    /// <param name="plan">The global trials; null for none.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">A network is missing or damaged.</exception>
    public static async Task<GlobalNetworks?> ReadAsync(
        IBlobStore store, RunFolder run, GlobalPlan? plan, CancellationToken cancellationToken)
    {
        if (plan is null)
        {
            return null;
        }

        var trials = new Dictionary<TrialId, IReadOnlyList<TrainedNetworks>>();
        foreach (var trial in plan.Trials)
        {
            var trained = new TrainedNetworks[plan.Cutoffs.Count];
            for (var cutoff = 0; cutoff < trained.Length; cutoff++)
            {
                trained[cutoff] = await ReadAsync(store, run, trial.Id, (LstmSpec)trial.Spec, cutoff, cancellationToken)
                    .ConfigureAwait(false);
            }

            trials.Add(trial.Id, trained);
        }

        return new GlobalNetworks(plan.Cutoffs, trials);
    }

    /// <summary>Reads the networks of a trial that were trained at a cutoff.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="run">The folder of the run.</param>
    /// <param name="trial">Id of the trial.</param>
    /// <param name="spec">The trial.</param>
    /// <param name="cutoff">Index of the panel's cutoff, from 0.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">A network is missing or damaged.</exception>
    public static async Task<TrainedNetworks> ReadAsync(
        IBlobStore store, RunFolder run, TrialId trial, LstmSpec spec, int cutoff, CancellationToken cancellationToken)
    {
        var fits = new List<LstmFit>();
        for (var k = 0; k < PooledTraining.NetworksOf(spec).Count; k++)
        {
            var path = BlobLayout.Training(run, trial, cutoff, k);
            var document = await store.ReadRequiredAsync<TrainingDocument>(path, cancellationToken).ConfigureAwait(false);
            if (document.Problem is { } problem)
            {
                return new TrainedNetworks(cutoff, [], null, problem);
            }

            var network = await ReadOnnxAsync(store, path, document, cancellationToken).ConfigureAwait(false);
            var shape = LstmShape.Of(document.Spec, document.Spec.InputsOf(1 + (document.Spec.Covariates?.Count ?? 0)));
            fits.Add(new LstmFit(OnnxModelReader.Read(network.Content.Span, shape), document.History!));
        }

        return PooledTraining.Join(spec, cutoff, fits);
    }

    /// <summary>Reads the ONNX file of a network.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="path">Path of its document.</param>
    /// <param name="document">Its document.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">It is missing or damaged.</exception>
    public static async Task<StoredBlob> ReadOnnxAsync(
        IBlobStore store, string path, TrainingDocument document, CancellationToken cancellationToken)
    {
        var blob = await store.ReadAsync(BlobLayout.Network(path), cancellationToken).ConfigureAwait(false);
        return blob is not null && Convert.ToHexStringLower(SHA256.HashData(blob.Content.Span)) == document.NetworkSha256
            ? blob
            : throw new InvalidDataException($"The network {BlobLayout.Network(path)} is missing or does not match its checksum.");
    }
}
