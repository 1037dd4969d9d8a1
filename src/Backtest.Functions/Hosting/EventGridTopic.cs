using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Backtest.Runs.Webhooks;

namespace Backtest.Functions.Hosting;

/// <summary>A custom topic of Event Grid as a receiver of the ends of runs. It takes events in the schema CloudEvents 1.0.</summary>
internal static class EventGridTopic
{
    private const string Source = "/backtest/series/";

    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(10);

    /// <summary>The topic as a receiver.</summary>
    /// <param name="topic">Its endpoint.</param>
    /// <param name="credential">Who sends to it.</param>
    /// <param name="transport">What carries the events; null for HTTP.</param>
    public static EndReceiver Receiver(Uri topic, TokenCredential credential, HttpPipelineTransport? transport = null)
    {
        // Whoever sends to receivers tries again by itself.
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
