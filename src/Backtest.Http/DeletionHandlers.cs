using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Runs;
using Backtest.Runs.Deletions;
using Backtest.Storage;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>Answers the requests to delete runs and uploads, or to cancel a run.</summary>
/// <param name="series">Cancels runs.</param>
/// <param name="deleter">Deletes them.</param>
public sealed class DeletionHandlers(SeriesHandlers series, Deleter deleter)
{
    /// <summary>Name of the parameter that says whether a run is deleted rather than cancelled.</summary>
    internal const string Remove = "remove";

    /// <summary>Name of the parameter that says whether what is published is deleted too.</summary>
    internal const string Published = "published";

    /// <summary>
    /// DELETE series/{name}/backtests/{run}: cancels a run and keeps its finished trials, or deletes it with everything stored for it.
    /// </summary>
    public Task<IResult> DeleteBacktestAsync(
        string name, string run, HttpRequest request, IRunHost host, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
        !Flag(request, Remove) ? await series.CancelBacktestAsync(name, run, host, cancellationToken).ConfigureAwait(false)
        : await deleter.DeleteRunAsync(RunKey.Parse(name, run), Flag(request, Published), host, cancellationToken).ConfigureAwait(false)
            ? Answers.NoContent()
            : SeriesHandlers.NoSuchRun(name, run));

    /// <summary>DELETE series/{name}: deletes an upload with its grid and all of its runs.</summary>
    public Task<IResult> DeleteSeriesAsync(
        string name, HttpRequest request, IRunHost host, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
        await deleter.DeleteUploadAsync(SeriesName.Parse(name), Flag(request, Published), host, cancellationToken).ConfigureAwait(false)
            ? Answers.NoContent()
            : SeriesHandlers.NoSuchSeries(name));

    private static bool Flag(HttpRequest request, string name) => Answers.Query(request, name) switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw new InputException($"'{InputProblem.Shorten(other)}' is neither true nor false.", name, "Give true or false."),
    };
}
