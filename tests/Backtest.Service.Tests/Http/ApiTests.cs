using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Backtest.Service.Http;
using Backtest.Service.Runs;
using Backtest.Service.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backtest.Service.Tests.Http;

public sealed class ApiTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddBacktest(new FolderBlobStore(_folder.Path), new BacktestOptions { MaxUploadBytes = 10_000 });
        builder.Services.AddSingleton<IRunHost, InlineRunHost>();
        _app = builder.Build();
        _app.MapBacktestApi();
        await _app.StartAsync(Stop);
        _http = _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task From_upload_to_forecast()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync("/api/series/demo/grid", Workbench.Grid)).StatusCode);

        var upload = await PutAsync("/api/series/demo", Encoding.UTF8.GetString(Workbench.Csv()));
        Assert.Equal(HttpStatusCode.Accepted, upload.StatusCode);
        var status = await JsonAsync(upload.Headers.Location!.ToString());
        Assert.Equal(("done", 13, 13, 0), (Text(status, "state"), Number(status, "total"), Number(status, "done"), Number(status, "failed")));

        Assert.Equal(["demo"], (await JsonAsync("/api/series")).EnumerateArray().Select(name => name.GetString()));
        var summary = await JsonAsync("/api/series/demo");
        var leaderboard = await JsonAsync("/api/series/demo/leaderboard");
        Assert.Equal(Text(summary, "winner"), Text(leaderboard, "winner"));
        Assert.Equal(1, (await JsonAsync("/api/series/demo/summary")).GetProperty("finished").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/api/series/none/summary", Stop)).StatusCode);
        var report = await _http.GetAsync("/api/series/demo/report", Stop);
        Assert.Equal(("text/html", HttpStatusCode.OK), (report.Content.Headers.ContentType!.MediaType, report.StatusCode));
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/api/series/none/report", Stop)).StatusCode);

        var forecast = await JsonAsync("/api/series/demo/forecast?horizon=6&level=50,80,95");
        Assert.Equal(Text(leaderboard, "winner"), Text(forecast, "trial"));
        var steps = forecast.GetProperty("forecast").EnumerateArray().ToList();
        Assert.Equal([1, 2, 3, 4, 5, 6], steps.Select(step => (int)Number(step, "step")));
        Assert.All(steps, step => Assert.Equal(3, step.GetProperty("intervals").GetArrayLength()));
    }

    [Fact]
    public async Task A_host_with_too_much_to_do_says_when_to_come_again_and_stores_nothing()
    {
        var host = (InlineRunHost)_app.Services.GetRequiredService<IRunHost>();
        host.RetryAfter = TimeSpan.FromSeconds(9.5);

        foreach (var (method, path) in new[] { (HttpMethod.Put, "/api/series/demo"), (HttpMethod.Put, "/api/series/demo/grid"), (HttpMethod.Post, "/api/series/demo/backtests") })
        {
            var answer = await _http.SendAsync(new HttpRequestMessage(method, path) { Content = new ByteArrayContent(Workbench.Csv()) }, Stop);
            Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(10)), (answer.StatusCode, answer.Headers.RetryAfter!.Delta));
        }

        Assert.Equal(0, (await JsonAsync("/api/series")).GetArrayLength());
        host.RetryAfter = null;
        await UploadAsync();
        Assert.Equal(1, (await JsonAsync("/api/series")).GetArrayLength());
    }

    [Fact]
    public async Task Every_model_can_be_downloaded_and_asked()
    {
        await UploadAsync();
        var leaderboard = await JsonAsync("/api/series/demo/leaderboard");
        foreach (var row in leaderboard.GetProperty("rows").EnumerateArray())
        {
            var trial = Text(row, "trial");
            var model = await _http.GetAsync($"/api/series/demo/models/{trial}", Stop);
            Assert.Equal(Text(row, "engine") == "lstm" ? "application/octet-stream" : "application/json", model.Content.Headers.ContentType!.MediaType);
            Assert.Equal(trial, Text(await JsonAsync($"/api/series/demo/forecast?model={trial}"), "trial"));
        }
    }

    [Fact]
    public async Task Leaderboard_and_forecast_come_as_CSV_too()
    {
        await UploadAsync();

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
        await UploadAsync();

        var answer = await _http.PostAsync("/api/series/demo/backtests", new StringContent("""{ "horizon": 2, "arima": { "d": 1 } }"""), Stop);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("done", Text(await JsonAsync(answer.Headers.Location!.ToString()), "state"));
        Assert.Equal(2, (await JsonAsync("/api/series/demo/forecast")).GetProperty("forecast").GetArrayLength());
        Assert.Equal(2, (await JsonAsync("/api/series/demo")).GetProperty("runs").GetArrayLength());
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
    [InlineData("GET", "/api/series/none/backtests/0", "", 404, "The series 'none' has no run '0'.", "run")]
    [InlineData("GET", "/api/series/x/forecast?horizon=0", "", 400, "'0' is not a horizon.", "horizon")]
    [InlineData("GET", "/api/series/x/forecast?horizon=99999", "", 400, "'99999' is not a horizon.", "horizon")]
    [InlineData("GET", "/api/series/x/forecast?level=100", "", 400, "'100' is not a level.", "level")]
    [InlineData("GET", "/api/series/x/forecast?model=..%2F..", "", 400, "The series name has '.'", "name")]
    public async Task What_is_wrong_is_a_problem_and_nothing_is_stored(string method, string path, string body, int status, string what, string? where)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body) };

        using var answer = await _http.SendAsync(request, Stop);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;
        Assert.StartsWith(what, Text(problem, "title"));
        Assert.Equal(where, problem.TryGetProperty("where", out var place) ? place.GetString() : null);
        Assert.NotEmpty(Text(problem, "detail"));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_with_and_without_its_length()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 5000)));
        foreach (HttpContent content in new HttpContent[] { new ByteArrayContent(bytes), new StreamContent(new UnseekableStream(bytes)) })
        {
            using var answer = await _http.PutAsync("/api/series/demo", content, Stop);

            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            Assert.Contains("larger than 10,000 bytes", await answer.Content.ReadAsStringAsync(Stop));
        }

        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Health_names_the_versions() => Assert.Equal("healthy", Text(await JsonAsync("/api/health"), "status"));

    private async Task UploadAsync()
    {
        await PutAsync("/api/series/demo/grid", Workbench.Grid);
        await PutAsync("/api/series/demo", Encoding.UTF8.GetString(Workbench.Csv()));
    }

    private Task<HttpResponseMessage> PutAsync(string path, string body) => _http.PutAsync(path, new StringContent(body), Stop);

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var answer = await _http.GetAsync(path, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;
    }

    private async Task<string[]> CsvAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var answer = await _http.SendAsync(request, Stop);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        return (await answer.Content.ReadAsStringAsync(Stop)).TrimEnd().Split('\n');
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
