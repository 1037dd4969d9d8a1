using System.Security.Cryptography;
using System.Text.Json;
using Backtest.Core.Diagnostics;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv.Decoding;
using Backtest.Files;
using Backtest.Runs.Telemetry;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.Extensions.Logging;

namespace Backtest.Runs;

/// <summary>Step 1: read and check an upload, expand its grid, pack the trials, store the plan.</summary>
/// <param name="store">Where blobs are.</param>
/// <param name="options">Limits.</param>
/// <param name="backends">The LSTM backends that the host has.</param>
/// <param name="logger">Log of the runs.</param>
public sealed partial class PlanStep(IBlobStore store, BacktestOptions options, LstmBackends backends, ILogger<PlanStep> logger)
{
    private const int HashedVersion = 2;

    /// <summary>Checks an upload against a grid without storing anything.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="csv">Its content.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="requestedAt">When the run is asked for.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A plan for every series of the upload.</returns>
    /// <exception cref="InputException">What is wrong with the upload or the grid.</exception>
    public IReadOnlyList<PreparedRun> Prepare(
        string upload, ReadOnlyMemory<byte> csv, Grid grid, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        var series = SeriesFile.Read(csv, upload, grid.Columns, options.CsvLimits, cancellationToken);
        return Prepare(upload, series, grid, requestedAt, cancellationToken);
    }

    /// <summary>Checks an upload against a grid without storing anything; the plans say of which content they were made.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="csv">Its content.</param>
    /// <param name="grid">The grid with its bytes.</param>
    /// <param name="requestedAt">When the run is asked for.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A plan for every series of the upload.</returns>
    /// <exception cref="InputException">What is wrong with the upload or the grid.</exception>
    public IReadOnlyList<PreparedRun> Prepare(
        string upload, ReadOnlyMemory<byte> csv, GridFile grid, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        var source = CurrentRuns.SourceOf(csv.Span, grid.Json.Span);
        var runs = Prepare(upload, csv, grid.Grid, requestedAt, cancellationToken);
        return [.. runs.Select(run => run with { Plan = run.Plan with { Source = source } })];
    }

    /// <summary>Plans the series of an upload without storing anything.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="series">The series that were read from it.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="requestedAt">When the run is asked for.</param>
    /// <param name="cancellationToken">Stops between two series.</param>
    /// <returns>A plan for every series.</returns>
    /// <exception cref="InputException">What is wrong with a series or the grid.</exception>
    public IReadOnlyList<PreparedRun> Prepare(
        string upload, IReadOnlyList<TimeSeries> series, Grid grid, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        NameLimit.Upload(store, upload);
        return [.. Bounded(series.Select(one =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            NameLimit.Series(store, upload, one.Name);
            return Prepare(upload, one, grid, requestedAt);
        }))];
    }

    /// <summary>Stores prepared runs, and that they are asked for; what is stored already stays as it is.</summary>
    /// <param name="prepared">
    /// Runs from <see cref="Prepare(string, ReadOnlyMemory{byte}, Grid, DateTimeOffset, CancellationToken)"/>.
    /// </param>
    /// <param name="request">By what they are asked for.</param>
    /// <param name="cancellationToken">Stops between two runs.</param>
    public async Task<IReadOnlyList<PlannedRun>> StoreAsync(
        IReadOnlyList<PreparedRun> prepared, RunRequest request, CancellationToken cancellationToken)
    {
        foreach (var (plan, series) in prepared)
        {
            if (!await IsStoredAsync(plan.Key, isWhole: request.IsStart, cancellationToken).ConfigureAwait(false))
            {
                // Written again where they are there, so that they are new: values that lie there without a plan are pruned one day.
                await store.WriteAsync(BlobLayout.Values(plan.Key), Documents.Write(SeriesDocument.Of(series)), cancellationToken)
                    .ConfigureAwait(false);
                if (await store.CreateAsync(BlobLayout.Plan(plan.Key), Documents.Write(plan), cancellationToken).ConfigureAwait(false))
                {
                    LogPlanned(plan.Key, plan.Trials.Count, plan.Batches.Count);
                    BacktestTelemetry.CountRun(RunState.Running);
                }
            }
        }

        return await AskAsync([.. prepared.Select(run => run.Plan)], request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<PlannedRun>> AskAsync(List<RunPlan> plans, RunRequest request, CancellationToken cancellationToken)
    {
        var changed = await RunOrder.AskAsync(store, plans, request, cancellationToken).ConfigureAwait(false);
        var upload = plans[0].Upload;
        if (plans.Count > 1)
        {
            var parts = new UploadParts(Documents.SchemaVersion, plans[0].RequestedAt, plans.ConvertAll(plan => plan.Key));
            await store.WriteAsync(BlobLayout.Parts(upload), Documents.Write(parts), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // Of an earlier upload of this name.
            await store.DeleteAsync(BlobLayout.Parts(upload), cancellationToken).ConfigureAwait(false);
        }

        return plans.ConvertAll(plan => new PlannedRun(plan.Key, plan.Rounds, plan.RequestedAt, IsNewRequest: changed.Contains(plan.Name)));
    }

    /// <summary>Plans what is stored: the upload of a name with the grid beside it.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>
    /// One run per series. Input that cannot be used is a refused run with its problem in plan.json, not an exception.
    /// Empty where there is no such upload.
    /// </returns>
    public async Task<IReadOnlyList<PlannedRun>> RunAsync(string upload, CancellationToken cancellationToken)
    {
        var files = await UploadedFile.ListAsync(store, upload, cancellationToken).ConfigureAwait(false);
        if (files.Count == 0)
        {
            return [];
        }

        var facts = files[0];
        var (name, invalid) = SeriesName.OfUpload(upload);
        if (invalid is not null)
        {
            return [await RefuseAsync(name, facts, invalid, cancellationToken).ConfigureAwait(false)];
        }

        try
        {
            UploadedFile.CheckOne(upload, files);
            if (facts.Length > options.MaxUploadBytes)
            {
                throw BoundedContent.TooLarge(options.MaxUploadBytes, "file");
            }

            var csv = await store.ReadAsync(facts.Path, cancellationToken).ConfigureAwait(false);
            if (csv is null)
            {
                return [];
            }

            var grid = await ReadGridAsync(upload, cancellationToken).ConfigureAwait(false);
            facts = csv.Facts;
            var requestedAt = Later(facts, grid.Facts);
            var request = new RunRequest(new UploadVersion(upload, facts.ETag, grid.Facts?.ETag), IsStart: false);
            var source = CurrentRuns.SourceOf(csv.Content.Span, grid.Json.Span);
            if (await CurrentRuns.FindAsync(store, upload, source, cancellationToken).ConfigureAwait(false) is { } current)
            {
                backends.Require(current.SelectMany(plan => plan.Trials).Select(trial => trial.Spec));
                List<RunPlan> asked = [.. current.Select(plan => plan with { RequestedAt = requestedAt })];
                return await AskAsync(asked, request, cancellationToken).ConfigureAwait(false);
            }

            var prepared = Prepare(upload, csv.Content, grid, requestedAt, cancellationToken);
            return await StoreAsync(prepared, request, cancellationToken).ConfigureAwait(false);
        }
        catch (InputException problem)
        {
            return [await RefuseAsync(name, facts, problem.Problem, cancellationToken).ConfigureAwait(false)];
        }
    }

    /// <summary>Stores that an upload cannot be taken up; nothing where there is no such upload.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="problem">Why.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task RefuseAsync(string upload, InputProblem problem, CancellationToken cancellationToken)
    {
        if (await UploadedFile.ListAsync(store, upload, cancellationToken).ConfigureAwait(false) is [var facts, ..])
        {
            await RefuseAsync(SeriesName.OfUpload(upload).Name, facts, problem, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The grid beside an upload; the default grid where there is none.</summary>
    /// <exception cref="InputException">The stored grid is wrong.</exception>
    public async Task<GridFile> ReadGridAsync(string upload, CancellationToken cancellationToken)
    {
        var facts = await store.FindAsync(BlobLayout.Grid(upload), cancellationToken).ConfigureAwait(false);
        if (facts?.Length > options.MaxGridBytes)
        {
            throw BoundedContent.TooLarge(options.MaxGridBytes, "grid");
        }

        var blob = facts is null ? null : await store.ReadAsync(facts.Path, cancellationToken).ConfigureAwait(false);
        return blob is null ? GridFile.Default : GridFile.Read(blob.Content, blob.Facts);
    }

    // Whoever starts a run again has its plan and its values at hand, so that damaged ones are replaced.
    private async Task<bool> IsStoredAsync(RunKey run, bool isWhole, CancellationToken cancellationToken)
    {
        if (!isWhole)
        {
            return await store.FindAsync(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false) is not null;
        }

        var plan = await store.ReadAsync(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false);
        if (plan is not null && Documents.TryRead<RunPlan>(plan) is null)
        {
            await store.DeleteAsync(plan.Facts.Path, plan.Facts.ETag, cancellationToken).ConfigureAwait(false);
            return false;
        }

        return plan is not null
            && await store.ReadAsync(BlobLayout.Values(run), cancellationToken).ConfigureAwait(false) is { } values
            && Documents.TryRead<SeriesDocument>(values) is not null;
    }

    private static DateTimeOffset Later(BlobFacts series, BlobFacts? grid) =>
        grid is not null && grid.Modified > series.Modified ? grid.Modified : series.Modified;

    // Plans are in memory together until all of an upload is known to be right.
    private IEnumerable<PreparedRun> Bounded(IEnumerable<PreparedRun> runs)
    {
        var trials = 0L;
        foreach (var run in runs)
        {
            trials += run.Plan.Trials.Count;
            yield return trials <= options.MaxUploadTrials
                ? run
                : throw new InputException(
                    $"The upload has more than {options.MaxUploadTrials} trials over all of its series.",
                    "grid",
                    "Send fewer series at once, or a grid with fewer trials.");
        }
    }

    private PreparedRun Prepare(string upload, TimeSeries series, Grid grid, DateTimeOffset requestedAt)
    {
        var plan = Planner.Plan(series, grid, options.MaxTrialSeconds, options.MaxTrialMemoryBytes, options.MaxTrials);
        backends.Require(plan.Trials.Select(trial => trial.Spec));
        var search = grid.Search.Method == SearchMethod.Halving ? grid.Search : null;
        var document = new RunPlan
        {
            Name = series.Name,
            Run = IdOf(series, plan, search),
            Upload = upload,
            RequestedAt = requestedAt,
            Series = SeriesFacts.Of(series),
            Diagnosis = SeriesDiagnosis.Of(series.Values, plan.Protocol.SeasonLength),
            Protocol = plan.Protocol,
            Reasons = ProtocolReasons.Of(series, grid, plan.Protocol),
            Trials = plan.Trials,
            Batches = plan.Batches,
            Rounds = plan.Rounds,
            Search = search,
        };
        return new PreparedRun(document, series);
    }

    // Everything that decides the run's result, and nothing else: neither the file's dialect, say, nor the version of the shape of
    // documents, which is that of the first runs with this id.
    private static string IdOf(TimeSeries series, TrialPlan plan, Search? search)
    {
        using var hash = SHA256.Create();
        using (var text = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            JsonSerializer.Serialize(text, SeriesDocument.Of(series) with { SchemaVersion = HashedVersion }, Documents.Json);
            JsonSerializer.Serialize(text, plan.Protocol, Documents.Json);
            JsonSerializer.Serialize(text, plan.Trials.Select(trial => trial.Id), Documents.Json);
            if (search is not null)
            {
                JsonSerializer.Serialize(text, search, Documents.Json);
            }

            JsonSerializer.Serialize(text, NumericsVersion.Current, Documents.Json);
        }

        return RunId.Of(hash.Hash);
    }

    private async Task<PlannedRun> RefuseAsync(string name, BlobFacts facts, InputProblem problem, CancellationToken cancellationToken)
    {
        var id = RunId.Of(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes((facts.ETag, problem).ToString(), Documents.Json)));
        var plan = new RunPlan { Name = name, Run = id, Upload = name, RequestedAt = facts.Modified, Problem = problem };
        if (await store.CreateAsync(BlobLayout.Plan(plan.Key), Documents.Write(plan), cancellationToken).ConfigureAwait(false))
        {
            LogRefused(plan.Key, problem);
            BacktestTelemetry.CountRun(RunState.Refused);
        }

        return new PlannedRun(plan.Key, [], plan.RequestedAt, problem);
    }

    [LoggerMessage(LogLevel.Information, "Run {Run} planned: {Trials} trials in {Batches} batches")]
    private partial void LogPlanned(RunKey run, int trials, int batches);

    [LoggerMessage(LogLevel.Warning, "Run {Run} refused: {Problem}")]
    private partial void LogRefused(RunKey run, InputProblem problem);
}
