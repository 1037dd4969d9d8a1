using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Backtest.Engineering;
using Backtest.FaultTests.Harness;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.FaultTests;

/// <summary>Many uploads at once, and many clients that request forecasts during the runs.</summary>
[Collection(nameof(Alone))]
public sealed class LoadTests(Accounts accounts, FaultTable table)
{
    private const int Clients = 100;
    private const int Served = 10;

    // Half of the clients ask for a series of it.
    private const string Panel = "panel";

    // A dashboard that polls: 100 of them send 200 requests a second.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_uploads_and_clients_at_once_are_all_served_with_bounded_memory_and_turned_away_only_to_come_again()
    {
        var uploads = Effort.Of(40, 500);
        var connection = accounts.Next();
        var store = SmallRun.Open(connection);

        // The queue is shorter than the number of uploads, so that some are refused.
        var host = await HostRun.StartHostAsync(
            connection, ("MaxQueuedRuns", (uploads / 4).ToString(CultureInfo.InvariantCulture)), ("ParallelRuns", "2"));
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue }) { BaseAddress = host.Address };
        var served = Enumerable.Range(0, Served).Select(k => $"served-{k}").ToList();
        await Parallel.ForEachAsync(served, Stop, async (name, _) => await UploadAsync(http, name, 32));
        await http.PutAsync($"api/series/{Panel}/grid", new StringContent(SmallRun.Grid), Stop);
        await http.PutAsync($"api/series/{Panel}", new ByteArrayContent(SmallRun.PanelCsv()), Stop);
        await HostRun.WaitAsync(store, Served + 1);
        foreach (var name in served)
        {
            await ForecastAsync(http, name);
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var latencies = new Latencies();
        var clients = Enumerable.Range(0, Clients).Select(
            k => AskAsync(http, k % 2 == 0 ? served[k % Served] : Panel, latencies, over.Token)).ToList();
        var started = Stopwatch.GetTimestamp();
        var turnedAway = (await Task.WhenAll(Enumerable.Range(0, uploads).Select(k => UploadAsync(http, $"load-{k}", 32 + (k % 8))))).Sum();
        var accepted = Stopwatch.GetElapsedTime(started);
        var least = TimeSpan.FromSeconds(Effort.Of(5, 60));
        await WaitAsync(store, Enumerable.Range(0, uploads).Select(k => $"load-{k}"));
        var finished = Stopwatch.GetElapsedTime(started);
        await Task.Delay(finished < least ? least - finished : TimeSpan.Zero, Stop);
        await over.CancelAsync();
        await Task.WhenAll(clients);

        var peak = await PeakMegabytesAsync(host);
        host.Kill();
        table.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"Load: {uploads} uploads at once accepted in {accepted.TotalSeconds:F1} s ({turnedAway} times 429), their runs done after "
                + $"{finished.TotalSeconds:F1} s; forecasts of {Clients} clients meanwhile: {latencies}; peak memory {peak:F0} MB."));
        Assert.True(turnedAway > 0, "No upload was turned away.");
        Assert.InRange(latencies.Quantile(0.5), 0, 250);
        Assert.InRange(latencies.Quantile(0.99), 0, 2_500);
        Assert.InRange(peak, 1, 1_000);
    }

    // Polls seldom, so as not to add to the load.
    private static async Task WaitAsync(AzureBlobStore store, IEnumerable<string> names)
    {
        var left = names.ToHashSet();
        for (var patience = new Patience(); patience.IsLeft && left.Count > 0;)
        {
            var next = left.First();
            if (await store.FindAsync(BlobLayout.Latest(next), Stop) is not null)
            {
                left.Remove(next);
            }
            else
            {
                await Task.Delay(500, Stop);
            }
        }

        Assert.Empty(left);
    }

    // Retries when told to, and counts the retries.
    private static async Task<int> UploadAsync(HttpClient http, string name, int length)
    {
        for (var turnedAway = 0; ; turnedAway++)
        {
            using var grid = await http.PutAsync($"api/series/{name}/grid", new StringContent(SmallRun.Grid), Stop);
            using var answer = grid.IsSuccessStatusCode
                ? await http.PutAsync($"api/series/{name}", new ByteArrayContent(SmallRun.Csv(length)), Stop)
                : grid;
            if (answer.StatusCode == HttpStatusCode.Accepted)
            {
                return turnedAway;
            }

            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value, Stop);
        }
    }

    private static async Task AskAsync(HttpClient http, string name, Latencies latencies, CancellationToken over)
    {
        // Not all of them at the same moment.
        await Task.Delay(Pause * Random.Shared.NextDouble(), Stop);
        while (!over.IsCancellationRequested)
        {
            latencies.Add(await ForecastAsync(http, name));
            await Task.Delay(Pause, Stop);
        }
    }

    private static async Task<TimeSpan> ForecastAsync(HttpClient http, string name)
    {
        var started = Stopwatch.GetTimestamp();
        var forecast = await http.GetFromJsonAsync<JsonElement>(
            $"api/series/{name}/forecast?horizon=12{(name == Panel ? $"&id={Uri.EscapeDataString("b/é")}" : "")}", Stop);
        var latency = Stopwatch.GetElapsedTime(started);
        Assert.Equal(12, forecast.GetProperty("forecast").GetArrayLength());
        return latency;
    }

    private static async Task<double> PeakMegabytesAsync(Host host)
    {
        var line = (await File.ReadAllLinesAsync($"/proc/{host.ProcessId}/status", Stop)).First(
            line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.AsSpan(6, line.Length - 8), CultureInfo.InvariantCulture) / 1024;
    }
}
