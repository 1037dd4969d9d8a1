using System.Security.Cryptography;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.External;
using Backtest.Core.Models.Intermittent;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Models.Theta;
using Backtest.Core.Planning;
using Backtest.Onnx;
using Backtest.Storage;
using Backtest.Storage.Packs;
using Backtest.Storage.Results;

namespace Backtest.Runs.Models;

/// <summary>Writes fitted models as blobs and reads them back, ready to forecast.</summary>
public static class ModelStore
{
    /// <summary>Stores a model; an LSTM's network first, its description last.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="path">Path of the description.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="model">Its model.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task SaveAsync(
        IBlobStore store, string path, PlannedTrial trial, IFittedModel model, CancellationToken cancellationToken)
    {
        if (model is FittedEnsemble ensemble)
        {
            foreach (var (member, fitted) in ensemble.Spec.Members!.Zip(ensemble.Models))
            {
                var planned = new PlannedTrial(member.Trial, member.Label, member.Spec, 0);
                await SaveAsync(store, BlobLayout.Member(path, trial.Id, member.Trial), planned, fitted, cancellationToken)
                    .ConfigureAwait(false);
            }

            await SaveAsync(store, path, trial, ensemble.Spec, cancellationToken).ConfigureAwait(false);
            return;
        }

        var document = new ModelDocument
        {
            Trial = trial.Id,
            Label = trial.Label,
            Spec = trial.Spec,
            Arima = model as ArimaModel,
            Ets = model as EtsModel,
            EtsAverage = model as EtsAverage,
            Theta = model as ThetaModel,
            ThetaLines = model as ThetaLinesModel,
            Ces = model as CesModel,
            Mstl = model as MstlModel,
        };
        if (NetworkOf(model) is { } lstm)
        {
            var network = OnnxModelWriter.Write(lstm.Networks, lstm.Spec, lstm.Encoding, trial.Label);
            await store.WriteAsync(BlobLayout.Network(path), network, cancellationToken).ConfigureAwait(false);
            document = document with
            {
                Encoding = lstm.Encoding,
                NetworkInput = lstm.Spec.Level is null ? NetworkInput.Sample : NetworkInput.Values,
                NetworkSha256 = Convert.ToHexStringLower(SHA256.HashData(network)),
            };
        }

        if (model is PooledLstm pooled)
        {
            document = document with { Encodings = [.. pooled.Inputs.Select(input => input.Encoding)], Cutoff = pooled.Cutoff };
        }

        await store.WriteAsync(path, Documents.Write(document), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores an ensemble whose members' models lie beside it.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="path">Path of the description.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="ensemble">The ensemble with its members.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static Task SaveAsync(
        IBlobStore store, string path, PlannedTrial trial, EnsembleSpec ensemble, CancellationToken cancellationToken) =>
        store.WriteAsync(
            path, Documents.Write(new ModelDocument { Trial = trial.Id, Label = trial.Label, Spec = ensemble }), cancellationToken);

    /// <summary>Loads a model; an LSTM's network runs in ONNX Runtime, a panel's networks in the trainer's own code.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="path">Path of the description.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">The model is missing, incomplete or does not match its checksum.</exception>
    public static async Task<IFittedModel> LoadAsync(IBlobStore store, string path, CancellationToken cancellationToken)
    {
        var document = await ReadAsync(store, path, cancellationToken).ConfigureAwait(false);
        return document switch
        {
            { Spec: BaselineSpec spec } => new BaselineModel(spec),
            { Spec: ExternalSpec spec } => new ExternalModel(spec),
            { Spec: IntermittentSpec spec } => new IntermittentModel(spec),
            { Spec: ArimaSpec, Arima: { } arima } => arima,
            { Spec: EtsSpec, Ets: { } ets } => ets,
            { Spec: EtsSpec, EtsAverage: { } average } => average,
            { Spec: ThetaSpec, Theta: { } theta } => theta,
            { Spec: ThetaSpec, ThetaLines: { } lines } => lines,
            { Spec: CesSpec, Ces: { } ces } => ces,
            { Spec: MstlSpec { TrainedNetwork: null }, Mstl: { } mstl } => mstl,
            { Spec: MstlSpec { TrainedNetwork: { } network }, Mstl: { } mstl, Encoding: { } encoding, NetworkSha256: { } checksum } =>
                mstl with { Lstm = await ServeAsync(network, encoding, checksum).ConfigureAwait(false) },
            { Spec: LstmSpec spec, Encoding: { } encoding, NetworkSha256: { } checksum } =>
                await ServeAsync(spec, encoding, checksum).ConfigureAwait(false),
            { Spec: LstmSpec spec, Encodings: { } encodings, Cutoff: { } cutoff } => Join(
                spec,
                encodings,
                await GlobalNetworks.ReadAsync(store, BlobLayout.PanelOf(path), document.Trial, spec, cutoff, cancellationToken)
                    .ConfigureAwait(false)),
            { Spec: EnsembleSpec { Members: { } members } spec } =>
                new FittedEnsemble(spec, await LoadMembersAsync(store, path, document.Trial, members, cancellationToken)
                    .ConfigureAwait(false), []),
            _ => throw new InvalidDataException($"The model {path} is incomplete."),
        };

        async Task<IFittedModel> ServeAsync(LstmSpec spec, LstmEncoding encoding, string checksum) => Serve(
            spec,
            encoding,
            document.NetworkInput,
            await ReadNetworkAsync(store, BlobLayout.Network(path), checksum, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// The file of a model to download: the network of an LSTM, including a panel's if it has a single input; a zip archive of the networks
    /// and the description if it has several; the description of others.
    /// </summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="path">Path of the description.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">The model is missing or does not match its checksum.</exception>
    public static async Task<StoredBlob> ReadFileAsync(IBlobStore store, string path, CancellationToken cancellationToken)
    {
        var blob = await ReadBlobAsync(store, path, cancellationToken).ConfigureAwait(false);
        var document = Documents.Read<ModelDocument>(blob);
        if (document is { Spec: LstmSpec spec, Encodings.Count: > 0, Cutoff: { } cutoff })
        {
            var trained = await GlobalNetworks
                .ReadAsync(store, BlobLayout.PanelOf(path), document.Trial, spec, cutoff, cancellationToken).ConfigureAwait(false);
            var networks = spec.Inputs
                .Select((input, k) => OnnxModelWriter.Write(trained.Networks[k], input, document.Encodings[k], document.Label))
                .ToList();
            return networks.Count == 1
                ? Made(networks[0], BlobLayout.Network(path))
                : Made(PackWriter.Write(
                    networks.Select((network, k) => Named($"{document.Trial}-input-{k + 1}.onnx", network))
                        .Append(Named($"{document.Trial}.json", blob.Content))), Path.ChangeExtension(path, ".zip"));
        }

        return document.NetworkSha256 is { } checksum
            ? await ReadNetworkAsync(store, BlobLayout.Network(path), checksum, cancellationToken).ConfigureAwait(false)
            : blob;

        StoredBlob Made(byte[] content, string path) => new(content, blob.Facts with { Path = path, Length = content.Length });
        static KeyValuePair<string, ReadOnlyMemory<byte>> Named(string name, ReadOnlyMemory<byte> content) => new(name, content);
    }

    /// <summary>The description of a model: the whole model, or the part of an LSTM beside its network.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="path">Path of the description.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">It is missing or damaged.</exception>
    public static async Task<StoredBlob> ReadDescriptionAsync(IBlobStore store, string path, CancellationToken cancellationToken)
    {
        var blob = await ReadBlobAsync(store, path, cancellationToken).ConfigureAwait(false);
        _ = Documents.Read<ModelDocument>(blob);
        return blob;
    }

    /// <summary>Whether a model is stored as it was written.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="path">Path of the description.</param>
    /// <param name="withMembers">Whether to check the models of an ensemble's members.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<bool> IsWholeAsync(IBlobStore store, string path, bool withMembers, CancellationToken cancellationToken)
    {
        try
        {
            await ReadFileAsync(store, path, cancellationToken).ConfigureAwait(false);
            var document = await ReadAsync(store, path, cancellationToken).ConfigureAwait(false);
            foreach (var member in withMembers && document.Spec is EnsembleSpec { Members: { } members } ? members : [])
            {
                await ReadFileAsync(store, BlobLayout.Member(path, document.Trial, member.Trial), cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (InvalidDataException problem) when (problem.InnerException is not NewerVersionException)
        {
            return false;
        }
    }

    /// <summary>The networks that a fitted model has trained; null for none.</summary>
    /// <param name="model">The model; null if there is none.</param>
    internal static FittedLstm? NetworkOf(IFittedModel? model) => model as FittedLstm ?? (model as MstlModel)?.Lstm as FittedLstm;

    private static IFittedModel Serve(LstmSpec spec, LstmEncoding encoding, NetworkInput input, StoredBlob network) =>
        input == NetworkInput.Values
            ? new OnnxSampledLstm(spec, encoding, new OnnxSampleForecaster(network.Content.ToArray()))
            : new OnnxLstm(spec, encoding, new OnnxForecaster(network.Content.ToArray()));

    private static PooledLstm Join(LstmSpec spec, IReadOnlyList<LstmEncoding> encodings, TrainedNetworks trained) => new(
        spec,
        trained.Cutoff,
        [.. spec.Inputs.Select((input, k) => new FittedLstm(input, encodings[k], trained.Networks[k], trained.History!, []))]);

    private static async Task<StoredBlob> ReadBlobAsync(IBlobStore store, string path, CancellationToken cancellationToken) =>
        await store.ReadAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException($"The model {path} is not stored.");

    private static async Task<ModelDocument> ReadAsync(IBlobStore store, string path, CancellationToken cancellationToken) =>
        Documents.Read<ModelDocument>(await ReadBlobAsync(store, path, cancellationToken).ConfigureAwait(false));

    private static async Task<IReadOnlyList<IFittedModel>> LoadMembersAsync(
        IBlobStore store, string path, TrialId trial, IReadOnlyList<EnsembleMember> members, CancellationToken cancellationToken)
    {
        var models = new IFittedModel[members.Count];
        for (var k = 0; k < models.Length; k++)
        {
            models[k] = await LoadAsync(store, BlobLayout.Member(path, trial, members[k].Trial), cancellationToken).ConfigureAwait(false);
        }

        return models;
    }

    private static async Task<StoredBlob> ReadNetworkAsync(
        IBlobStore store, string path, string checksum, CancellationToken cancellationToken)
    {
        var blob = await store.ReadAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException($"The network {path} is not stored.");
        return Convert.ToHexStringLower(SHA256.HashData(blob.Content.Span)) == checksum
            ? blob
            : throw new InvalidDataException($"The network {path} does not match its checksum.");
    }
}
