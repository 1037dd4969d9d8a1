using System.Text;
using System.Text.Json;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>
/// The progress of a run, as server-sent events (WHATWG, HTML, section 9.2): <c>progress</c> whenever a trial or a chunk is over, and
/// <c>end</c> at the end of the run, which ends the stream. Each event carries the status of the run.
/// </summary>
/// <param name="catalog">What is stored.</param>
/// <param name="clock">The time.</param>
/// <param name="run">Which run.</param>
/// <param name="first">Its status when the stream begins.</param>
/// <param name="last">Id of the last event that the client received, which is not sent again; empty for none.</param>
/// <param name="stopping">Ends the stream when the host stops; the client then reconnects.</param>
internal sealed class RunEvents(
    RunCatalog catalog, TimeProvider clock, RunKey run, RunStatus first, string last, CancellationToken stopping) : IResult
{
    /// <summary>Content type of server-sent events.</summary>
    public const string ContentType = "text/event-stream";

    // Proxies may close a stream on which nothing is sent for a while.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    // The client then reconnects with the id of the last event, so that no stream long outlives its reader.
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(10);

    /// <summary>Id of the event for a status. It changes with the number of trials and with the state.</summary>
    public static string IdOf(RunStatus status) =>
        FormattableString.Invariant($"{status.State}-{status.Panel?.Done ?? status.Done}-{status.Failed}-{status.Pruned}")
            .ToLowerInvariant();

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";

        // Keeps nginx and others from buffering the answer.
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
            // The client reconnects, and gets the problem then.
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
