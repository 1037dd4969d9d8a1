using System.Net;
using System.Text;
using System.Text.Json;
using Backtest.Core.Problems;
using Backtest.Runs.Webhooks;
using Backtest.Storage;
using Backtest.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Backtest.Runs.Tests.Webhooks;

/// <summary>Messages about ends of runs to receivers on loopback.</summary>
public sealed class EndSenderTests : IAsyncDisposable
{
    private const string Grid = """{ "horizon": 4, "windows": 2, "baselines": ["naive", "mean"] }""";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly LoopbackReceiver _receiver = new();
    private readonly List<ServiceProvider> _hosts = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_of_a_run_is_told_once_with_a_signature()
    {
        var host = Host(_receiver.Address);
        var run = await PlanAsync(host);
        await CompleteAsync(host, run);

        Assert.False(await SendAsync(host));
        Assert.False(await SendAsync(host));

        var message = Assert.Single(_receiver.Received);
        var told = JsonDocument.Parse(message.Body).RootElement;
        Assert.Equal("backtest.run.ended", told.GetProperty("type").GetString());
        var data = told.GetProperty("data");
        Assert.Equal((run.Key.Run, "done"), (data.GetProperty("run").GetString(), data.GetProperty("state").GetString()));
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeSeconds().ToString(), message.Timestamp);
        var body = Encoding.UTF8.GetBytes(message.Body);
        Assert.Equal(WebhookSignature.Of(LoopbackReceiver.Key, message.Id, _clock.GetUtcNow(), body), message.Signature);
        Assert.Empty(await MarksAsync(host));
    }

    // The example in the tests of the specification's libraries.
    [Fact]
    public void The_signature_is_that_of_Standard_Webhooks() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Of(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            DateTimeOffset.FromUnixTimeSeconds(1_614_265_330),
            """{"test": 2432232314}"""u8));

    [Fact]
    public async Task Whoever_does_not_answer_is_told_again_after_pauses_that_grow_and_then_no_more()
    {
        _receiver.Status = HttpStatusCode.InternalServerError;
        var host = Host(_receiver.Address);
        await CompleteAsync(host, await PlanAsync(host));
        var pauses = new List<double>();
        for (var (seconds, before) = (0, 0); await SendAsync(host); seconds += 15)
        {
            if (_receiver.Received.Count > before)
            {
                (before, seconds) = (_receiver.Received.Count, Add(seconds));
            }

            _clock.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal([0, 15, 30, 60, 120, 240, 480, 960, 1_920], pauses);
        Assert.Equal(EndSender.MaxAttempts, _receiver.Received.Count);
        Assert.Single(_receiver.Received.Select(message => message.Id).Distinct());
        Assert.Empty(await MarksAsync(host));

        int Add(int seconds)
        {
            pauses.Add(seconds);
            return 0;
        }
    }

    [Fact]
    public async Task A_host_that_ends_before_it_has_told_leaves_it_to_the_next()
    {
        var host = Host(_receiver.Address);
        var run = await PlanAsync(host);

        // The host stops just before it stores the end: the run has not ended yet.
        await host.GetRequiredService<RunEnds>().NoteAsync(run.Key, Stop);
        Assert.True(await SendAsync(Host(_receiver.Address)));
        Assert.Empty(_receiver.Received);

        // A host that stops while sending has not forgotten the message.
        await CompleteAsync(host, run);
        using var end = new CancellationTokenSource();
        _receiver.Asked = end.Cancel;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.GetRequiredService<EndSender>().SendDueAsync(end.Token));
        var next = Host(_receiver.Address);
        Assert.True(await SendAsync(next));
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.False(await SendAsync(next));

        Assert.Equal(2, _receiver.Received.Count);
        Assert.Single(_receiver.Received.Select(message => message.Id).Distinct());
    }

    [Fact]
    public async Task Nothing_goes_to_an_address_that_is_not_in_the_settings()
    {
        // A receiver that was removed since, and one that another receiver redirects to.
        using var elsewhere = new LoopbackReceiver();
        var earlier = Host(elsewhere.Address);
        await CompleteAsync(earlier, await PlanAsync(earlier));
        (_receiver.Status, _receiver.Location) = (HttpStatusCode.TemporaryRedirect, elsewhere.Address);
        var host = Host(_receiver.Address);
        await CompleteAsync(host, await PlanAsync(host, "other"));

        Assert.True(await SendAsync(host));

        Assert.Single(_receiver.Received);
        Assert.Empty(elsewhere.Received);
        Assert.Single(await MarksAsync(host));
    }

    [Fact]
    public async Task Failed_cancelled_and_refused_runs_are_told_too()
    {
        var host = Host(_receiver.Address);
        var marks = host.GetRequiredService<RunMarks>();
        await marks.FailAsync((await PlanAsync(host, "failed")).Key, "It failed.", Stop);
        await marks.CancelAsync((await PlanAsync(host, "cancelled")).Key, null, Stop);
        await host.GetRequiredService<IBlobStore>().WriteAsync(BlobLayout.Series("refused"), "y\n1\ntwo\n"u8.ToArray(), Stop);
        await host.GetRequiredService<PlanStep>().RunAsync("refused", Stop);

        Assert.False(await SendAsync(host));

        Assert.Equal(["cancelled", "failed", "refused"], _receiver.Received.Select(message => JsonDocument.Parse(message.Body).RootElement
            .GetProperty("data").GetProperty("state").GetString()).Order());
    }

    // Two forms of one address are one receiver.
    [Fact]
    public async Task An_address_given_twice_is_told_once()
    {
        var host = Host($"{_receiver.Address};{_receiver.Address.Replace("http:", "HTTP:", StringComparison.Ordinal)};");
        await CompleteAsync(host, await PlanAsync(host));

        Assert.False(await SendAsync(host));

        Assert.Single(_receiver.Received);
    }

    [Fact]
    public async Task A_run_with_damaged_results_keeps_no_other_from_being_told_and_is_told_once_it_is_repaired()
    {
        var host = Host(_receiver.Address);
        var store = host.GetRequiredService<IBlobStore>();
        var broken = (await PlanAsync(host, "a")).Key;
        await host.GetRequiredService<RunMarks>().FailAsync(broken, "It failed.", Stop);
        var other = await PlanAsync(host, "b");
        await CompleteAsync(host, other);
        var plan = (await store.ReadAsync(BlobLayout.Plan(broken), Stop))!;
        await store.WriteAsync(BlobLayout.Plan(broken), plan.Content[..^9], Stop);

        Assert.True(await SendAsync(host));
        Assert.Equal(other.Key.Run, Run(Assert.Single(_receiver.Received)));

        await store.WriteAsync(BlobLayout.Plan(broken), plan.Content, Stop);
        Assert.True(await SendAsync(host));
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.False(await SendAsync(host));
        Assert.Equal(broken.Run, Run(_receiver.Received.Last()));
        Assert.Equal(2, _receiver.Received.Count);

        static string? Run(ReceivedMessage message) =>
            JsonDocument.Parse(message.Body).RootElement.GetProperty("data").GetProperty("run").GetString();
    }

    [Fact]
    public async Task Where_nobody_is_told_nothing_is_stored()
    {
        var host = Host("");
        await CompleteAsync(host, await PlanAsync(host));

        Assert.Empty(await MarksAsync(host));
        Assert.False(await SendAsync(host));
    }

    [Fact]
    public void Addresses_need_a_key()
    {
        var problem = Assert.Throws<InputException>(
            () => new ServiceCollection().AddWebhooks(new BacktestOptions { WebhookAddresses = "https://example.com/ends" }));

        Assert.Equal("Backtest__WebhookKey", problem.Problem.Where);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        _receiver.Dispose();
        _folder.Dispose();
    }

    private ServiceProvider Host(string addresses)
    {
        var options = new BacktestOptions { WebhookAddresses = addresses, WebhookKey = LoopbackReceiver.Key };
        var host = new ServiceCollection().AddLogging()
            .AddRuns(new FolderBlobStore(_folder.Path), options)
            .AddWebhooks(options)
            .AddSingleton<TimeProvider>(_clock)
            .BuildServiceProvider();
        _hosts.Add(host);
        return host;
    }

    private static async Task<PlannedRun> PlanAsync(ServiceProvider host, string name = "demo")
    {
        var store = host.GetRequiredService<IBlobStore>();
        await store.WriteAsync(BlobLayout.Series(name), Workbench.Csv(), Stop);
        await store.WriteAsync(BlobLayout.Grid(name), Encoding.UTF8.GetBytes(Grid), Stop);
        return (await host.GetRequiredService<PlanStep>().RunAsync(name, Stop))!;
    }

    private static Task<CompletedRun> CompleteAsync(ServiceProvider host, PlannedRun run) =>
        host.GetRequiredService<RunExecutor>().RunAsync(run, null, Stop);

    private static Task<bool> SendAsync(ServiceProvider host) => host.GetRequiredService<EndSender>().SendDueAsync(Stop);

    private static ValueTask<List<BlobFacts>> MarksAsync(ServiceProvider host) =>
        host.GetRequiredService<IBlobStore>().ListAsync(BlobLayout.AllEnded, Stop).ToListAsync(Stop);
}
