using System.Collections.Concurrent;
using System.Net;
using Backtest.Engineering;

namespace Backtest.Runs.Tests.Webhooks;

/// <summary>A server on loopback that keeps the messages it receives.</summary>
internal sealed class LoopbackReceiver : IDisposable
{
    public const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly HttpListener _listener = new();

    public LoopbackReceiver()
    {
        Address = $"http://127.0.0.1:{Ports.Free()}/ends/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = AnswerAsync();
    }

    public string Address { get; }

    public ConcurrentQueue<ReceivedMessage> Received { get; } = new();

    public HttpStatusCode Status { get; set; } = HttpStatusCode.NoContent;

    public string? Location { get; set; }

    /// <summary>Called once, with the next message, instead of answering.</summary>
    public Action? Asked { get; set; }

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new StreamReader(context.Request.InputStream);
                var headers = context.Request.Headers;
                Received.Enqueue(new ReceivedMessage(
                    await body.ReadToEndAsync(), headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!));
                var asked = Asked;
                Asked = null;
                if (asked is not null)
                {
                    asked();
                    context.Response.Abort();
                    continue;
                }

                context.Response.StatusCode = (int)Status;
                if (Location is not null)
                {
                    context.Response.RedirectLocation = Location;
                }

                context.Response.Close();
            }
        }
        catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
        {
            // It is closed.
        }
    }
}

/// <summary>The messages received.</summary>
internal sealed record ReceivedMessage(string Body, string Id, string Timestamp, string Signature);
