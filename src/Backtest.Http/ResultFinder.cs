using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Runs;
using Backtest.Runs.Panels;
using Backtest.Storage;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>Finds the run, or the series of a panel, that a request asks for.</summary>
/// <param name="store">The storage.</param>
/// <param name="published">Which runs are published.</param>
/// <param name="panels">The series of panels.</param>
public sealed class ResultFinder(IBlobStore store, PublishedRuns published, PanelCatalog panels)
{
    /// <summary>Name of the parameter with the id of a series of a panel.</summary>
    public const string Id = "id";

    /// <summary>Finds what a request asks for.</summary>
    /// <param name="name">Name of the upload.</param>
    /// <param name="run">Id of the run; null for the published one.</param>
    /// <param name="request">The request, with the id of a series of a panel.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">A name or an id is wrong.</exception>
    public async Task<FoundResult> FindAsync(string name, string? run, HttpRequest request, CancellationToken cancellationToken)
    {
        var series = SeriesName.Parse(name);
        RunKey? asked = run is null ? null : new RunKey(series, RunId.Parse(run));
        if (await MovedAsync(name, request, cancellationToken).ConfigureAwait(false) is { } moved)
        {
            return new FoundResult(null, null, moved);
        }

        if (asked is { } one && !await IsRunAsync(one, cancellationToken).ConfigureAwait(false))
        {
            return new FoundResult(null, null, NotRanked(name, run));
        }

        var panel = asked is { } given
            ? await IsPanelAsync(given, cancellationToken).ConfigureAwait(false) ? given : null
            : await panels.PublishedAsync(name, cancellationToken).ConfigureAwait(false);
        var id = Answers.Query(request, Id);
        if (panel is not { } key)
        {
            var ranked = asked is { } only ? await RankedRun.FindAsync(store, only, cancellationToken).ConfigureAwait(false)
                : await published.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } pointer ? RankedRun.Of(series, pointer)
                : null;
            return ranked is null ? new FoundResult(null, null, NotRanked(name, run))
                : id is null ? new FoundResult(ranked, null, null)
                : throw new InputException($"'{name}' has one series.", Id, "Leave id out.");
        }

        if (id is not null)
        {
            var member = await panels.FindAsync(key, id, cancellationToken).ConfigureAwait(false) ?? throw NoSuchId(name, id);
            return await RankedRun.FindAsync(store, member, cancellationToken).ConfigureAwait(false) is { } ranked
                ? new FoundResult(ranked, null, null)
                : new FoundResult(null, null, await WithoutResultAsync(key, member, id, cancellationToken).ConfigureAwait(false));
        }

        return await store.FindAsync(BlobLayout.Leaderboard(key), cancellationToken).ConfigureAwait(false) is null
            ? new FoundResult(null, null, NotRanked(name, run))
            : new FoundResult(null, key, null);
    }

    /// <summary>Whether a run exists. Leftovers of an interrupted deletion do not count.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    public async Task<bool> IsRunAsync(RunKey run, CancellationToken cancellationToken) =>
        await store.FindAsync(BlobLayout.Plan(run.Whole), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>A run, or the series of its panel that a request names.</summary>
    /// <param name="run">The run.</param>
    /// <param name="request">The request, with the id of a series of a panel.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">The panel has no such series.</exception>
    public async Task<RunKey> SeriesAsync(RunKey run, HttpRequest request, CancellationToken cancellationToken) =>
        Answers.Query(request, Id) is { } id
            ? await panels.FindAsync(run, id, cancellationToken).ConfigureAwait(false) ?? throw NoSuchId(run.Name, id)
            : run;

    /// <summary>
    /// The upload and id of a series that an earlier version gave a separate name; null if it still has that name, or never had one.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IResult?> MovedAsync(string name, HttpRequest request, CancellationToken cancellationToken) =>
        await panels.ByNameAsync(name, cancellationToken).ConfigureAwait(false) is var (upload, id)
            && await UploadedFile.FindAsync(store, name, cancellationToken).ConfigureAwait(false) is null
            ? Answers.Redirect(request, name, upload, id)
            : null;

    /// <summary>The problem of an unknown id in a panel.</summary>
    public static InputException NoSuchId(string name, string id) => new(
        $"'{name}' has no series '{InputProblem.Shorten(id)}'.", Id, $"GET /api/series/{name}/panel?search= finds series by their ids.")
    {
        IsNotFound = true,
    };

    /// <summary>The problem of a request that needs one series of a panel.</summary>
    public static InputException NeedsId(string name) => new(
        $"'{name}' has several series.",
        Id,
        $"Give one of them as id. GET /api/series/{name}/panel lists them, and GET /api/series/{name}/summary summarises them.");

    // Of a published run the pointer tells it, which is in memory already.
    private async Task<bool> IsPanelAsync(RunKey run, CancellationToken cancellationToken) =>
        await published.FindAsync(run.Name, cancellationToken).ConfigureAwait(false) is { } latest && latest.Run == run.Run
            ? latest.Trial is null
            : await panels.SeriesAsync(run, cancellationToken).ConfigureAwait(false) is not null;

    private async Task<IResult> WithoutResultAsync(RunKey run, RunKey series, string id, CancellationToken cancellationToken)
    {
        var row = (await panels.RowsAsync(run, cancellationToken).ConfigureAwait(false))?.FirstOrDefault(row => row.Index == series.Index);
        return row?.Problem is { } problem
            ? Answers.NotFound($"The series '{id}' has no result: {problem.What}", Id, problem.Right)
            : Answers.NotFound(
                $"The series '{id}' has no result yet.",
                Id,
                $"GET /api/series/{run.Name}/backtests/{run.Run} shows the progress of the run.");
    }

    private static IResult NotRanked(string name, string? run) => run is null
        ? Answers.NotFound(
            $"The series '{name}' has no finished run.",
            "name",
            $"Upload it, and wait until GET /api/series/{name} shows a run as done. It also shows why a run failed.")
        : Answers.NotFound(
            $"The series '{name}' has no finished run '{run}'.",
            "run",
            $"GET /api/series/{name}/backtests/{run} shows its progress, and why it failed.");
}

/// <summary>The target of a request: a series, a whole panel, or neither, with the answer that says so.</summary>
/// <param name="Series">The run of a panel of one, or a series of a panel.</param>
/// <param name="Panel">The run of a panel.</param>
/// <param name="Answer">The answer if there is neither.</param>
public sealed record FoundResult(RankedRun? Series, RunKey? Panel, IResult? Answer);
