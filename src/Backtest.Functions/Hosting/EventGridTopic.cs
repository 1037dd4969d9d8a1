using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Backtest.Runs.Webhooks;

namespace Backtest.Functions.Hosting;

/// <summary>A custom topic of Event Grid that receives the ends of runs. It accepts events in the schema CloudEvents 1.0.</summary>
internal static class EventGridTopic
{
    private const string Source = "/backtest/series/";

    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(10);

    /// <summary>The topic as a receiver.</summary>
    /// <param name="topic">Its endpoint.</param>
    /// <param name="credential">The identity that sends to it.</param>
    /// <param name="transport">The transport of the events; null for HTTP.</param>
    public static EndReceiver Receiver(Uri topic, TokenCredential credential, HttpPipelineTransport? transport = null)
    {
        // The sender itself retries.
        var options = new EventGridPublisherClientOptions { Retry = { MaxRetries = 0, NetworkTimeout = LongestAttempt } };
        options.Transport = transport ?? options.Transport;
        var client = new EventGridPublisherClient(topic, credential, options);
        return new EndReceiver(topic, async (message, cancellationToken) =>
        {
            using var answer = await client.SendEventAsync(Event(message), cancellationToken).ConfigureAwait(false);
            return !answer.IsError;
        });
    }

    private static CloudEvent Event(EndMessage message) => new(
        Source + Uri.EscapeDataString(message.Data.Name),
        EndMessage.Type,
        new BinaryData(message.DataJson()),
        "application/json",
        CloudEventDataFormat.Json)
    {
        Id = message.Id,
        Time = message.Timestamp,
        Subject = message.Data.Run,
    };
}
