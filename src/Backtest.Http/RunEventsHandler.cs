using Backtest.Runs;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Backtest.Http;

/// <summary>Answers the route of a run's events, for whichever host received the request.</summary>
/// <param name="catalog">What is stored.</param>
/// <param name="finder">Finds what a request asks for.</param>
/// <param name="lifetime">Signals that the host stops, which ends the streams.</param>
/// <param name="clock">The time.</param>
public sealed class RunEventsHandler(RunCatalog catalog, ResultFinder finder, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    /// <summary>Maximum number of open streams per host.</summary>
    internal const int MostStreams = 100;

    /// <summary>Name of the header with the last event that the client received.</summary>
    internal const string LastEvent = "Last-Event-ID";

    private static readonly TimeSpan FullPause = TimeSpan.FromSeconds(10);

    private int _open;

    /// <summary>GET series/{name}/backtests/{run}/events: the progress of a run, as an event for each change.</summary>
    public Task<IResult> GetAsync(
        string name, string run, HttpRequest request, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
    {
        var key = RunKey.Parse(name, run);
        if (await finder.MovedAsync(name, request, cancellationToken).ConfigureAwait(false) is { } moved)
        {
            return moved;
        }

        key = await finder.SeriesAsync(key, request, cancellationToken).ConfigureAwait(false);
        if (await catalog.StatusAsync(key, cancellationToken).ConfigureAwait(false) is not { } status)
        {
            return SeriesHandlers.NoSuchRun(name, run);
        }

        // Stops a client that already knows the end from reconnecting again and again.
        var last = request.Headers[LastEvent].ToString();
        if (status.State != RunState.Running && last == RunEvents.IdOf(status))
        {
            return Answers.NoContent();
        }

        return Volatile.Read(ref _open) >= MostStreams
            ? Answers.Busy(FullPause)
            : new Guarded(new Counted(this, new RunEvents(catalog, clock, key, status, last, lifetime.ApplicationStopping)));
    });

    private sealed class Counted(RunEventsHandler handler, RunEvents events) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            Interlocked.Increment(ref handler._open);
            try
            {
                await events.ExecuteAsync(httpContext).ConfigureAwait(false);
            }
            finally
            {
                Interlocked.Decrement(ref handler._open);
            }
        }
    }
}
