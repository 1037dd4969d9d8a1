using System.Security.Cryptography;
using System.Text.Json;
using Backtest.Core.Diagnostics;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Planning;
using Backtest.Core.Planning.External;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;
using Backtest.Core.Series.Csv;
using Backtest.Core.Series.Csv.Decoding;
using Backtest.Files;
using Backtest.Runs.Panels;
using Backtest.Runs.Telemetry;
using Backtest.Runs.Webhooks;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.Extensions.Logging;

namespace Backtest.Runs;

/// <summary>Step 1: reads and checks an upload, expands its grid, packs the trials, and stores the plan.</summary>
/// <param name="store">The blob storage.</param>
/// <param name="context">Shared by all work of the process.</param>
/// <param name="logger">Log of the runs.</param>
/// <param name="ends">Notifies of the ends of runs; null for no notification.</param>
public sealed partial class PlanStep(
    IBlobStore store,
    WorkContext context,
    ILogger<PlanStep> logger,
    RunEnds? ends = null)
{
    // Bytes of memory for each byte of a file; docs/benchmarks.md has the measurements.
    private const int BytesPerByte = 8;

    /// <summary>Checks an upload against a grid without storing anything.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="csv">Its content.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="requestedAt">When the run was requested.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The run over all of its series.</returns>
    /// <exception cref="InputException">The upload or the grid is invalid.</exception>
    public PreparedRun Prepare(
        string upload, ReadOnlyMemory<byte> csv, Grid grid, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        using var place = Enter(csv.Length);
        var file = SeriesFile.Inspect(csv, upload, grid.Columns, context.Options.CsvLimits, cancellationToken);
        return Prepare(upload, file, grid, requestedAt, cancellationToken);
    }

    /// <summary>Checks an upload against a grid without storing anything; the plan records the hash of their content.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="csv">Its content.</param>
    /// <param name="grid">The grid with its bytes.</param>
    /// <param name="requestedAt">When the run was requested.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The run over all of its series.</returns>
    /// <exception cref="InputException">The upload or the grid is invalid.</exception>
    public PreparedRun Prepare(
        string upload, ReadOnlyMemory<byte> csv, GridFile grid, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        var source = CurrentRuns.SourceOf(csv.Span, grid.Json.Span);
        var run = Prepare(upload, csv, grid.Grid, requestedAt, cancellationToken);
        return run with { Plan = run.Plan with { Source = source } };
    }

    /// <summary>
    /// Takes a core and memory for reading and planning a file, from the budget of batches and completion.
    /// </summary>
    /// <param name="bytes">Length of the file.</param>
    /// <returns>Returns both when disposed.</returns>
    public IDisposable Enter(long bytes) => new PlanningPlace(context.Cores.Borrow(), context.Memory.Borrow(BytesPerByte * bytes));

    /// <summary>Plans the series of a file without storing anything; the caller holds the result of <see cref="Enter"/>.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="file">The content of the upload.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="requestedAt">When the run was requested.</param>
    /// <param name="cancellationToken">Stops between two series.</param>
    /// <returns>The run over all of its series.</returns>
    /// <exception cref="InputException">The file, all of its series, or the grid is invalid.</exception>
    public PreparedRun Prepare(
        string upload, FileContent file, Grid grid, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        NameLimit.Upload(store, upload);
        var name = SeriesName.Parse(upload);
        if (file.Problem is { } problem)
        {
            throw new InputException(problem);
        }

        file = file with { Series = [.. file.Series.Select(series => SeriesCalendars.AddTo(series, grid.Calendar, AheadOf(grid)))] };
        ExternalTrials.Check(file.Series, file.Refused.Select(refused => refused.Id), grid);
        if (file.Series.Count + file.Refused.Count > 1)
        {
            var globals = GlobalPlanner.Expand(file.Series, grid, context.Options.MaxTrials);
            RunPlan Plan(TimeSeries series, RunId run) => PlanOf(name, series, grid, requestedAt, run, globals);
            return PanelPlanning.Prepare(name, file, grid, requestedAt, context.Options, globals, Plan, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var only = file.Series[0];
        var plan = PlanOf(name, only, grid, requestedAt, null, []);
        return new PreparedRun(
            plan,
            plan,
            PlannedFamily.Of(plan.Trials),
            [new PreparedBlob(BlobLayout.Values(plan.Key), Documents.Write(SeriesDocument.Of(only)))]);
    }

    /// <summary>Stores a prepared run and its request; existing blobs are kept.</summary>
    /// <param name="prepared">The run.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops between two blobs.</param>
    public async Task<PlannedRun> StoreAsync(PreparedRun prepared, RunRequest request, CancellationToken cancellationToken)
    {
        var plan = prepared.Plan;
        if (await FindStoredAsync(prepared, isWhole: request.IsStart, cancellationToken).ConfigureAwait(false) is { } stored)
        {
            plan = stored with { RequestedAt = plan.RequestedAt };
        }
        else
        {
            // Existing values are written again, which renews them: values without a plan are pruned after some time.
            foreach (var (path, content) in prepared.Blobs)
            {
                await store.WriteAsync(path, content, cancellationToken).ConfigureAwait(false);
            }

            if (await store.CreateAsync(BlobLayout.Plan(plan.Key), Documents.Write(plan), cancellationToken).ConfigureAwait(false))
            {
                LogPlanned(plan.Key, plan.Panel?.Series ?? 1, plan.Panel?.Trials ?? plan.Trials.Count, plan.Rounds.Sum());
                BacktestTelemetry.CountRun(RunState.Running);
            }
        }

        return await AskAsync(plan, request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PlannedRun> AskAsync(RunPlan plan, RunRequest request, CancellationToken cancellationToken)
    {
        var isNew = await RunOrder.TryAskAsync(store, plan, request, cancellationToken).ConfigureAwait(false);

        // From an upload of this name whose series had a run each in earlier versions.
        await store.DeleteAsync(BlobLayout.Parts(plan.Upload), cancellationToken).ConfigureAwait(false);
        return PlannedRun.Of(plan) with { IsNewRequest = isNew };
    }

    /// <summary>Plans a stored upload with its grid.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>
    /// The run. Unusable input is a rejected run with its problem in plan.json, not an exception. Null if there is no such upload, or its
    /// run was deleted.
    /// </returns>
    public async Task<PlannedRun?> RunAsync(string upload, CancellationToken cancellationToken)
    {
        var files = await UploadedFile.ListAsync(store, upload, cancellationToken).ConfigureAwait(false);
        if (files.Count == 0)
        {
            return null;
        }

        var facts = files[0];
        var (name, invalid) = SeriesName.OfUpload(upload);
        if (invalid is not null)
        {
            return await RefuseAsync(name, facts, invalid, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            UploadedFile.CheckOne(upload, files);
            if (facts.Length > context.Options.MaxUploadBytes)
            {
                throw BoundedContent.TooLarge(context.Options.MaxUploadBytes, "file");
            }

            var csv = await store.ReadAsync(facts.Path, cancellationToken).ConfigureAwait(false);
            if (csv is null)
            {
                return null;
            }

            var grid = await ReadGridAsync(upload, cancellationToken).ConfigureAwait(false);
            facts = csv.Facts;
            var requestedAt = Later(facts, grid.Facts);
            var request = new RunRequest(new UploadVersion(upload, facts.ETag, grid.Facts?.ETag), IsStart: false);
            var source = CurrentRuns.SourceOf(csv.Content.Span, grid.Json.Span);
            if (await CurrentRuns.FindAsync(store, name, source, cancellationToken).ConfigureAwait(false) is { } current)
            {
                context.Backends.Require(current.Trials.Select(trial => trial.Spec));
                return await AskAsync(current with { RequestedAt = requestedAt }, request, cancellationToken).ConfigureAwait(false);
            }

            var prepared = Prepare(upload, csv.Content, grid, requestedAt, cancellationToken);
            if (await IsDeletedAsync(prepared.Plan.Key, request.Upload, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            return await StoreAsync(prepared, request, cancellationToken).ConfigureAwait(false);
        }
        catch (InputException problem)
        {
            return await RefuseAsync(name, facts, problem.Problem, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stores that an upload is rejected; does nothing if there is no such upload.</summary>
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

    /// <summary>The grid beside an upload; the default grid if there is none.</summary>
    /// <exception cref="InputException">The stored grid is invalid.</exception>
    public async Task<GridFile> ReadGridAsync(string upload, CancellationToken cancellationToken)
    {
        var facts = await store.FindAsync(BlobLayout.Grid(upload), cancellationToken).ConfigureAwait(false);
        if (facts?.Length > context.Options.MaxGridBytes)
        {
            throw BoundedContent.TooLarge(context.Options.MaxGridBytes, "grid");
        }

        var blob = facts is null ? null : await store.ReadAsync(facts.Path, cancellationToken).ConfigureAwait(false);
        return blob is null ? GridFile.Default : GridFile.Read(blob.Content, blob.Facts);
    }

    private async Task<bool> IsDeletedAsync(RunKey run, UploadVersion? upload, CancellationToken cancellationToken) =>
        (await RunOrder.ReadAsync(store, run.Name, cancellationToken).ConfigureAwait(false)).IsDeleted(run.Run, upload);

    // The stored plan of a run. A host that starts a run again can compute all of its blobs, so damaged ones are replaced.
    private async Task<RunPlan?> FindStoredAsync(PreparedRun prepared, bool isWhole, CancellationToken cancellationToken)
    {
        var path = BlobLayout.Plan(prepared.Plan.Key);
        if (!isWhole)
        {
            return await store.ReadAsync(path, cancellationToken).ConfigureAwait(false) is { } blob
                ? Documents.TryRead<RunPlan>(blob) ?? prepared.Plan
                : null;
        }

        return await store.ReadOrRemoveAsync<RunPlan>(path, cancellationToken).ConfigureAwait(false) is { } plan
            && await prepared.Blobs.ToAsyncEnumerable()
                .AllAsync(async (blob, stop) => await IsWholeAsync(blob, stop).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false)
            ? plan
            : null;
    }

    // Values that an earlier version wrote in another shape are whole too, and plans of series with another time of their request.
    private async Task<bool> IsWholeAsync(PreparedBlob blob, CancellationToken cancellationToken) =>
        await store.ReadAsync(blob.Path, cancellationToken).ConfigureAwait(false) is { } stored
        && (stored.Content.Span.SequenceEqual(blob.Content.Span) || Path.GetExtension(blob.Path) switch
        {
            ".json" => Documents.TryRead<SeriesDocument>(stored) is not null,
            ".zip" => PanelCheck.IsWhole(stored),
            _ => false,
        });

    private static DateTimeOffset Later(BlobFacts series, BlobFacts? grid) =>
        grid is not null && grid.Modified > series.Modified ? grid.Modified : series.Modified;

    // The grid's horizon; the calendar of a series reaches further than the default horizons.
    private static int AheadOf(Grid grid) => grid.Gap + (grid.Horizon ?? 0);

    // The run of a panel of one has its own id; a series of a panel has that of its panel.
    private RunPlan PlanOf(
        SeriesName upload, TimeSeries series, Grid grid, DateTimeOffset requestedAt, RunId? run, IReadOnlyList<LstmSpec> globals)
    {
        var limits = context.Options;
        var plan = Planner.Plan(
            series, grid, limits.MaxTrialSeconds, limits.MaxTrialMemoryBytes, limits.MaxTrials, isAlone: run is null, globals);
        context.Backends.Require(plan.Trials.Select(trial => trial.Spec));
        var search = grid.Search.Method == SearchMethod.Halving ? grid.Search : null;
        return new RunPlan
        {
            Name = SeriesName.Parse(series.Name),
            Id = series.Id,
            Run = run ?? IdOf(series, plan, search),
            Upload = upload,
            RequestedAt = requestedAt,
            Series = SeriesFacts.Of(series),
            Diagnosis = SeriesDiagnosis.Of(series.Values, plan.Protocol.SeasonLength),
            Protocol = plan.Protocol,
            Reasons = ProtocolReasons.Of(series, grid, plan),
            Calendar = series.Calendar?.Choice,
            Trials = plan.Trials,
            Batches = plan.Batches,
            Rounds = plan.Rounds,
            Search = search,
        };
    }

    // Everything that determines the run's result, and nothing else: neither the file's dialect nor the schema version of documents, for
    // example, which is that of the first runs with this id.
    private static RunId IdOf(TimeSeries series, TrialPlan plan, Search? search)
    {
        using var hash = SHA256.Create();
        using (var text = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            RunHash.Add(text, series);
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

    private async Task<PlannedRun> RefuseAsync(SeriesName name, BlobFacts facts, InputProblem problem, CancellationToken cancellationToken)
    {
        var id = RunId.Of(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes((facts.ETag, problem).ToString(), Documents.Json)));
        var plan = new RunPlan { Name = name, Run = id, Upload = name, RequestedAt = facts.Modified, Problem = problem };
        var isNew = await store.FindAsync(BlobLayout.Plan(plan.Key), cancellationToken).ConfigureAwait(false) is null
            && !await IsDeletedAsync(plan.Key, null, cancellationToken).ConfigureAwait(false);
        if (isNew)
        {
            await (ends?.NoteAsync(plan.Key, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        }

        if (isNew && await store.CreateAsync(BlobLayout.Plan(plan.Key), Documents.Write(plan), cancellationToken).ConfigureAwait(false))
        {
            LogRefused(plan.Key, problem);
            BacktestTelemetry.CountRun(RunState.Refused);
        }

        return new PlannedRun(plan.Key, [], plan.RequestedAt, problem);
    }

    [LoggerMessage(LogLevel.Information, "Run {Run} planned: {Series} series, {Trials} trials in {Batches} batches")]
    private partial void LogPlanned(RunKey run, int series, long trials, int batches);

    [LoggerMessage(LogLevel.Warning, "Run {Run} refused: {Problem}")]
    private partial void LogRefused(RunKey run, InputProblem problem);

    private sealed class PlanningPlace(IDisposable core, IDisposable bytes) : IDisposable
    {
        public void Dispose()
        {
            core.Dispose();
            bytes.Dispose();
        }
    }
}
