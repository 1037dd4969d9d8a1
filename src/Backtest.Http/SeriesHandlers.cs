using System.Globalization;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Backtest.Http;

/// <summary>Answers the routes of series and their runs, for whichever host received the request.</summary>
/// <param name="store">The storage.</param>
/// <param name="planning">The planning step.</param>
/// <param name="starter">What starts runs.</param>
/// <param name="catalog">What is stored.</param>
/// <param name="finder">Finds what a request asks for.</param>
/// <param name="marks">Marks of runs that were stopped.</param>
/// <param name="room">What bodies take their room from.</param>
/// <param name="options">Limits.</param>
/// <param name="lifetime">Signals that the host stops, which ends the waiting for the end of a run.</param>
/// <param name="clock">The time.</param>
public sealed class SeriesHandlers(
    IBlobStore store,
    PlanStep planning,
    RunStarter starter,
    RunCatalog catalog,
    ResultFinder finder,
    RunMarks marks,
    BodyRoom room,
    BacktestOptions options,
    IHostApplicationLifetime lifetime,
    TimeProvider clock)
{
    /// <summary>Name of the parameter that sets how long a request for the status waits for the end of the run.</summary>
    internal const string Wait = "wait";

    /// <summary>Maximum wait in seconds.</summary>
    internal const int MostWaited = 60;

    internal static readonly TimeSpan LookPause = TimeSpan.FromSeconds(1);

    private int _asked;

    /// <summary>GET series: names of all series.</summary>
    public Task<IResult> ListAsync(CancellationToken cancellationToken) => Answers.TryAsync(async () =>
        Answers.Json(await catalog.NamesAsync(cancellationToken).ConfigureAwait(false)));

    /// <summary>GET series/{name}: the upload, or a series of its panel, and its runs.</summary>
    public Task<IResult> GetAsync(string name, HttpRequest request, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
    {
        SeriesName.Parse(name);
        if (await finder.MovedAsync(name, request, cancellationToken).ConfigureAwait(false) is { } moved)
        {
            return moved;
        }

        if (Answers.Query(request, ResultFinder.Id) is { } id)
        {
            return await catalog.SummaryAsync(name, id, cancellationToken).ConfigureAwait(false) is { } series
                ? Answers.Json(series)
                : throw ResultFinder.NoSuchId(name, id);
        }

        return await catalog.SummaryAsync(name, cancellationToken).ConfigureAwait(false) is { } summary
            ? Answers.Json(summary)
            : NoSuchSeries(name);
    });

    /// <summary>GET series/{name}/summary: how the model families did over all series of an upload.</summary>
    public Task<IResult> SummaryAsync(string name, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
        await UploadSummary.OfAsync(store, SeriesName.Parse(name), cancellationToken).ConfigureAwait(false) is { } summary
            ? Answers.Json(summary)
            : NoSuchSeries(name));

    /// <summary>
    /// PUT series/{name}: checks and stores a file of series, with its grid if the body has one, and starts its run. Nothing is stored if
    /// anything is wrong.
    /// </summary>
    public Task<IResult> PutAsync(string name, HttpRequest request, IRunHost host, CancellationToken cancellationToken) =>
        AdmitAsync(name, host, place => UploadBody.ReadAsync(request, place, options, cancellationToken), async body =>
    {
        var grid = body.Grid is { } json
            ? GridFile.Read(json, null)
            : await planning.ReadGridAsync(name, cancellationToken).ConfigureAwait(false);
        var prepared = planning.Prepare(name, body.Csv, grid, clock.GetUtcNow(), cancellationToken);

        // Replaces an earlier file of this name, whatever its ending, so that there are never two.
        var path = (await UploadedFile.FindAsync(store, name, cancellationToken).ConfigureAwait(false))?.Path ?? BlobLayout.Series(name);
        var gridTag = body.Grid is null
            ? grid.Facts?.ETag
            : await store.WriteAsync(BlobLayout.Grid(name), body.Grid, cancellationToken).ConfigureAwait(false);
        var seriesTag = await store.WriteAsync(path, body.Csv, cancellationToken).ConfigureAwait(false);
        return await StartAsync(
            prepared,
            new RunRequest(new UploadVersion(name, seriesTag, gridTag), IsStart: false),
            body.Grid is null ? SourceOf(grid) : GridSource.Given,
            host,
            cancellationToken).ConfigureAwait(false);
    });

    /// <summary>PUT series/{name}/grid: checks and stores the grid of a series, and starts its run if the series exists.</summary>
    public Task<IResult> PutGridAsync(string name, HttpRequest request, IRunHost host, CancellationToken cancellationToken) =>
        AdmitAsync(name, host, place => ReadGridAsync(request, place, cancellationToken), async json =>
    {
        var stored = await PrepareStoredAsync(name, GridFile.Read(json, null), cancellationToken).ConfigureAwait(false);
        var gridTag = await store.WriteAsync(BlobLayout.Grid(name), json, cancellationToken).ConfigureAwait(false);
        return stored is var (prepared, seriesTag)
            ? await StartAsync(
                prepared,
                new RunRequest(new UploadVersion(name, seriesTag, gridTag), IsStart: false),
                GridSource.Given,
                host,
                cancellationToken).ConfigureAwait(false)
            : Answers.NoContent();
    });

    /// <summary>
    /// POST series/{name}/backtests: starts a run with the grid in the body or, without a body, with the stored one. A form can add
    /// forecasts made elsewhere, which take part as trials.
    /// </summary>
    public Task<IResult> PostBacktestAsync(string name, HttpRequest request, IRunHost host, CancellationToken cancellationToken) =>
        AdmitAsync(name, host, place => UploadBody.ReadStartAsync(request, place, options, cancellationToken), async body =>
    {
        var own = body.Grid is { Length: > 0 } json
            ? GridFile.Read(json, await store.FindAsync(BlobLayout.Grid(name), cancellationToken).ConfigureAwait(false))
            : await planning.ReadGridAsync(name, cancellationToken).ConfigureAwait(false);
        var grid = own.With(
            [.. body.External.Select(file => ExternalUpload.Read(
                file.Name, file.Content, own.Grid.Columns, options.CsvLimits, cancellationToken))]);
        return await PrepareStoredAsync(name, grid, cancellationToken).ConfigureAwait(false) is var (prepared, seriesTag)
            ? await StartAsync(
                prepared,
                new RunRequest(new UploadVersion(name, seriesTag, grid.Facts?.ETag), IsStart: true),
                body.Grid is { Length: > 0 } ? GridSource.Given : SourceOf(own),
                host,
                cancellationToken).ConfigureAwait(false)
            : NoSuchSeries(name);
    });

    /// <summary>GET series/{name}/backtests/{run}: the status of a run, at once or when it is over.</summary>
    public Task<IResult> GetBacktestAsync(
        string name, string run, HttpRequest request, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
    {
        var key = RunKey.Parse(name, run);
        var until = clock.GetUtcNow() + LongestWait(request);
        if (await finder.MovedAsync(name, request, cancellationToken).ConfigureAwait(false) is { } moved)
        {
            return moved;
        }

        key = await finder.SeriesAsync(key, request, cancellationToken).ConfigureAwait(false);
        var status = await catalog.StatusAsync(key, cancellationToken).ConfigureAwait(false);
        while (status is { State: RunState.Running } && clock.GetUtcNow() < until)
        {
            if (!await PauseAsync(cancellationToken).ConfigureAwait(false))
            {
                break;
            }

            status = await catalog.StatusAsync(key, cancellationToken).ConfigureAwait(false);
        }

        return status is null ? NoSuchRun(name, run) : Answers.Json(status);
    });

    /// <summary>
    /// POST series/{name}/backtests/{run}: resumes a run that was cancelled or has failed, with its own values and grid, whatever the
    /// upload holds now.
    /// </summary>
    public Task<IResult> ResumeBacktestAsync(string name, string run, IRunHost host, CancellationToken cancellationToken) =>
        Answers.TryAsync(async () =>
    {
        var key = RunKey.Parse(name, run);
        if (host.RetryAfter(1 + Volatile.Read(ref _asked)) is { } wait)
        {
            return Answers.Busy(wait);
        }

        if (await store.ReadAsync<RunPlan>(BlobLayout.Plan(key), cancellationToken).ConfigureAwait(false) is not { } plan)
        {
            return NoSuchRun(name, run);
        }

        await marks.ClearAsync(key, cancellationToken).ConfigureAwait(false);
        await starter.StartAgainAsync(PlannedRun.Of(plan), host, cancellationToken).ConfigureAwait(false);
        return await catalog.StatusAsync(key, cancellationToken).ConfigureAwait(false) is { } status
            ? Answers.Json(status, StatusCodes.Status202Accepted)
            : NoSuchRun(name, run);
    });

    /// <summary>DELETE series/{name}/backtests/{run}: cancels a run and keeps its finished trials.</summary>
    public Task<IResult> CancelBacktestAsync(string name, string run, IRunHost host, CancellationToken cancellationToken) =>
        Answers.TryAsync(async () =>
    {
        var key = RunKey.Parse(name, run);
        if (await catalog.StatusAsync(key, cancellationToken).ConfigureAwait(false) is not { } status)
        {
            return NoSuchRun(name, run);
        }

        if (status.State != RunState.Running)
        {
            return Answers.Json(status);
        }

        await marks.CancelAsync(key, null, cancellationToken).ConfigureAwait(false);
        await host.StopAsync(key, cancellationToken).ConfigureAwait(false);
        return Answers.Json(status with { State = RunState.Cancelled }, StatusCodes.Status202Accepted);
    });

    // False if the host stops in the meantime. The client then gets the status as it is, and asks again.
    private async Task<bool> PauseAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await Task.Delay(LookPause, clock, end.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    internal static IResult NoSuchSeries(string name) =>
        Answers.NotFound($"There is no series '{name}'.", "name", "GET /api/series lists them.");

    internal static IResult NoSuchRun(string name, string run) =>
        Answers.NotFound($"The series '{name}' has no run '{run}'.", "run", $"GET /api/series/{name} lists them.");

    private static TimeSpan LongestWait(HttpRequest request) => Answers.Query(request, Wait) switch
    {
        null => TimeSpan.Zero,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MostWaited =>
            TimeSpan.FromSeconds(seconds),
        var text => throw new InputException(
            $"'{InputProblem.Shorten(text)}' is not a valid time to wait.", Wait, $"Give whole seconds from 0 to {MostWaited}."),
    };

    private async Task<(PreparedRun Prepared, string SeriesTag)?> PrepareStoredAsync(
        string name, GridFile grid, CancellationToken cancellationToken)
    {
        var csv = await UploadedFile.ReadAsync(store, name, cancellationToken).ConfigureAwait(false);
        return csv is null ? null : (planning.Prepare(name, csv.Content, grid, clock.GetUtcNow(), cancellationToken), csv.Facts.ETag);
    }

    private async Task<IResult> StartAsync(
        PreparedRun prepared, RunRequest request, GridSource grid, IRunHost host, CancellationToken cancellationToken)
    {
        var run = await planning.StoreAsync(prepared, request, cancellationToken).ConfigureAwait(false);
        await marks.ClearAsync(run.Key, cancellationToken).ConfigureAwait(false);
        await (request.IsStart
            ? starter.StartAgainAsync(run, host, cancellationToken)
            : starter.StartAsync(run, host, cancellationToken)).ConfigureAwait(false);
        var location = $"/api/series/{Uri.EscapeDataString(run.Key.Name)}/backtests/{run.Key.Run}";
        return Answers.WithHeader("Location", location, Answers.Json(new StartedRuns([run.Key], grid), StatusCodes.Status202Accepted));
    }

    // Of a request without a grid.
    private static GridSource SourceOf(GridFile grid) => grid.Facts is null ? GridSource.Default : GridSource.Stored;

    private Task<byte[]> ReadGridAsync(HttpRequest request, BodyPlace place, CancellationToken cancellationToken) =>
        UploadBody.ReadAsync(request, place, options.MaxGridBytes, "grid", cancellationToken);

    // Refuses a request if too many runs wait, including those requested at the same time. A request counts once its body has arrived,
    // because until then it may never complete.
    private Task<IResult> AdmitAsync<T>(string name, IRunHost host, Func<BodyPlace, Task<T>> read, Func<T, Task<IResult>> handle) =>
        Answers.TryAsync(async () =>
    {
        if (host.RetryAfter(1 + Volatile.Read(ref _asked)) is { } early)
        {
            return Answers.Busy(early);
        }

        NameLimit.Upload(store, SeriesName.Parse(name));
        using var place = room.Enter();
        var body = await read(place).ConfigureAwait(false);
        try
        {
            return host.RetryAfter(Interlocked.Increment(ref _asked)) is { } wait
                ? Answers.Busy(wait)
                : await handle(body).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _asked);
        }
    });
}
