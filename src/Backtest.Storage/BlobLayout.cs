using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Backtest.Core.Models;
using Backtest.Files;

namespace Backtest.Storage;

/// <summary>The layout of all blobs. Names are valid by <see cref="Core.Series.SeriesName"/>.</summary>
public static class BlobLayout
{
    /// <summary>Prefix of the uploads.</summary>
    public const string Uploads = "series/";

    /// <summary>Prefix of the runs of every series.</summary>
    public const string Backtests = "backtests/";

    /// <summary>The blob that is written to test the storage.</summary>
    public const string Probe = $"{Backtests}probe.json";

    /// <summary>In the pack of a chunk's results: how each of its series ended.</summary>
    public const string ChunkRows = "rows.json";

    /// <summary>Name of the pack of a chunk's plan.</summary>
    public const string ChunkPlanFile = "plan.zip";

    /// <summary>Name of the plan of a run, or of a series of its panel.</summary>
    public const string PlanFile = "plan.json";

    /// <summary>Name of the values that a run, or one of the series of its panel, works on.</summary>
    public const string ValuesFile = "series.json";

    /// <summary>Prefix of the marks of ended runs that are still to be reported; no name of a series begins with it.</summary>
    public const string AllEnded = $"{Backtests}-ended.";

    private const string ResultFile = "result.zip";
    private const string GlobalFolder = "global/";
    private const string Models = "models/";

    /// <summary>Ending of the grid beside an upload.</summary>
    public const string GridEnding = ".grid.json";

    /// <summary>Endings of uploaded files. The bytes of a file tell its kind; see <see cref="SeriesText"/>.</summary>
    public static IReadOnlyList<string> UploadEndings { get; } = [".csv", ".xlsx", ".parquet", ".csv.gz", ".xlsx.gz", ".parquet.gz"];

    /// <summary>The default place of an uploaded file.</summary>
    public static string Series(string name) => $"{Uploads}{name}{UploadEndings[0]}";

    /// <summary>The name of a file without its ending.</summary>
    public static string WithoutUploadEnding(string file) =>
        UploadEndings.FirstOrDefault(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)
            && file.Length > ending.Length) is { } found
            ? file[..^found.Length]
            : Path.ChangeExtension(file, null);

    /// <summary>The grid beside an upload.</summary>
    public static string Grid(string name) => $"{Uploads}{name}{GridEnding}";

    /// <summary>The name of the upload at a path; null if the path is not that of an upload.</summary>
    public static string? SeriesNameOf(string path) =>
        UploadEndings.Select(ending => Between(path, ending)).FirstOrDefault(name => name is not null);

    /// <summary>The name of the upload that the grid at a path belongs to; null if the path is not that of a grid.</summary>
    public static string? GridNameOf(string path) => Between(path, GridEnding);

    /// <summary>Prefix of the runs of a series.</summary>
    public static string Runs(string name) => $"{Backtests}{name}/";

    /// <summary>The pointer to the published run.</summary>
    public static string Latest(string name) => $"{Runs(name)}latest.json";

    /// <summary>The order in which the runs of a series were requested.</summary>
    public static string Asked(string name) => $"{Runs(name)}asked.json";

    /// <summary>The runs of an upload of several series.</summary>
    public static string Parts(string upload) => $"{Runs(upload)}parts.json";

    /// <summary>What a run does: facts, protocol, trials and batches, or why it was refused.</summary>
    public static string Plan(RunFolder run) => $"{run.Prefix}{PlanFile}";

    /// <summary>The values that a run works on; a later upload does not change them.</summary>
    public static string Values(RunFolder run) => $"{run.Prefix}{ValuesFile}";

    /// <summary>The mark of a run that was cancelled.</summary>
    public static string Cancelled(RunFolder run) => $"{run.Prefix}cancelled.json";

    /// <summary>The mark of a run that its host gave up, with the reason.</summary>
    public static string Failed(RunFolder run) => $"{run.Prefix}failed.json";

    /// <summary>
    /// The mark of a run that was started again: its blobs are checked, and damaged or missing ones are computed again.
    /// </summary>
    public static string Check(RunFolder run) => $"{run.Prefix}check.json";

    /// <summary>The mark of an ended run that is still to be reported; a hash, because names may be long.</summary>
    public static string Ended(RunKey run) =>
        $"{AllEnded}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(run.ToString())))[..32]}.json";

    /// <summary>The host that works on a run; exists only meanwhile.</summary>
    public static string Owner(RunFolder run) => $"{run.Prefix}owner.json";

    /// <summary>Prefix of a run's trial results.</summary>
    public static string Trials(RunFolder run) => $"{run.Prefix}trials/";

    /// <summary>The result of a trial, which exists once the trial is over.</summary>
    public static string Trial(RunFolder run, TrialId trial) => $"{Trials(run)}{trial}.json";

    /// <summary>Prefix of the decisions of a halving search.</summary>
    public static string Rounds(RunFolder run) => $"{run.Prefix}rounds/";

    /// <summary>The trainings of a halving search that continue in a round.</summary>
    public static string Round(RunFolder run, int round) => $"{Rounds(run)}{round}.json";

    /// <summary>The model of a trial, as fitted in the last window.</summary>
    public static string Model(RunFolder run, TrialId trial) => Model(run, trial, isFinal: false);

    /// <summary>A published trial's model, fitted to all values.</summary>
    public static string FinalModel(RunFolder run, TrialId trial) => Model(run, trial, isFinal: true);

    /// <summary>The model of a trial, as fitted in the last window or to all values.</summary>
    public static string Model(RunFolder run, TrialId trial, bool isFinal) =>
        $"{run.Prefix}{Models}{trial}{(isFinal ? ".final" : "")}.json";

    /// <summary>The model of an ensemble's member, fitted to the same values as the ensemble.</summary>
    public static string Member(string model, TrialId ensemble, TrialId member) =>
        model.Replace($"/{ensemble}.", $"/{member}.", StringComparison.Ordinal);

    /// <summary>The network beside the description of an LSTM.</summary>
    public static string Network(string model) => Path.ChangeExtension(model, ".onnx");

    /// <summary>A finished run's ranked trials.</summary>
    public static string Leaderboard(RunFolder run) => $"{run.Prefix}leaderboard.json";

    /// <summary>The report on a finished run.</summary>
    public static string Report(RunFolder run) => $"{run.Prefix}report.html";

    /// <summary>Content type of the blob at a path.</summary>
    public static string ContentType(string path) => Path.GetExtension(path) switch
    {
        ".json" => "application/json",
        ".html" => "text/html; charset=utf-8",
        ".gz" => "application/gzip",
        ".zip" => "application/zip",
        _ => "application/octet-stream",
    };

    /// <summary>Content type of a blob by its path; of an upload by its bytes.</summary>
    public static string ContentType(string path, ReadOnlyMemory<byte> content) =>
        SeriesNameOf(path) is not null ? SeriesText.ContentType(content.Span) : ContentType(path);

    /// <summary>Prefix of all blobs of a run, or of one series of its panel, whose files lie in packs.</summary>
    public static string Folder(RunKey run) => run.Index is { } index
        ? string.Create(CultureInfo.InvariantCulture, $"{Folder(run.Whole)}{Member(index)}")
        : $"{Runs(run.Name)}{run.Run}/";

    /// <summary>Prefix of the names of a series' files in the packs of its panel.</summary>
    /// <param name="index">Place of the series in its panel.</param>
    public static string Member(int index) => string.Create(CultureInfo.InvariantCulture, $"series/{index}/");

    /// <summary>The series of a panel that a path belongs to; null if it belongs to none.</summary>
    /// <param name="path">A path in the storage.</param>
    /// <returns>The series, and the name of the file in the packs of the panel.</returns>
    public static (RunKey Series, string File)? MemberOf(string path)
    {
        if (!path.StartsWith(Backtests, StringComparison.Ordinal) || !path.Contains("/series/", StringComparison.Ordinal))
        {
            return null;
        }

        return path.Split('/', 6) is [_, var name, var id, "series", var text, _]
            && RunKey.OfFolders(name, id) is { } run
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? (run with { Index = index }, path[Folder(run).Length..])
            : null;
    }

    /// <summary>Prefix of the networks of a panel's global trials.</summary>
    public static string Global(RunFolder run) => $"{run.Prefix}{GlobalFolder}";

    /// <summary>Prefix of the networks of a global trial.</summary>
    /// <param name="run">The run.</param>
    /// <param name="trial">Id of the trial.</param>
    public static string Trainings(RunFolder run, TrialId trial) => $"{Global(run)}{trial}/";

    /// <summary>The description of a network of a global trial, or why there is none. The network lies beside it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="trial">Id of the trial.</param>
    /// <param name="cutoff">Which of the panel's cutoffs, from 0.</param>
    /// <param name="network">Which of the trial's networks, from 0.</param>
    public static string Training(RunFolder run, TrialId trial, int cutoff, int network) =>
        string.Create(CultureInfo.InvariantCulture, $"{Trainings(run, trial)}{cutoff}-{network}.json");

    /// <summary>
    /// The place of the networks of a model of a global trial: in the run of its panel, or beside the model if it is alone.
    /// </summary>
    /// <param name="model">Path of the model.</param>
    public static RunFolder PanelOf(string model) => MemberOf(model) is var (series, _)
        ? series.Whole
        : new RunFolder(model[..model.LastIndexOf(Models, StringComparison.Ordinal)]);

    /// <summary>Ids and names of the series of a panel, in its order.</summary>
    public static string Ids(RunFolder run) => $"{run.Prefix}ids.json.gz";

    /// <summary>How every series of a panel ended.</summary>
    public static string Rows(RunFolder run) => $"{run.Prefix}rows.json.gz";

    /// <summary>Prefix of the packs of a panel's run.</summary>
    public static string Chunks(RunFolder run) => $"{run.Prefix}chunks/";

    /// <summary>The pack of the values and plans of a chunk's series.</summary>
    public static string ChunkPlan(RunFolder run, int chunk) => $"{Chunk(run, chunk)}{ChunkPlanFile}";

    /// <summary>The pack with the results of a batch of a chunk.</summary>
    public static string ChunkBatch(RunFolder run, int chunk, int batch) =>
        string.Create(CultureInfo.InvariantCulture, $"{Chunk(run, chunk)}batch-{batch:D3}.zip");

    /// <summary>The packs of the first batches of a chunk.</summary>
    public static IEnumerable<string> ChunkBatches(RunFolder run, int chunk, int count) =>
        Enumerable.Range(0, count).Select(batch => ChunkBatch(run, chunk, batch));

    /// <summary>The pack with the results of a chunk, which exists once the chunk is over.</summary>
    public static string ChunkResult(RunFolder run, int chunk) => $"{Chunk(run, chunk)}{ResultFile}";

    /// <summary>The chunk whose pack of results lies at a path; null if it is another blob.</summary>
    public static int? ResultChunkOf(RunFolder run, string path) =>
        path.StartsWith(Chunks(run), StringComparison.Ordinal)
        && path[Chunks(run).Length..].Split('/') is [var chunk, ResultFile]
        && int.TryParse(chunk, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>The model that the name of a file in models/ denotes.</summary>
    /// <returns>The trial, and whether its model is fitted to all values; null if the name is not that of a model.</returns>
    public static (TrialId Trial, bool IsFinal)? ModelOf(string file) =>
        file.Split('.') is [var text, .. var rest] && TrialId.TryParse(text, out var trial) ? (trial, rest is ["final", ..]) : null;

    private static string Chunk(RunFolder run, int chunk) => string.Create(CultureInfo.InvariantCulture, $"{Chunks(run)}{chunk:D6}/");

    private static string? Between(string path, string suffix) =>
        path.StartsWith(Uploads, StringComparison.Ordinal)
            && path.EndsWith(suffix, StringComparison.Ordinal)
            && path.Length > Uploads.Length + suffix.Length
            ? path[Uploads.Length..^suffix.Length]
            : null;
}
