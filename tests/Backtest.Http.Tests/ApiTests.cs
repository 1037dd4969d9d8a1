using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Backtest.Storage;
using Backtest.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Backtest.Http.Tests;

public sealed class ApiTests : IAsyncLifetime
{
    private TestApi _api = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await TestApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task From_upload_to_forecast()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await _api.PutAsync("/api/series/demo/grid", Workbench.Grid)).StatusCode);

        var upload = await _api.PutAsync("/api/series/demo", Encoding.UTF8.GetString(Workbench.Csv()));
        Assert.Equal(HttpStatusCode.Accepted, upload.StatusCode);
        var status = await _api.JsonAsync(upload.Headers.Location!.ToString());
        Assert.Equal(
            ("done", 13, 13, 0), (Text(status, "state"), Number(status, "total"), Number(status, "done"), Number(status, "failed")));

        Assert.Equal(["demo"], (await _api.JsonAsync("/api/series")).EnumerateArray().Select(name => name.GetString()));
        var summary = await _api.JsonAsync("/api/series/demo");
        var leaderboard = await _api.JsonAsync("/api/series/demo/leaderboard");
        Assert.Equal(Text(summary, "winner"), Text(leaderboard, "winner"));
        Assert.Equal(1, (await _api.JsonAsync("/api/series/demo/summary")).GetProperty("finished").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await _api.Http.GetAsync("/api/series/none/summary", Stop)).StatusCode);
        var report = await _api.Http.GetAsync("/api/series/demo/report", Stop);
        Assert.Equal(("text/html", HttpStatusCode.OK), (report.Content.Headers.ContentType!.MediaType, report.StatusCode));
        Assert.Equal(HttpStatusCode.NotFound, (await _api.Http.GetAsync("/api/series/none/report", Stop)).StatusCode);

        var forecast = await _api.JsonAsync("/api/series/demo/forecast?horizon=6&level=50,80,95");
        Assert.Equal(Text(leaderboard, "winner"), Text(forecast, "trial"));
        var steps = forecast.GetProperty("forecast").EnumerateArray().ToList();
        Assert.Equal([1, 2, 3, 4, 5, 6], steps.Select(step => (int)Number(step, "step")));
        Assert.All(steps, step => Assert.Equal(3, step.GetProperty("intervals").GetArrayLength()));
    }

    /// <summary>An upload that uses an earlier grid again must not do so silently.</summary>
    [Fact]
    public async Task A_started_run_says_where_its_grid_comes_from()
    {
        const string Grid = """{ "seasonLength": 1, "horizon": 2, "windows": 2, "baselines": ["naive", "drift"] }""";
        var csv = string.Join('\n', Enumerable.Range(1, 30).Select(t => t * t % 7));
        await SourceAsync("default", HttpMethod.Put, "/api/series/short", new StringContent(csv[..27]));
        using var both = new MultipartFormDataContent { { new StringContent(csv), "csv" }, { new StringContent(Grid), "grid" } };
        await SourceAsync("given", HttpMethod.Put, "/api/series/demo", both);
        await SourceAsync("stored", HttpMethod.Put, "/api/series/demo", new StringContent($"{csv}\n3"));
        await SourceAsync("stored", HttpMethod.Post, "/api/series/demo/backtests", null);
        await SourceAsync("given", HttpMethod.Put, "/api/series/demo/grid", new StringContent(Grid));
        await SourceAsync("given", HttpMethod.Post, "/api/series/demo/backtests", new StringContent(Grid));

        async Task SourceAsync(string expected, HttpMethod method, string path, HttpContent? body)
        {
            using var answer = await _api.Http.SendAsync(new HttpRequestMessage(method, path) { Content = body }, Stop);
            var text = await answer.Content.ReadAsStringAsync(Stop);
            Assert.True(answer.StatusCode == HttpStatusCode.Accepted, text);
            Assert.Equal((path, expected), (path, Text(JsonDocument.Parse(text).RootElement, "grid")));
        }
    }

    [Fact]
    public async Task Status_waits_for_the_end_of_a_run_if_it_is_asked_to()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var api = await TestApi.StartAsync(clock: clock);
        using var bench = new Workbench(store: new FolderBlobStore(api.Folder));
        var run = await bench.PlanAsync();
        var path = $"/api/series/{run.Key.Name}/backtests/{run.Key.Run}?wait=";
        async Task<(JsonElement Status, int Seconds)> WaitAsync()
        {
            var (waiting, seconds) = (api.JsonAsync($"{path}30"), 0);
            for (; !waiting.IsCompleted && seconds < 1_000; seconds++)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                await Task.WhenAny(waiting, Task.Delay(20, Stop));
            }

            return (await waiting, seconds);
        }

        var (running, waited) = await WaitAsync();
        Assert.Equal("running", Text(running, "state"));
        Assert.True(waited >= 29, $"The answer came after {waited} seconds.");

        await bench.Executor.RunAsync(run, null, Stop);
        Assert.Equal("done", Text((await WaitAsync()).Status, "state"));
        using var tooLong = await api.Http.GetAsync($"{path}61", Stop);
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);
    }

    [Fact]
    public async Task Events_tell_each_change_of_a_run_and_go_on_where_the_client_left_them()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var api = await TestApi.StartAsync(clock: clock);
        using var bench = new Workbench(store: new FolderBlobStore(api.Folder));
        var run = await bench.PlanAsync();
        var lines = new List<string>();
        async Task ReadAsync(string? last, Func<bool> isEnough)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/series/{run.Key.Name}/backtests/{run.Key.Run}/events");
            request.Headers.Add("Last-Event-ID", last is null ? [] : [last]);
            using var answer = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.ToString());
            using var text = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));
            lines.Clear();
            while (!isEnough())
            {
                var line = text.ReadLineAsync(Stop).AsTask();
                while (await Task.WhenAny(line, Task.Delay(20, Stop)) != line)
                {
                    clock.Advance(TimeSpan.FromSeconds(1));
                }

                if (await line is not { } read)
                {
                    return;
                }

                lines.Add(read);
            }
        }

        await ReadAsync(null, () => lines.Contains(":"));
        Assert.Equal(["id: running-0-0-0", "event: progress"], lines[..2]);
        await bench.Executor.RunAsync(run, null, Stop);
        await ReadAsync("running-0-0-0", () => false);

        Assert.Equal("event: end", lines[1]);
        Assert.Equal("done", Text(JsonDocument.Parse(lines[2]["data: ".Length..]).RootElement, "state"));
    }

    [Fact]
    public async Task A_host_with_too_much_to_do_says_when_to_come_again_and_stores_nothing()
    {
        var host = _api.Host;
        host.Pause = TimeSpan.FromSeconds(9.5);

        foreach (var (method, path) in new[] { (HttpMethod.Put, "/api/series/demo"),
            (HttpMethod.Put, "/api/series/demo/grid"),
            (HttpMethod.Post, "/api/series/demo/backtests") })
        {
            var answer =
                await _api.Http.SendAsync(new HttpRequestMessage(method, path) { Content = new ByteArrayContent(Workbench.Csv()) }, Stop);
            Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(10)), (answer.StatusCode, answer.Headers.RetryAfter!.Delta));
        }

        Assert.Equal(0, (await _api.JsonAsync("/api/series")).GetArrayLength());
        host.Pause = null;
        await _api.UploadAsync();
        Assert.Equal(1, (await _api.JsonAsync("/api/series")).GetArrayLength());
    }

    [Fact]
    public async Task Every_model_can_be_downloaded_and_asked()
    {
        await _api.UploadAsync();
        var leaderboard = await _api.JsonAsync("/api/series/demo/leaderboard");
        foreach (var row in leaderboard.GetProperty("rows").EnumerateArray())
        {
            var trial = Text(row, "trial");
            var model = await _api.Http.GetAsync($"/api/series/demo/models/{trial}", Stop);
            Assert.Equal(Text(row, "engine") == "lstm"
                ? "application/octet-stream"
                : "application/json", model.Content.Headers.ContentType!.MediaType);
            Assert.Equal(trial, Text(await _api.JsonAsync($"/api/series/demo/forecast?model={trial}"), "trial"));
        }
    }

    [Fact]
    public async Task Leaderboard_and_forecast_come_as_CSV_too()
    {
        await _api.UploadAsync();

        var leaderboard = await CsvAsync("/api/series/demo/leaderboard");
        var forecast = await CsvAsync("/api/series/demo/forecast?level=80");

        Assert.StartsWith("rank,trial,model,engine,status,mase", leaderboard[0]);
        Assert.Equal(14, leaderboard.Length);
        Assert.Equal("step,ds,yhat,lo-80,hi-80", forecast[0]);
        Assert.Equal(5, forecast.Length);
    }

    [Fact]
    public async Task A_grid_can_be_tried_once_without_storing_it()
    {
        await _api.UploadAsync();

        var answer =
            await _api.Http.PostAsync("/api/series/demo/backtests", new StringContent("""{ "horizon": 2, "arima": { "d": 1 } }"""), Stop);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("done", Text(await _api.JsonAsync(answer.Headers.Location!.ToString()), "state"));
        Assert.Equal(2, (await _api.JsonAsync("/api/series/demo/forecast")).GetProperty("forecast").GetArrayLength());
        Assert.Equal(2, (await _api.JsonAsync("/api/series/demo")).GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task A_trial_and_the_values_are_those_that_the_leaderboard_was_made_of()
    {
        await _api.UploadAsync();
        var leaderboard = await _api.JsonAsync("/api/series/demo/leaderboard");
        var run = Text(leaderboard, "run");

        var values = await _api.JsonAsync("/api/series/demo/values");
        Assert.Equal(Workbench.Values(), values.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal(run, Text(values, "run"));
        Assert.False(values.TryGetProperty("times", out _));

        var row = leaderboard.GetProperty("rows").EnumerateArray().First(row => Text(row, "engine") == "lstm");
        var trial = await _api.JsonAsync($"/api/series/demo/backtests/{run}/trials/{Text(row, "trial")}");
        Assert.Equal(5, trial.GetProperty("history").GetProperty("training").GetArrayLength());
        Assert.Equal(Number(row.GetProperty("metrics"), "mase"), Number(trial.GetProperty("score").GetProperty("overall"), "mase"));
        Assert.All(trial.GetProperty("score").GetProperty("windows").EnumerateArray(), window => Assert.Equal(
            Workbench.Values()[window.GetProperty("testStart").GetInt32()], window.GetProperty("y")[0].GetDouble()));
    }

    [Fact]
    public async Task Times_of_the_values_are_seconds_since_1970_and_missing_values_null()
    {
        var csv = "date,y\n" + string.Concat(Enumerable.Range(0, 40)
            .Where(day => day != 2)
            .Select(day => $"{new DateTime(1970, 1, 2).AddDays(day):yyyy-MM-dd},{100 + (day % 5)}\n"));
        Assert.Equal(HttpStatusCode.Accepted, (await _api.PutAsync("/api/series/days", csv)).StatusCode);

        var values = await _api.JsonAsync("/api/series/days/values");

        Assert.Equal([86400, 172800, 259200], values.GetProperty("times").EnumerateArray().Take(3).Select(time => time.GetDouble()));
        Assert.Equal(JsonValueKind.Null, values.GetProperty("values")[2].ValueKind);
    }

    [Fact]
    public async Task A_series_and_its_grid_can_be_uploaded_as_one_form()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Workbench.Csv()), "csv", "demo.csv" },
            { new StringContent(Workbench.Grid), "grid" } };

        var upload = await _api.Http.PutAsync("/api/series/demo", form, Stop);

        Assert.Equal(HttpStatusCode.Accepted, upload.StatusCode);
        Assert.Equal(13, Number(await _api.JsonAsync(upload.Headers.Location!.ToString()), "total"));
        Assert.Contains(_api.StoredFiles, file => file.EndsWith("demo.grid.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_form_with_a_wrong_grid_or_part_is_refused_and_nothing_is_stored()
    {
        foreach (var (part, content, where) in new[] { ("grid", "{ \"horizon\": 0 }", "horizon"), ("other", "x", "body") })
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Workbench.Csv()), "csv", "demo.csv" },
                { new StringContent(content), part } };

            var upload = await _api.Http.PutAsync("/api/series/demo", form, Stop);

            Assert.Equal(HttpStatusCode.BadRequest, upload.StatusCode);
            Assert.Equal(where, Text(JsonDocument.Parse(await upload.Content.ReadAsStringAsync(Stop)).RootElement, "where"));
        }

        Assert.Empty(_api.StoredFiles);
    }

    [Theory]
    [InlineData("/api/series/demo", "csv", "csv", "The form has the same part twice.")]
    [InlineData("/api/inspect", "csv", "csv", "The form has the same part twice.")]
    [InlineData("/api/series/demo", "grid", "grid", "The form has the same part twice.")]
    [InlineData("/api/series/demo", "csv", "other", "The form has a part that is neither csv nor grid.")]
    [InlineData("/api/inspect", "other", "csv", "The form has a part that is neither csv nor grid.")]
    [InlineData("/api/series/demo", "", "", "The form cannot be read.")]
    public async Task A_form_without_end_is_read_no_further_than_what_is_wrong_with_it(
        string path, string first, string others, string what)
    {
        var parts = Enumerable.Range(0, int.MaxValue).Select(k => (k == 0 ? first : others) is { Length: > 0 } name
            ? $"--b\r\nContent-Disposition: form-data; name={name}\r\n\r\n1\n2\n\r\n"
            : "a preamble");
        var body = new EndlessStream(parts);
        using var request =
            new HttpRequestMessage(path == "/api/inspect" ? HttpMethod.Post : HttpMethod.Put, path) { Content = new StreamContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");

        using var answer = await _api.Http.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(what, Text(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement, "title"));
        Assert.InRange(body.Given, 1, 1_000_000);
        Assert.Empty(_api.StoredFiles);
    }

    [Theory]
    [InlineData(70, HttpStatusCode.Accepted)]
    [InlineData(71, HttpStatusCode.BadRequest)]
    [InlineData(4_089, HttpStatusCode.BadRequest)]
    [InlineData(20_000, HttpStatusCode.BadRequest)]
    [InlineData(0, HttpStatusCode.BadRequest)]
    public async Task A_boundary_is_as_long_as_a_boundary_may_be(int length, HttpStatusCode expected)
    {
        var boundary = new string('b', length);
        foreach (var value in new[] { boundary, $"\"{boundary}\"" })
        {
            using var content = new StringContent(
                $"--{boundary}\r\nContent-Disposition: form-data; name=csv\r\n\r\n{Encoding.UTF8.GetString(Workbench.Csv())}\r\n--{boundary}--\r\n");
            content.Headers.Remove("Content-Type");
            content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={value}");

            using var answer = await _api.Http.PutAsync("/api/series/demo", content, Stop);

            Assert.True(expected == answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
        }
    }

    [Fact]
    public async Task A_form_that_goes_on_after_its_end_is_read_no_further()
    {
        var body = new EndlessStream(Enumerable.Range(0, int.MaxValue)
            .Select(k => k == 0 ? "--b\r\nContent-Disposition: form-data; name=csv\r\n\r\n1\r\n--b--\r\n" : "an epilogue"));
        using var content = new StreamContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");

        using var answer = await _api.Http.PutAsync("/api/series/demo", content, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.InRange(body.Given, 1, 1_000_000);
    }

    [Fact]
    public async Task A_form_that_says_to_be_larger_than_its_parts_may_be_together_is_refused_before_it_comes()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[200_000]), "csv" } };

        using var answer = await _api.Http.PutAsync("/api/series/demo", form, Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("The form is larger than 80,536 bytes", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("PUT", "/api/series/demo", "y\n1\nx\n", 400, "'x' is not a number.", "line 3, column 'y'")]
    [InlineData("PUT", "/api/series/demo", "", 400, "The file is empty.", null)]
    [InlineData("PUT", "/api/series/demo", "1\n2\n3\n", 400, "The series has 3 values", null)]
    [InlineData("PUT", "/api/series/a%2Fb", "1\n2\n", 400, "The series name has '%'", "name")]
    [InlineData("PUT", "/api/series/a%0Ab", "1\n2\n", 400, "The series name has 'U+000A'", "name")]
    [InlineData("PUT", "/api/series/demo/grid", "{ \"horizon\": -1 }", 400, "-1 is not allowed.", "horizon")]
    [InlineData("POST", "/api/series/none/backtests", "", 404, "There is no series 'none'.", "name")]
    [InlineData("GET", "/api/series/none", "", 404, "There is no series 'none'.", "name")]
    [InlineData("GET", "/api/series/none/leaderboard", "", 404, "The series 'none' has no finished run.", "name")]
    [InlineData("GET", "/api/series/none/forecast", "", 404, "The series 'none' has no finished run.", "name")]
    [InlineData("GET", "/api/series/none/backtests/0123456789abcdef", "", 404, "The series 'none' has no run '0123456789abcdef'.", "run")]
    [InlineData("GET", "/api/series/none/values", "", 404, "The series 'none' has no finished run.", "name")]
    [InlineData("GET", "/api/series/none/backtests/0123456789abcdef/trials/1", "", 400, "'1' is not the id of a trial.", "trial")]
    [InlineData("GET", "/api/series/none/backtests/0/trials/ets-0123456789", "", 400, "'0' is not the id of a run.", "run")]
    [InlineData("POST", "/api/inspect", "", 400, "The file is empty.", null)]
    [InlineData("POST", "/api/inspect?name=none", "", 404, "There is no series 'none'.", "name")]
    [InlineData("POST", "/api/inspect?name=a%20b", "1\n2\n", 400, "The series name has ' '", "name")]
    [InlineData("GET", "/assets/none.js", "", 404, "The page has no file 'none.js'.", "file")]
    [InlineData("GET", "/api/series/x/forecast?horizon=0", "", 400, "'0' is not a horizon.", "horizon")]
    [InlineData("GET", "/api/series/x/forecast?horizon=99999", "", 400, "'99999' is not a horizon.", "horizon")]
    [InlineData("GET", "/api/series/x/forecast?level=100", "", 400, "'100' is not a level.", "level")]
    [InlineData("GET", "/api/series/x/forecast?model=..%2F..", "", 400, "'../..' is not the id of a trial.", "model")]
    public async Task What_is_wrong_is_a_problem_and_nothing_is_stored(
        string method, string path, string body, int status, string what, string? where)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body) };

        using var answer = await _api.Http.SendAsync(request, Stop);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;
        Assert.StartsWith(what, Text(problem, "title"));
        Assert.Equal(where, problem.TryGetProperty("where", out var place) ? place.GetString() : null);
        Assert.NotEmpty(Text(problem, "detail"));
        Assert.Empty(_api.StoredFiles);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_with_and_without_its_length()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 5000)));
        foreach (HttpContent content in new HttpContent[] { new ByteArrayContent(bytes), new StreamContent(new UnseekableStream(bytes)) })
        {
            using var answer = await _api.Http.PutAsync("/api/series/demo", content, Stop);

            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            Assert.Contains("larger than 10,000 bytes", await answer.Content.ReadAsStringAsync(Stop));
        }

        Assert.Empty(_api.StoredFiles);
    }

    [Fact]
    public async Task Health_names_the_versions() => Assert.Equal("healthy", Text(await _api.JsonAsync("/api/health"), "status"));

    private async Task<string[]> CsvAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var answer = await _api.Http.SendAsync(request, Stop);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        return (await answer.Content.ReadAsStringAsync(Stop)).TrimEnd().Split('\n');
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private sealed class EndlessStream(IEnumerable<string> parts) : MemoryStream
    {
        private readonly IEnumerator<string> _parts = parts.GetEnumerator();

        public long Given { get; private set; }

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Position == Length)
            {
                _parts.MoveNext();
                SetLength(0);
                Write(Encoding.ASCII.GetBytes(_parts.Current));
                Position = 0;
            }

            var count = Read(buffer.Span);
            Given += count;
            return ValueTask.FromResult(count);
        }

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var buffer = new byte[bufferSize];
            while (true)
            {
                await destination.WriteAsync(buffer.AsMemory(0, await ReadAsync(buffer, cancellationToken)), cancellationToken);
            }
        }
    }

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
