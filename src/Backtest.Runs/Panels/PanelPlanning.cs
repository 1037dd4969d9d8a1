using System.Security.Cryptography;
using System.Text.Json;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.Storage;
using Backtest.Storage.Packs;
using Backtest.Storage.Results;

namespace Backtest.Runs.Panels;

/// <summary>
/// Plans a panel: each series as if it were alone, but with the run's id, and the series in chunks of about one batch. An unusable series
/// is rejected without affecting the others.
/// </summary>
internal static class PanelPlanning
{
    /// <summary>Limit of series in a chunk, however little work they are.</summary>
    public const int MaxSeries = 500;

    // For the values and plans of a chunk before packing, and for the number of result files, which an archive limits.
    private const long MaxBytes = 32L << 20;
    private const int MaxFiles = 50_000;
    private const int FilesOfTrial = 4;

    /// <summary>Plans a panel without storing anything.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="file">The content of the upload: several series.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="requestedAt">When the run was requested.</param>
    /// <param name="options">Limits.</param>
    /// <param name="globals">The global trials.</param>
    /// <param name="plan">Plans a series for the run with an id.</param>
    /// <param name="cancellationToken">Stops between two series.</param>
    /// <exception cref="InputException">A problem that all series share, or a problem with the grid.</exception>
    public static PreparedRun Prepare(
        SeriesName upload,
        FileContent file,
        Grid grid,
        DateTimeOffset requestedAt,
        BacktestOptions options,
        IReadOnlyList<LstmSpec> globals,
        Func<TimeSeries, RunId, RunPlan> plan,
        CancellationToken cancellationToken)
    {
        var run = new RunKey(upload, IdOf(file, grid, globals));
        var backtested = new List<(TimeSeries, BacktestProtocol)>();
        var (chunks, blobs) = (new List<PlannedChunk>(), new List<PreparedBlob>());
        var (ids, families) = (new List<SeriesId>(), new Dictionary<string, PlannedFamily>());
        var chunk = new Chunk();
        RunPlan? first = null;
        InputProblem? problem = null;
        var (trials, refused, completion) = (0L, 0, 0.0);
        void EndChunk()
        {
            if (chunk.Count > 0)
            {
                blobs.Add(new PreparedBlob(BlobLayout.ChunkPlan(run, chunks.Count), PackWriter.Write(chunk.Files)));
                chunks.Add(new PlannedChunk(ids.Count - chunk.Count, chunk.Count, chunk.Rounds));
                chunk = new Chunk();
            }
        }

        foreach (var (series, alone) in Members(file))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var member = alone is null
                ? PlanOrRefuse(upload, run.Run, series!, requestedAt, plan)
                : Refused(upload, run.Run, alone, requestedAt);
            if (member.Problem is null)
            {
                first ??= member;
                trials += member.Trials.Count;
                completion += TrialCost.OfCompletion(member.Trials, series!.Length, member.Protocol!);
                Count(families, member.Trials);
                if (globals.Count > 0)
                {
                    backtested.Add((series, member.Protocol!));
                }
            }
            else
            {
                problem ??= member.Problem;
                refused++;
            }

            if (trials > options.MaxUploadTrials)
            {
                throw new InputException(
                    $"The upload has more than {options.MaxUploadTrials} trials over all of its series.",
                    "grid",
                    "Send fewer series at once, or a grid with fewer trials.");
            }

            var seconds = member.Trials.Sum(trial => trial.EstimatedSeconds);
            var isLong = seconds > grid.BatchSeconds && member.Rounds.Sum() > 1;
            var files = 2 + (FilesOfTrial * member.Trials.Count);
            if (isLong || chunk.Count >= MaxSeries || chunk.Bytes > MaxBytes || chunk.FilesOfResult + files > MaxFiles
                || (chunk.Count > 0 && chunk.Seconds + seconds > grid.BatchSeconds))
            {
                EndChunk();
            }

            chunk.Add(member with { Index = ids.Count }, series, seconds, files);
            ids.Add(new SeriesId(member.Id!, member.Name));
            if (isLong)
            {
                chunk.Rounds = member.Rounds;
                EndChunk();
            }
        }

        EndChunk();
        if (first is null)
        {
            throw new InputException(problem!);
        }

        blobs.Add(new PreparedBlob(BlobLayout.Ids(run), PanelIds.Write(ids)));
        var global = globals.Count == 0 ? null : GlobalPlanner.Plan(backtested, globals, grid, options.MaxTrialSeconds);
        if (global is not null)
        {
            var lstm = families["lstm"];
            families["lstm"] = lstm with { Seconds = lstm.Seconds + global.Trainings.Sum(training => training.EstimatedSeconds) };
        }

        var panel = new PanelPlan(ids.Count, refused, trials, families.Values.Sum(family => family.Seconds), chunks) { Global = global };
        return new PreparedRun(
            new RunPlan
            {
                Name = upload,
                Run = run.Run,
                Upload = upload,
                RequestedAt = requestedAt,
                Panel = panel,
                Calendar = first.Calendar,
                Rounds = [.. panel.Batches().Select(round => round.Count)],
            },
            first,
            [.. families.Values],
            blobs)
        {
            CompletionSeconds = completion,
        };
    }

    // All series in the order of the file, including unreadable ones.
    private static IEnumerable<(TimeSeries? Series, RefusedSeries? Refused)> Members(FileContent file)
    {
        var (place, next) = (0, 0);
        foreach (var series in file.Series)
        {
            for (; next < file.Refused.Count && file.Refused[next].Place == place; place++)
            {
                yield return (null, file.Refused[next++]);
            }

            yield return (series, null);
            place++;
        }

        for (; next < file.Refused.Count; next++)
        {
            yield return (null, file.Refused[next]);
        }
    }

    private static RunPlan PlanOrRefuse(
        SeriesName upload, RunId run, TimeSeries series, DateTimeOffset requestedAt, Func<TimeSeries, RunId, RunPlan> plan)
    {
        try
        {
            return plan(series, run);
        }
        catch (InputException problem)
        {
            return new RunPlan
            {
                Name = SeriesName.Parse(series.Name),
                Id = series.Id,
                Run = run,
                Upload = upload,
                RequestedAt = requestedAt,
                Series = SeriesFacts.Of(series),
                Problem = problem.Problem,
            };
        }
    }

    private static RunPlan Refused(SeriesName upload, RunId run, RefusedSeries series, DateTimeOffset requestedAt) => new()
    {
        Name = SeriesName.Parse(series.Name),
        Id = series.Id,
        Run = run,
        Upload = upload,
        RequestedAt = requestedAt,
        Problem = series.Problem,
    };

    private static void Count(Dictionary<string, PlannedFamily> families, IEnumerable<PlannedTrial> trials)
    {
        foreach (var family in PlannedFamily.Of(trials))
        {
            families[family.Family] = families.TryGetValue(family.Family, out var known)
                ? known with { Trials = known.Trials + family.Trials, Seconds = known.Seconds + family.Seconds }
                : family;
        }
    }

    // Everything that determines the results. The plans follow from it, and are made once the id is known.
    private static RunId IdOf(FileContent file, Grid grid, IReadOnlyList<LstmSpec> globals)
    {
        using var hash = SHA256.Create();
        using (var text = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            foreach (var (series, refused) in Members(file))
            {
                if (series is not null)
                {
                    RunHash.Add(text, series);
                }
                else
                {
                    JsonSerializer.Serialize(text, new { refused!.Id, refused.Problem }, Documents.Json);
                }
            }

            JsonSerializer.Serialize(text, GridWriter.Write(grid), Documents.Json);
            if (globals.Count > 0)
            {
                JsonSerializer.Serialize(text, globals.Select(TrialIdentity.Of), Documents.Json);
            }

            JsonSerializer.Serialize(text, NumericsVersion.Current, Documents.Json);
        }

        return RunId.Of(hash.Hash);
    }

    // A chunk under construction.
    private sealed class Chunk
    {
        private readonly List<KeyValuePair<string, ReadOnlyMemory<byte>>> _files = [];

        public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Files => _files;

        public int Count { get; private set; }

        public double Seconds { get; private set; }

        public long Bytes { get; private set; }

        public int FilesOfResult { get; private set; }

        public IReadOnlyList<int> Rounds { get; set; } = [];

        public void Add(RunPlan member, TimeSeries? series, double seconds, int files)
        {
            var folder = BlobLayout.Member(member.Index!.Value);
            Add($"{folder}{BlobLayout.PlanFile}", Documents.Write(member));
            if (series is not null && member.Problem is null)
            {
                Add($"{folder}{BlobLayout.ValuesFile}", Documents.Write(SeriesDocument.Of(series)));
            }

            Count++;
            Seconds += seconds;
            FilesOfResult += files;
        }

        private void Add(string name, byte[] content)
        {
            _files.Add(KeyValuePair.Create(name, new ReadOnlyMemory<byte>(content)));
            Bytes += content.Length;
        }
    }
}
