using System.Net;
using System.Text;
using System.Text.Json;
using Backtest.Cli.Hosting;
using Backtest.Core.Planning;
using Backtest.Engineering;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backtest.Cli.Tests;

public sealed class EmbeddedRunHostTests : IDisposable
{
    // Some seconds of work.
    private const string LongGrid = """{ "horizon": 6, "windows": 3, "lstm": { "lookBack": 12, "units": [32, 48, 64], "layers": 2, "epochs": 300, "dropout": [0, 0.1, 0.2] } }""";

    private static readonly BacktestOptions Options = new() { OwnerSeconds = 0.6, PollSeconds = 0.1 };

    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_no_attempt_can_carry_out_says_that_it_failed_and_another_start_goes_on()
    {
        var store = new FolderBlobStore(_folder);
        await UploadAsync(store, """{ "horizon": 6, "arima": { "p": 1, "d": 1 } }""");
        await using var app = EmbeddedHost.Create(store, "http://127.0.0.1:0", null, Options with { PollSeconds = 3600 });
        await app.StartAsync(Stop);
        var run = (await app.Services.GetRequiredService<PlanStep>().RunAsync("air", Stop))!;
        var values = (await store.ReadAsync(BlobLayout.Values(run.Key), Stop))!.Content;
        await store.DeleteAsync(BlobLayout.Values(run.Key), Stop);

        await app.Services.GetRequiredService<IRunHost>().StartAsync(run, Stop);
        var failed = await WaitAsync(app, run.Key, RunState.Failed);
        Assert.Equal("The run hit an error 3 times; the log of the host has details.", failed.Problem!.What);

        await store.WriteAsync(BlobLayout.Values(run.Key), values, Stop);
        using var http = Client(app);
        Assert.Equal(HttpStatusCode.Accepted, (await http.PostAsync("api/series/air/backtests", null, Stop)).StatusCode);
        await WaitAsync(app, run.Key, RunState.Done);
        await app.StopAsync(Stop);
    }

    [Theory]
    [InlineData(1e200)]
    [InlineData(-1e170)]
    public async Task A_run_that_cannot_be_scored_fails_once_with_its_reason(double scale)
    {
        await using var app =
            EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", null, Options with { PollSeconds = 3600 });
        using var log = new CapturedLog();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await app.StartAsync(Stop);
        using var http = Client(app);
        var csv = "y\n" + string.Join('\n', Enumerable.Range(1, 60)
            .Select(t => FormattableString.Invariant($"{scale * (100 + t + (10 * Math.Sin(1.7 * t)))}")));
        await http.PutAsync("api/series/huge/grid", new StringContent("""{ "horizon": 6, "theta": {} }"""), Stop);
        using var upload = await http.PutAsync("api/series/huge", new StringContent(csv), Stop);
        var location = upload.Headers.Location!;

        var failed = await WaitAsync(app, RunKey.Parse("huge", location.ToString().Split('/')[^1]), RunState.Failed);

        var reason = $"No trial could be scored. {failed.Total} of {failed.Total} failed, such as Naive: The "
            + "forecast errors are too large to be squared.";
        Assert.Equal((reason, failed.Total), (failed.Problem!.What, failed.Failed));
        Assert.Single(log.Lines, line => line.Contains($"failed: {reason}", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("tried again", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("(null)", StringComparison.Ordinal));
        using var status = JsonDocument.Parse(await http.GetStringAsync(location, Stop));
        Assert.Equal(("failed", reason), (status.RootElement.GetProperty("state")
            .GetString(), status.RootElement.GetProperty("problem")
            .GetProperty("title")
            .GetString()));
        foreach (var result in new[] { "leaderboard", "forecast", "report", "values" })
        {
            using var answer = await http.GetAsync($"api/series/huge/{result}", Stop);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("why a run failed", await answer.Content.ReadAsStringAsync(Stop));
        }

        await app.StopAsync(Stop);
    }

    [Fact]
    public async Task A_run_of_one_host_is_cancelled_by_a_client_of_another()
    {
        await using var first = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", null, Options);
        await using var second =
            EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", null, Options with { PollSeconds = 3600 });
        await first.StartAsync(Stop);
        await second.StartAsync(Stop);
        await UploadAsync(new FolderBlobStore(_folder), LongGrid);
        using var http = Client(second);
        var run = await StartedAsync(first, http);

        using var cancelled = await http.DeleteAsync($"api/series/air/backtests/{run.Run}", Stop);

        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        await WaitAsync(first, run, RunState.Cancelled);
        for (var patience = new Patience(); patience.IsLeft && File.Exists(Path.Combine(_folder, BlobLayout.Owner(run)));)
        {
            await Task.Delay(50, Stop);
        }

        Assert.False(File.Exists(Path.Combine(_folder, BlobLayout.Owner(run))));
        Assert.False(File.Exists(Path.Combine(_folder, BlobLayout.Leaderboard(run))));
        await first.StopAsync(Stop);
        await second.StopAsync(Stop);
    }

    [Fact]
    public async Task A_run_that_nobody_works_on_is_taken_up_and_one_that_failed_is_not()
    {
        var store = new FolderBlobStore(_folder);
        await using var app =
            EmbeddedHost.Create(store, "http://127.0.0.1:0", null, Options with { PollSeconds = 3600, TakeoverSeconds = 0.2 });
        await app.StartAsync(Stop);
        var planning = app.Services.GetRequiredService<PlanStep>();
        var marks = app.Services.GetRequiredService<RunMarks>();
        var csv = await File.ReadAllBytesAsync(Repository.PathOf("samples", "air-passengers.csv"), Stop);
        async Task<RunKey> PlanAsync(string name, string grid) => (await planning.StoreAsync(
            planning.Prepare(name, csv, GridReader.Read(Encoding.UTF8.GetBytes(grid)), DateTimeOffset.UtcNow, Stop),
            new RunRequest(null, IsStart: true),
            Stop)).Key;

        // The look at the start tries failed runs again. Whichever look takes up the first run, that one has listed what there was by then.
        const string Grid = """{ "horizon": 6, "theta": {} }""";
        await WaitAsync(app, await PlanAsync("zero", Grid), RunState.Done);
        using var log = new CapturedLog();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);

        // The mark comes first, so that no scan finds the run without it.
        var other = new PlanStep(
            new FolderBlobStore(Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName),
            app.Services.GetRequiredService<WorkContext>(),
            NullLogger<PlanStep>.Instance);
        var failed = other.Prepare("failed", csv, GridReader.Read(Encoding.UTF8.GetBytes(Grid)), DateTimeOffset.UtcNow, Stop).Plan.Key;
        await marks.FailAsync(failed, "It failed.", Stop);
        Assert.Equal(failed, await PlanAsync("failed", Grid));
        await WaitAsync(app, await PlanAsync("one", Grid), RunState.Done);
        await WaitAsync(app, await PlanAsync("two", Grid), RunState.Done);

        Assert.Equal(RunState.Failed, (await app.Services.GetRequiredService<RunCatalog>().StatusAsync(failed, Stop))!.State);
        Assert.Equal(2, log.Lines.Count(line => line.Contains("was interrupted and continues", StringComparison.Ordinal)));
        await app.StopAsync(Stop);
    }

    [Fact]
    public async Task A_start_with_the_mark_of_a_cancellation_begins_nothing()
    {
        var store = new FolderBlobStore(_folder);
        await UploadAsync(store, LongGrid);
        await using var app =
            EmbeddedHost.Create(store, "http://127.0.0.1:0", null, Options with { PollSeconds = 3600, TakeoverSeconds = 3600 });
        await app.StartAsync(Stop);
        var run = (await app.Services.GetRequiredService<PlanStep>().RunAsync("air", Stop))!;
        await app.Services.GetRequiredService<RunMarks>().CancelAsync(run.Key, null, Stop);

        var host = app.Services.GetRequiredService<IRunHost>();
        await host.StartAsync(run, Stop);

        // A later run of the upload is over, so this one has had its turn.
        await UploadAsync(store, """{ "horizon": 6, "theta": {} }""");
        var next = (await app.Services.GetRequiredService<PlanStep>().RunAsync("air", Stop))!;
        await host.StartAsync(next, Stop);
        await WaitAsync(app, next.Key, RunState.Done);

        var status = (await app.Services.GetRequiredService<RunCatalog>().StatusAsync(run.Key, Stop))!;
        Assert.Equal((RunState.Cancelled, 0), (status.State, status.Done));
        await app.StopAsync(Stop);
    }

    [Fact]
    public async Task A_short_run_does_not_wait_for_a_long_one_though_one_run_at_a_time_is_worked_on()
    {
        // Some minutes of trials that take a second or two.
        const string Endless = """{ "horizon": 6, "windows": 3, "lstm": { "lookBack": 12, "units": 24, "epochs": 200, "dropout": { "from": 0, "to": 0.5, "count": 20 }, "recurrentDropout": { "from": 0, "to": 0.5, "count": 10 } } }""";
        await using var app = EmbeddedHost.Create(
            new FolderBlobStore(_folder),
            "http://127.0.0.1:0",
            null,
            Options with { PollSeconds = 3600, ParallelRuns = 1, ParallelTrials = 2 });
        await app.StartAsync(Stop);
        using var http = Client(app);
        var csv = await File.ReadAllBytesAsync(Repository.PathOf("samples", "air-passengers.csv"), Stop);
        async Task<RunKey> StartAsync(string name, string grid)
        {
            await http.PutAsync($"api/series/{name}/grid", new StringContent(grid), Stop);
            using var answer = await http.PutAsync($"api/series/{name}", new ByteArrayContent(csv), Stop);
            return RunKey.Parse(name, answer.Headers.Location!.ToString().Split('/')[^1]);
        }

        var endless = await StartAsync("endless", Endless);
        await WaitAsync(app, endless, RunState.Running, done: 6);
        var quick = await StartAsync("quick", """{ "horizon": 6, "windows": 3, "arima": { "p": [0, 1, 2], "q": [0, 1, 2] } }""");
        await WaitAsync(app, quick, RunState.Done);

        var status = (await app.Services.GetRequiredService<RunCatalog>().StatusAsync(endless, Stop))!;
        Assert.Equal(RunState.Running, status.State);
        Assert.True(status.Done < status.Total / 2, $"{status.Done} of {status.Total} trials came first.");
        await WaitAsync(app, endless, RunState.Running, done: status.Done + 1);
        await app.StopAsync(Stop);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task UploadAsync(FolderBlobStore store, string grid)
    {
        await store.WriteAsync(BlobLayout.Grid("air"), Encoding.UTF8.GetBytes(grid), Stop);
        await store.WriteAsync(
            BlobLayout.Series("air"), await File.ReadAllBytesAsync(Repository.PathOf("samples", "air-passengers.csv"), Stop), Stop);
    }

    private static HttpClient Client(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.Single()) };

    // Waits until a host works on the only run.
    private static async Task<RunKey> StartedAsync(WebApplication app, HttpClient http)
    {
        for (var patience = new Patience(); patience.IsLeft;)
        {
            using var answer = await http.GetAsync("api/series/air", Stop);
            if (answer.IsSuccessStatusCode)
            {
                using var summary = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
                var runs = summary.RootElement.GetProperty("runs");
                if (runs.GetArrayLength() > 0)
                {
                    var run = RunKey.Parse("air", runs[0].GetProperty("run").GetString()!);
                    if (await app.Services.GetRequiredService<IBlobStore>().FindAsync(BlobLayout.Owner(run), Stop) is not null)
                    {
                        return run;
                    }
                }
            }

            await Task.Delay(50, Stop);
        }

        throw new TimeoutException("The run was not started.");
    }

    private static async Task<RunStatus> WaitAsync(WebApplication app, RunKey run, RunState state, int done = 0)
    {
        for (var patience = new Patience(); patience.IsLeft;)
        {
            if (await app.Services.GetRequiredService<RunCatalog>().StatusAsync(run, Stop) is { } status
                && status.State == state
                && status.Done >= done)
            {
                return status;
            }

            await Task.Delay(50, Stop);
        }

        throw new TimeoutException($"The run was never {state}.");
    }
}
