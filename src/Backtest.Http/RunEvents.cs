using System.Text;
using System.Text.Json;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>
/// How far a run is, as server-sent events (WHATWG, HTML, section 9.2): <c>progress</c> whenever a trial or a chunk is over, and
/// <c>end</c> when the run is, after which the stream ends. Each has the run's status as its data.
/// </summary>
/// <param name="catalog">What is stored.</param>
/// <param name="clock">The time.</param>
/// <param name="run">Which run.</param>
/// <param name="first">How far it is as the stream begins.</param>
/// <param name="last">Id of the event that the client received last, which is not sent again; empty for none.</param>
/// <param name="stopping">Ends the stream, as the host stops; the client connects again.</param>
internal sealed class RunEvents(
    RunCatalog catalog, TimeProvider clock, RunKey run, RunStatus first, string last, CancellationToken stopping) : IResult
{
    /// <summary>Content type of server-sent events.</summary>
    public const string ContentType = "text/event-stream";

    // What carries the stream may close it where nothing comes for a while.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    // Then the client connects again, with the id of the last event, so that no stream outlives its reader for long.
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(10);

    /// <summary>Id of the event of a status: it differs where the client would see another number of trials or another state.</summary>
    public static string IdOf(RunStatus status) =>
        FormattableString.Invariant($"{status.State}-{status.Panel?.Done ?? status.Done}-{status.Failed}-{status.Pruned}")
            .ToLowerInvariant();

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";

        // Understood by nginx and others, which would collect the answer otherwise.
        response.Headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        try
        {
            await WriteAsync(response, end.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (end.IsCancellationRequested || StorageFault.Is(fault))
        {
            // The client connects again, and is told then.
        }
    }

    private async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var (status, sent) = ((RunStatus?)first, last);
        var (begun, spoken) = (clock.GetTimestamp(), clock.GetTimestamp());
        while (status is not null)
        {
            var isOver = status.State != RunState.Running;
            if (IdOf(status) is var id && id != sent)
            {
                var data = JsonSerializer.Serialize(status, Documents.Json);
                await SendAsync(response, $"id: {id}\nevent: {(isOver ? "end" : "progress")}\ndata: {data}\n\n", cancellationToken)
                    .ConfigureAwait(false);
                (sent, spoken) = (id, clock.GetTimestamp());
            }
            else if (clock.GetElapsedTime(spoken) >= Heartbeat)
            {
                await SendAsync(response, ":\n\n", cancellationToken).ConfigureAwait(false);
                spoken = clock.GetTimestamp();
            }

            if (isOver || clock.GetElapsedTime(begun) >= LongestStream)
            {
                return;
            }

            await Task.Delay(SeriesHandlers.LookPause, clock, cancellationToken).ConfigureAwait(false);
            status = await catalog.StatusAsync(run, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
