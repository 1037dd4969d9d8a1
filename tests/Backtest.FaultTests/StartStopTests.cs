using System.Net;
using Backtest.Cli.Hosting;
using Backtest.FaultTests.Harness;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.FaultTests;

/// <summary>Runs that are cancelled and started again at about the same time.</summary>
public sealed class StartStopTests(FaultTable table)
{
    private const int LongestPause = 80;

    // Half a second of work or so.
    private const string Grid = """{ "horizon": 2, "windows": 2, "lstm": { "lookBack": 8, "units": [24, 32], "epochs": 120 } }""";

    private static readonly BacktestOptions Options = new() { PollSeconds = 3600, TakeoverSeconds = 3600 };

    private readonly Random _random = new(Effort.Seed);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_is_cancelled_and_started_within_moments_ends_and_none_is_running_for_ever()
    {
        using var folder = new TemporaryFolder();
        var store = new FolderBlobStore(folder.Path);
        await using var app = EmbeddedHost.Create(store, "http://127.0.0.1:0", null, Options);
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        for (var k = 0; k < Effort.Of(16, 200); k++)
        {
            var name = $"run-{k}";
            using (await http.PutAsync($"api/series/{name}/grid", new StringContent(Grid), Stop))
            using (var upload = await http.PutAsync($"api/series/{name}", new ByteArrayContent(Workbench.Csv()), Stop))
            {
                var run = RunKey.Parse(name, upload.Headers.Location!.ToString().Split('/')[^1]);
                await Task.Delay(_random.Next(3 * LongestPause), Stop);
                var isStartedLast = k % 4 != 3;
                var first = isStartedLast ? CancelAsync(http, run) : StartAsync(http, run);
                await Task.Delay(_random.Next(LongestPause), Stop);
                var isAnswered = first.IsCompleted;
                var second = isStartedLast ? StartAsync(http, run) : CancelAsync(http, run);
                await Task.WhenAll(first, second);

                // Of two requests at once either may be the last.
                var state = await EndAsync(app, run);
                var isRight = state == RunState.Done || (state == RunState.Cancelled && !(isStartedLast && isAnswered));
                table.Add(
                    isStartedLast ? "cancelled, and started again within 80 ms" : "started again, and cancelled within 80 ms",
                    1,
                    new Verdict(isRight ? [] : [$"{run} is {state}"], [], []));
            }
        }

        await app.StopAsync(Stop);
    }

    private static async Task CancelAsync(HttpClient http, RunKey run)
    {
        using var answer = await http.DeleteAsync($"api/series/{run.Name}/backtests/{run.Run}", Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
    }

    private static async Task StartAsync(HttpClient http, RunKey run)
    {
        using var answer = await http.PostAsync($"api/series/{run.Name}/backtests", null, Stop);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Contains(run.Run, await answer.Content.ReadAsStringAsync(Stop));
    }

    // The state of a run once it no longer runs, or after a minute.
    private static async Task<RunState> EndAsync(WebApplication app, RunKey run)
    {
        var state = RunState.Running;
        for (var attempt = 0; attempt < 600 && state == RunState.Running; attempt++)
        {
            await Task.Delay(attempt < 20 ? 20 : 100, Stop);
            state = (await app.Services.GetRequiredService<RunCatalog>().StatusAsync(run, Stop))!.State;
        }

        return state;
    }
}
