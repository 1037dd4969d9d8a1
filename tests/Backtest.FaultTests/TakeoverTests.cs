using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Backtest.Engineering;
using Backtest.FaultTests.Harness;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.FaultTests;

/// <summary>Runs started in every way, on a host that is killed while another one is running.</summary>
public sealed class TakeoverTests(Accounts accounts, FaultTable table)
{
    private const string Dropped = "dropped";
    private const string Put = "put";
    private const string WithGrid = "with-grid";
    private const string Again = "again";

    private const string Quick = """{ "horizon": 2, "windows": 1, "baselines": ["naive"], "theta": {} }""";
    private const string Work =
        """{ "horizon": 6, "windows": 3, "lstm": { "lookBack": 12, "units": [16, 24], "epochs": [50, 100], "dropout": [0, 0.1, 0.2] } }""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_run_of_a_killed_host_is_gone_on_with_by_another_within_a_minute_however_it_was_started()
    {
        // The defaults in the long form; the short one does not wait so long.
        var (ownerSeconds, takeoverSeconds) = Effort.Of(("2", "1"), ("15", "10"));
        for (var k = 0; k < Effort.Of(1, 5); k++)
        {
            var connection = accounts.Next();
            var store = SmallRun.Open(connection);
            var first = await HostRun.StartHostAsync(
                connection, ("OwnerSeconds", ownerSeconds), ("TakeoverSeconds", takeoverSeconds), ("PollSeconds", "0.1"));
            var second = await HostRun.StartHostAsync(
                connection, ("OwnerSeconds", ownerSeconds), ("TakeoverSeconds", takeoverSeconds), ("PollSeconds", "3600"));
            var runs = await StartAllAsync(first, store);
            first.Kill();
            var killed = Stopwatch.GetTimestamp();

            var handOver = await Task.WhenAll(runs.Select(run => WaitForOtherAsync(store, run.Value, first, killed)));
            foreach (var (way, run) in runs)
            {
                table.Add(
                    $"host killed, run started by: {way}", 1, new Verdict(await HasEndedAsync(store, run) ? [] : [run.ToString()], [], []));
            }

            second.Kill();
            table.Note(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A host was killed; the last of its {runs.Count} runs went on {handOver.Max().TotalSeconds:F1} s "
                        + $"later (silence allowed: {ownerSeconds} s)."));
        }
    }

    private static async Task<Dictionary<string, RunKey>> StartAllAsync(Host host, AzureBlobStore store)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var runs = new Dictionary<string, RunKey>();
        var csv = await File.ReadAllBytesAsync(Repository.PathOf("samples", "air-passengers.csv"), Stop);

        // A series with finished runs, and one with a cancelled run, to be started again.
        await PutAsync(http, WithGrid, Quick, csv);
        var cancelled = await PutAsync(http, Again, Work, csv);
        await http.DeleteAsync($"api/series/{Again}/backtests/{cancelled.Run}", Stop);

        await store.WriteAsync(BlobLayout.Grid(Dropped), Encoding.UTF8.GetBytes(Work), Stop);
        await store.WriteAsync(BlobLayout.Series(Dropped), csv, Stop);
        runs["PUT"] = await PutAsync(http, Put, Work, csv);
        runs["POST with a grid"] = await StartedAsync(
            await http.PostAsync($"api/series/{WithGrid}/backtests", new StringContent(Work), Stop));
        runs["POST without a body"] = await StartedAsync(await http.PostAsync($"api/series/{Again}/backtests", null, Stop));
        Assert.Equal(cancelled, runs["POST without a body"]);
        while (!runs.ContainsKey("upload dropped into the storage"))
        {
            await foreach (var id in store.ListFoldersAsync(BlobLayout.Runs(Dropped), Stop))
            {
                if (await store.FindAsync(BlobLayout.Plan(RunKey.Parse(Dropped, id)), Stop) is not null)
                {
                    runs["upload dropped into the storage"] = RunKey.Parse(Dropped, id);
                }
            }
        }

        foreach (var run in runs.Values)
        {
            Assert.Null(await store.FindAsync(BlobLayout.Leaderboard(run), Stop));
        }

        return runs;
    }

    private static async Task<RunKey> PutAsync(HttpClient http, string name, string grid, byte[] csv)
    {
        await http.PutAsync($"api/series/{name}/grid", new StringContent(grid), Stop);
        return await StartedAsync(await http.PutAsync($"api/series/{name}", new ByteArrayContent(csv), Stop));
    }

    private static async Task<RunKey> StartedAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
            var run = body.RootElement.GetProperty("runs")[0];
            return RunKey.Parse(run.GetProperty("name").GetString()!, run.GetProperty("run").GetString()!);
        }
    }

    // The time from the kill of a host until another one works on its run, or has ended it.
    private static async Task<TimeSpan> WaitForOtherAsync(AzureBlobStore store, RunKey run, Host killed, long since)
    {
        while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromMinutes(1))
        {
            if (await store.FindAsync(BlobLayout.Leaderboard(run), Stop) is not null
                || (await store.ReadAsync<RunOwner>(BlobLayout.Owner(run), Stop) is { } owner
                    && !owner.Host.EndsWith($"/{killed.ProcessId}", StringComparison.Ordinal)))
            {
                return Stopwatch.GetElapsedTime(since);
            }

            await Task.Delay(50, Stop);
        }

        throw new TimeoutException($"No host went on with {run} within a minute.");
    }

    private static async Task<bool> HasEndedAsync(AzureBlobStore store, RunKey run)
    {
        for (var patience = new Patience(); patience.IsLeft;)
        {
            if (await store.FindAsync(BlobLayout.Leaderboard(run), Stop) is not null)
            {
                return true;
            }

            await Task.Delay(100, Stop);
        }

        return false;
    }
}
