using System.Net;
using System.Text;
using Backtest.Cli.Hosting;
using Backtest.FaultTests.Harness;
using Backtest.FaultTests.Storage;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.FaultTests;

/// <summary>A whole host on a storage that fails repeatedly, with duplicate events out of order.</summary>
public sealed class StorageFaultTests(Accounts accounts, FaultTable table)
{
    private const double Rate = 0.12;

    private static readonly BacktestOptions Options = new() { OwnerSeconds = 1, PollSeconds = 0.05 };

    private readonly Random _random = new(Effort.Seed);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_ends_its_runs_as_if_undisturbed_though_one_request_to_the_storage_in_eight_meets_a_fault()
    {
        var expected = await SmallRun.UndisturbedAsync(SmallRun.Open(accounts.Next()));
        for (var k = 0; k < Effort.Of(4, 50); k++)
        {
            var connection = accounts.Next();
            var store = SmallRun.Open(connection);
            var transport = new FaultTransport(_ => NextFault());
            await using (var app =
                EmbeddedHost.Create(SmallRun.Open(connection, transport, retries: 2), "http://127.0.0.1:0", null, Options))
            {
                await app.StartAsync(Stop);
                await PutAsync(app, $"api/series/{SmallRun.Name}/grid", SmallRun.Grid);
                await PutAsync(app, $"api/series/{SmallRun.Name}", Encoding.UTF8.GetString(SmallRun.Csv()));
                await HostRun.WaitAsync(store);
                await app.StopAsync(Stop);
            }

            table.Add(
                "requests failed, timed out, answered 429 or 503, repeated, cut off",
                transport.Faults,
                Verdict.Of(expected, await SmallRun.PrunedAsync(store)));
        }
    }

    [Fact]
    public async Task Events_that_come_twice_and_out_of_order_end_in_the_runs_of_events_that_come_once()
    {
        const int First = 32;
        const int Second = 33;
        var undisturbed = SmallRun.Open(accounts.Next());
        foreach (var length in new[] { First, Second })
        {
            await SmallRun.UploadAsync(undisturbed, length: length);
            await SmallRun.RunAsync(undisturbed);
        }

        var expected = await Snapshot.TakeAsync(undisturbed, BlobLayout.Backtests, Stop);
        for (var k = 0; k < Effort.Of(3, 50); k++)
        {
            var store = SmallRun.Open(accounts.Next());
            await using var app = EmbeddedHost.Create(store, "http://127.0.0.1:0", null, Options with { PollSeconds = 3600 });
            await app.StartAsync(Stop);

            // Of each upload an event for the grid and one for the series, each twice. A run of the first upload may be under way
            // when the second one comes, and its events may come after those of the second.
            await SmallRun.UploadAsync(store, length: First);
            await HandleAsync(app);
            var late = Enumerable.Range(0, 3).Select(_ => HandleLateAsync(app)).ToList();
            await SmallRun.UploadAsync(store, length: Second);
            await Task.WhenAll(late.Concat(Enumerable.Range(0, 4).Select(_ => HandleLateAsync(app))));

            // Two runs of the same second look published as soon as one of them is.
            await HostRun.WaitAsync(store);
            await HostRun.WaitForReleaseAsync(store);
            await app.StopAsync(Stop);
            table.Add("events twice and out of order", 6, Verdict.Of(expected, await SmallRun.PrunedAsync(store)));
        }
    }

    private Fault? NextFault()
    {
        lock (_random)
        {
            return _random.NextDouble() < Rate ? (Fault)_random.Next(Enum.GetValues<Fault>().Length) : null;
        }
    }

    // A host's handling of an event for a blob.
    private static async Task HandleAsync(WebApplication app)
    {
        if (await app.Services.GetRequiredService<PlanStep>().RunAsync(SmallRun.Name, Stop) is { } run)
        {
            await app.Services.GetRequiredService<IRunHost>().StartAsync(run, Stop);
        }
    }

    private async Task HandleLateAsync(WebApplication app)
    {
        int milliseconds;
        lock (_random)
        {
            milliseconds = _random.Next(100);
        }

        await Task.Delay(milliseconds, Stop);
        await HandleAsync(app);
    }

    // A client learns that the storage failed, and retries.
    private static async Task PutAsync(WebApplication app, string path, string content)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var answer = await http.PutAsync(path, new StringContent(content), Stop);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }

        throw new TimeoutException($"PUT {path} was never answered.");
    }
}
