using System.Net;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Backtest.Core.Series;
using Backtest.Functions.Hosting;
using Backtest.Runs;
using Backtest.Runs.Webhooks;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Functions.Tests;

/// <summary>The requests that a stand-in for a custom topic of Event Grid receives.</summary>
public sealed class EventGridTopicTests
{
    private static readonly Uri Topic = new("https://ends.example.com/api/events");
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_of_a_run_is_an_event()
    {
        var standin = new Standin(HttpStatusCode.OK);

        Assert.True(await Receiver(standin).SendAsync(Message(), Stop));

        Assert.Equal("application/cloudevents-batch+json", standin.ContentType);
        var told = Assert.Single(JsonDocument.Parse(standin.Body!).RootElement.EnumerateArray());
        Assert.Equal(
            ("backtest.run.ended", "/backtest/series/%C3%A4", "8bf807bfcabbac4b", "m1", "1.0"),
            (Text("type"), Text("source"), Text("subject"), Text("id"), Text("specversion")));
        Assert.Equal("failed", told.GetProperty("data").GetProperty("state").GetString());

        string? Text(string name) => told.GetProperty(name).GetString();
    }

    [Fact]
    public async Task What_the_topic_does_not_take_is_not_told()
    {
        var standin = new Standin(HttpStatusCode.ServiceUnavailable);

        await Assert.ThrowsAsync<RequestFailedException>(() => Receiver(standin).SendAsync(Message(), Stop));

        Assert.Equal(1, standin.Requests);
    }

    private static EndReceiver Receiver(Standin standin) =>
        EventGridTopic.Receiver(Topic, new Identity(), new HttpClientTransport(new HttpClient(standin)));

    private static EndMessage Message() => new("m1", At, new RunStatus
    {
        Name = SeriesName.Parse("ä"),
        Run = RunId.Parse("8bf807bfcabbac4b"),
        State = RunState.Failed,
        RequestedAt = At,
    });

    private sealed class Standin(HttpStatusCode status) : HttpMessageHandler
    {
        public string? Body { get; private set; }

        public string? ContentType { get; private set; }

        public int Requests { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            ContentType = request.Content.Headers.ContentType!.MediaType;
            return new HttpResponseMessage(status);
        }
    }

    private sealed class Identity : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
