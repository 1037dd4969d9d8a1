using System.Net;
using System.Text;
using System.Text.Json;
using Backtest.Runs;
using Backtest.Testing;

namespace Backtest.Http.Tests;

/// <summary>The published run, over HTTP, on hosts with wrong clocks.</summary>
public sealed class RequestOrderTests
{
    private const string Grid = """{ "horizon": 4, "windows": 2, "baselines": ["naive"] }""";
    private const string OtherGrid = """{ "horizon": 3, "windows": 2, "baselines": ["naive"] }""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-1)]
    [InlineData(-86_400)]
    [InlineData(86_400)]
    public async Task The_newest_request_is_published_after_a_step_of_the_clock(int seconds)
    {
        var clock = new SteppedClock();
        await using var api = await TestApi.StartAsync(clock: clock);
        (await api.PutAsync("/api/series/demo/grid", Grid)).Dispose();
        await NewestIsPublishedAsync(api, api, () => clock.Offset += TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(-3_600, 3_600)]
    [InlineData(3_600, -3_600)]
    public async Task The_newest_request_is_published_whichever_host_takes_it(int first, int second)
    {
        await using var one = await TestApi.StartAsync(
            new BacktestOptions { PublishedCacheSeconds = 0 }, new SteppedClock { Offset = TimeSpan.FromSeconds(first) });
        await using var two = await TestApi.StartAsync(
            new BacktestOptions { PublishedCacheSeconds = 0 }, new SteppedClock { Offset = TimeSpan.FromSeconds(second) }, one);
        (await one.PutAsync("/api/series/demo/grid", Grid)).Dispose();
        await NewestIsPublishedAsync(one, two, () => { });
    }

    // An upload, another one, the same with another grid, and the first one again: each time the newest is published at once.
    private static async Task NewestIsPublishedAsync(TestApi one, TestApi two, Action step)
    {
        var first = await StartAsync(one, HttpMethod.Put, "/api/series/demo", Encoding.UTF8.GetString(Workbench.Csv()));
        step();
        var second = await StartAsync(two, HttpMethod.Put, "/api/series/demo", Encoding.UTF8.GetString(Workbench.Csv(61)));
        step();
        var third = await StartAsync(one, HttpMethod.Post, "/api/series/demo/backtests", OtherGrid);
        step();
        Assert.Equal(first, await StartAsync(two, HttpMethod.Put, "/api/series/demo", Encoding.UTF8.GetString(Workbench.Csv())));

        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
        var runs = (await one.JsonAsync("/api/series/demo")).GetProperty("runs").EnumerateArray().ToList();
        Assert.Equal([first, third, second], runs.Select(run => run.GetProperty("run").GetString()));
        Assert.All(runs, run => Assert.Equal("done", run.GetProperty("state").GetString()));
        Assert.All(runs, run => Assert.True(run.GetProperty("elapsedSeconds").GetDouble() >= 0));
        Assert.Equal(
            [null, first, first], runs.Select(run => run.TryGetProperty("supersededBy", out var other) ? other.GetString() : null));
    }

    private static async Task<string> StartAsync(TestApi api, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body) };
        using var answer = await api.Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var run = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("runs")[0]
            .GetProperty("run")
            .GetString()!;
        Assert.Equal(run, (await api.JsonAsync("/api/series/demo/forecast")).GetProperty("run").GetString());
        return run;
    }

    private sealed class SteppedClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
