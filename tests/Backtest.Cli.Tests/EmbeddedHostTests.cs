using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Backtest.Cli.Hosting;
using Backtest.Commands;
using Backtest.Engineering;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Testing;
using Backtest.Testing.Contract;

namespace Backtest.Cli.Tests;

/// <summary>The embedded host on a folder, in this process.</summary>
public sealed class EmbeddedHostTests : IDisposable
{
    private const string Key = "0123456789abcdef";

    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_copied_into_the_folder_is_backtested()
    {
        await using var app = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", null);
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Directory.CreateDirectory(Path.Combine(_folder, "series"));
        foreach (var file in new[] { "sales.grid.json", "sales.csv" })
        {
            File.Copy(Repository.PathOf("samples", file), Path.Combine(_folder, "series", file));
        }

        var forecast = await WaitForForecastAsync(http);

        Assert.Equal(6, forecast.GetProperty("forecast").GetArrayLength());
        await app.StopAsync(Stop);
    }

    [Fact]
    public async Task A_host_that_stops_answers_who_waits_for_the_end_of_a_run()
    {
        await using var app = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", null);
        var arrived = new TaskCompletionSource();
        app.Use(next => context =>
        {
            if (context.Request.Query.ContainsKey("wait"))
            {
                arrived.SetResult();
            }

            return next(context);
        });
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var form = new MultipartFormDataContent
        {
            { new StringContent("y\n" + string.Concat(Enumerable.Range(0, 200).Select(t => $"{t * 7 % 11}\n"))), "csv" },
            { new StringContent("""{ "horizon": 4, "lstm": { "lookBack": 24, "units": 64, "epochs": 5000 } }"""), "grid" },
        };
        using var started = await http.PutAsync("/api/series/heavy", form, Stop);

        var since = Stopwatch.GetTimestamp();
        var waiting = http.GetFromJsonAsync<JsonElement>($"{started.Headers.Location}?wait=60", Stop);
        await arrived.Task.WaitAsync(Stop);
        await app.StopAsync(Stop);

        Assert.Equal("running", (await waiting).GetProperty("state").GetString());
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(45));
    }

    [Fact]
    public async Task Prometheus_reads_the_metrics_with_the_key_where_a_setting_allows_it()
    {
        await using var app = EmbeddedHost.Create(
            new FolderBlobStore(_folder), "http://127.0.0.1:0", Key, serve: new ServeOptions { Metrics = true });
        await using var other = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", null);
        await app.StartAsync(Stop);
        await other.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/metrics", Stop)).StatusCode);
        http.DefaultRequestHeaders.Add("x-functions-key", Key);
        Assert.Matches(@"(?m)^backtest_runs_active\S* 0 ?", await http.GetStringAsync("/metrics", Stop));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(new Uri(other.Urls.Single()), "/metrics"), Stop)).StatusCode);
        await app.StopAsync(Stop);
        await other.StopAsync(Stop);
    }

    [Fact]
    public async Task With_a_key_only_health_and_the_contract_are_open()
    {
        await using var app = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", Key);
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/health", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/openapi.json", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/docs", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/docs/series", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/series", Stop)).StatusCode);
        http.DefaultRequestHeaders.Add("x-functions-key", Key[1..]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/series", Stop)).StatusCode);
        http.DefaultRequestHeaders.Remove("x-functions-key");
        http.DefaultRequestHeaders.Add("x-functions-key", Key);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/series", Stop)).StatusCode);
        await app.StopAsync(Stop);
    }

    [Fact]
    public async Task A_refusal_for_want_of_a_key_is_a_guarded_problem()
    {
        await using var app = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", Key);
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var answer = await http.GetAsync("/api/series", Stop);

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.DoesNotContain(Key, await answer.Content.ReadAsStringAsync(Stop));
        await app.StopAsync(Stop);
    }

    [Theory]
    [InlineData("POST", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("POST", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("DELETE", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("POST", "same-origin", HttpStatusCode.NotFound)]
    [InlineData("POST", "none", HttpStatusCode.NotFound)]
    [InlineData("POST", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "cross-site", HttpStatusCode.MethodNotAllowed)]
    public async Task A_page_of_another_site_starts_nothing(string method, string? site, HttpStatusCode expected)
    {
        await using var app = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", null);
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var request = new HttpRequestMessage(new HttpMethod(method), method == "DELETE"
            ? "/api/series/none/backtests/0123456789abcdef"
            : "/api/series/none/backtests");
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        using var answer = await http.SendAsync(request, Stop);

        Assert.Equal(expected, answer.StatusCode);
        await app.StopAsync(Stop);
    }

    [Theory]
    [InlineData(null, "http://elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData(null, "null", HttpStatusCode.Forbidden)]
    [InlineData("none", "null", HttpStatusCode.Forbidden)]
    [InlineData(null, "no origin at all", HttpStatusCode.Forbidden)]
    [InlineData(null, "http://localhost", HttpStatusCode.Forbidden)]
    [InlineData(null, "http://localhost:1", HttpStatusCode.Forbidden)]
    [InlineData(null, "https://localhost:7071", HttpStatusCode.Forbidden)]
    [InlineData(null, "http://127.0.0.1:7071", HttpStatusCode.Forbidden)]
    [InlineData(null, "http://localhost.:7071", HttpStatusCode.Forbidden)]
    [InlineData(null, "http://localhost:7071, http://localhost:7071", HttpStatusCode.Forbidden)]
    [InlineData(null, "http://localhost:7071", HttpStatusCode.NotFound)]
    [InlineData(null, "HTTP://LocalHost:7071", HttpStatusCode.NotFound)]
    [InlineData("none", "http://localhost:7071", HttpStatusCode.NotFound)]
    [InlineData("same-origin", "https://localhost", HttpStatusCode.NotFound)]
    [InlineData("cross-site", "http://localhost:7071", HttpStatusCode.Forbidden)]
    [InlineData(null, "http://localhost:80", HttpStatusCode.NotFound, "localhost")]
    [InlineData(null, "http://localhost", HttpStatusCode.NotFound, "LOCALHOST:80")]
    [InlineData(null, "https://localhost", HttpStatusCode.Forbidden, "localhost")]
    public async Task What_an_origin_of_another_site_sends_starts_nothing(
        string? site, string origin, HttpStatusCode expected, string name = "localhost:7071")
    {
        await using var app = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", null);
        await app.StartAsync(Stop);
        foreach (var request in new[] { "POST /api/series/none/backtests", "DELETE /api/series/none/backtests/0123456789abcdef" })
        {
            using var raw = await RawRequest.SendAsync(
                new Uri(app.Urls.Single()),
                request,
                ["Content-Length: 0", $"Origin: {origin}", .. site is null ? Array.Empty<string>() : [$"Sec-Fetch-Site: {site}"]],
                Stop,
                name);

            Assert.Equal((int)expected, (await raw.AnswerAsync(Stop)).Status);
        }

        await app.StopAsync(Stop);
    }

    [Theory]
    [InlineData("PUT", "/api/series/demo", "zz\r\n1\r\n")]
    [InlineData("PUT", "/api/series/demo", "5\r\n1\n2\n3\n\r\n")]
    [InlineData("PUT", "/api/series/demo", "FFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("PUT", "/api/series/demo/grid", "-1\r\n")]
    [InlineData("POST", "/api/series/demo/backtests", "zz\r\n1\r\n")]
    [InlineData("POST", "/api/inspect", "zz\r\n1\r\n")]
    [InlineData("POST", "/api/inspect", "zz\r\n1\r\n", "Content-Type: multipart/form-data; boundary=b")]
    public async Task A_bad_chunk_is_a_bad_request(string method, string path, string chunks, string type = "Content-Type: text/csv")
    {
        await using var app = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", null);
        await app.StartAsync(Stop);
        using var raw =
            await RawRequest.SendAsync(new Uri(app.Urls.Single()), $"{method} {path}", [type, "Transfer-Encoding: chunked"], Stop);
        await raw.SendAsync(chunks, Stop);

        var (status, head, body) = await raw.AnswerAsync(Stop);

        Assert.Equal(400, status);
        Assert.Contains("application/problem+json", head);
        Assert.Contains("The body ended early or is malformed.", body);
        await app.StopAsync(Stop);
    }

    [Theory]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound, "There is nothing at this address.")]
    [InlineData("HEAD", "/nothing", HttpStatusCode.NotFound, "")]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound, "There is nothing at this address.")]
    [InlineData("POST", "/assets/none/none", HttpStatusCode.NotFound, "There is nothing at this address.")]
    [InlineData("DELETE", "/api/series", HttpStatusCode.MethodNotAllowed, "This address does not support the method.")]
    public async Task What_no_route_takes_is_a_guarded_problem(string method, string path, HttpStatusCode expected, string what)
    {
        await using var app = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", null);
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Stop);

        Assert.Equal((expected, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains(what, await answer.Content.ReadAsStringAsync(Stop));
        Assert.All(
            ["X-Content-Type-Options", "X-Frame-Options", "Content-Security-Policy", "Referrer-Policy", "Cross-Origin-Resource-Policy"],
            header => Assert.True(answer.Headers.Contains(header), header));
        await app.StopAsync(Stop);
    }

    [Fact]
    public async Task With_a_key_every_name_leads_to_the_host()
    {
        await using var app = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", Key);
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        http.DefaultRequestHeaders.Host = "elsewhere.example";
        http.DefaultRequestHeaders.Add("x-functions-key", Key);

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/series", Stop)).StatusCode);
        await app.StopAsync(Stop);
    }

    [Theory]
    [InlineData("elsewhere.example", HttpStatusCode.BadRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:7071", HttpStatusCode.OK)]
    public async Task Without_a_key_no_other_name_leads_to_the_host(string name, HttpStatusCode expected)
    {
        await using var app = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", null);
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        http.DefaultRequestHeaders.Host = name;

        using var answer = await http.GetAsync("/api/series", Stop);

        Assert.Equal(expected, answer.StatusCode);
        await app.StopAsync(Stop);
    }

    [Fact]
    public async Task Uploads_that_claim_much_and_send_little_keep_no_other_waiting_and_are_told_so()
    {
        await using var app = EmbeddedHost.Create(
            new FolderBlobStore(_folder),
            "http://127.0.0.1:0",
            null,
            new BacktestOptions { MaxBodySeconds = 2, MaxQueuedRuns = 1, ParallelRuns = 1 });
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var slow = new List<RawRequest>();
        for (var k = 0; k < 8; k++)
        {
            slow.Add(await RawRequest.SendAsync(
                http.BaseAddress,
                $"PUT /api/series/slow{k}",
                [k % 2 == 0 ? "Content-Length: 67108864" : "Transfer-Encoding: chunked"],
                Stop));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var sending = slow.Select((request, k) =>
            request.RepeatAsync(k % 2 == 0 ? new string('1', 60) : "1\r\n1\r\n", TimeSpan.FromMilliseconds(100), stop.Token)).ToList();
        await Task.Delay(300, Stop);
        using (var other = await http.PutAsync("/api/series/other", new StringContent(string.Join('\n', Enumerable.Range(0, 60))), Stop)
            .WaitAsync(Patience.Limit, Stop))
        {
            Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
        }

        foreach (var request in slow)
        {
            var (status, head, body) = await request.AnswerAsync(Stop);
            Assert.Equal(408, status);
            Assert.Contains("application/problem+json", head);
            Assert.Contains("The body arrived too slowly.", body);
        }

        await stop.CancelAsync();
        await Task.WhenAll(sending);
        slow.ForEach(request => request.Dispose());
        Assert.Equal(["other"], (await http.GetFromJsonAsync<JsonElement>("/api/series", Stop)).EnumerateArray()
            .Select(name => name.GetString()));
        await app.StopAsync(Stop);
    }

    [Fact]
    public async Task Addresses_that_the_configuration_gains_later_are_not_listened_on()
    {
        await using var app = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", null);
        app.Configuration["Kestrel:Endpoints:Public:Url"] = "http://0.0.0.0:0";
        app.Configuration["URLS"] = "http://0.0.0.0:0";
        await app.StartAsync(Stop);

        Assert.StartsWith("http://127.0.0.1:", Assert.Single(app.Urls));
        await app.StopAsync(Stop);
    }

    [Fact]
    public async Task The_queue_is_measured()
    {
        var depths = new ConcurrentDictionary<string, int>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name is "backtest.runs.queued"
            or "backtest.runs.active") { self.EnableMeasurementEvents(instrument); }
            }
        };
        listener.SetMeasurementEventCallback<int>(
            (instrument, value, _, _) => depths.AddOrUpdate(instrument.Name, value, (_, before) => Math.Max(before, value)));
        listener.Start();
        await using var app = EmbeddedHost.Create(
            new FolderBlobStore(_folder), "http://127.0.0.1:0", null, new BacktestOptions { ParallelRuns = 1, ParallelTrials = 1 });
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var csv = "y\n" + string.Concat(Enumerable.Range(0, 60).Select(t => $"{t % 7}\n"));

        foreach (var name in new[] { "one", "two", "three", "four", "five" })
        {
            await http.PutAsync($"/api/series/{name}", new StringContent(csv), Stop);
        }

        for (var patience = new Patience(); patience.IsLeft && depths.GetValueOrDefault("backtest.runs.queued") == 0;)
        {
            listener.RecordObservableInstruments();
            await Task.Delay(20, Stop);
        }

        // All five wait until the first gets its turn, possibly after this measurement.
        Assert.InRange(depths["backtest.runs.queued"], 1, 5);
        await app.StopAsync(Stop);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<JsonElement> WaitForForecastAsync(HttpClient http)
    {
        for (var patience = new Patience(); patience.IsLeft;)
        {
            using var answer = await http.GetAsync("/api/series/sales/forecast", Stop);
            if (answer.IsSuccessStatusCode)
            {
                return await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
            }

            await Task.Delay(100, Stop);
        }

        throw new TimeoutException("No forecast came.");
    }
}
