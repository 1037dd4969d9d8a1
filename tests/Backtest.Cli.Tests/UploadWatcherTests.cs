using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Backtest.Cli.Hosting;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;
using Backtest.Testing.Workbooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backtest.Cli.Tests;

public sealed class UploadWatcherTests : IDisposable
{
    private const string Grid = """{ "horizon": 2, "windows": 1, "seasonLength": 1, "baselines": ["naive"], "theta": {} }""";

    private static readonly BacktestOptions Options = new() { PollSeconds = 0.05, TakeoverSeconds = 3600 };

    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;
    private readonly FolderBlobStore _store;

    public UploadWatcherTests() => _store = new FolderBlobStore(_folder);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<Exception> Faults => [
        new IOException("Input/output error"),
        new UnauthorizedAccessException(),
        new InvalidOperationException(),
        new OperationCanceledException()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_faulty_upload_keeps_no_other_waiting_is_tried_again_after_pauses_that_grow_and_logged_once(Exception fault)
    {
        var (isFaulty, tries) = (true, new ConcurrentQueue<TimeSpan>());
        var watch = Stopwatch.StartNew();
        Exception? FaultOf(string path)
        {
            if (path != BlobLayout.Series("a-faulty") || !isFaulty)
            {
                return null;
            }

            tries.Enqueue(watch.Elapsed);
            return fault;
        }

        await using var app = EmbeddedHost.Create(new FaultyStore(_store, FaultOf), "http://127.0.0.1:0", null, Options);
        using var log = new CapturedLog();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await DropAsync("a-faulty");
        await DropAsync("b-good");
        await app.StartAsync(Stop);
        await WaitForAsync(app, "b-good");

        await DropAsync("c-good");
        await WaitForAsync(app, "c-good");
        for (var patience = new Patience(); patience.IsLeft && tries.Count < 5;)
        {
            await Task.Delay(25, Stop);
        }

        var times = tries.ToArray();
        Assert.InRange(times.Length, 5, 12);
        Assert.All(Enumerable.Range(0, 4), k =>
            Assert.True((times[k + 1] - times[k]).TotalSeconds > (Options.PollSeconds * Math.Pow(2, k)) - 0.02, string.Join(" ", times)));
        Assert.Single(log.Lines, line => line.Contains("Cannot plan the upload a-faulty", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("Cannot read the uploads", StringComparison.Ordinal));

        isFaulty = false;
        await WaitForAsync(app, "a-faulty");
        await app.StopAsync(Stop);
    }

    [Fact]
    public async Task A_file_whose_name_is_too_long_for_the_folder_is_refused_and_the_next_one_is_taken_up()
    {
        await using var app = EmbeddedHost.Create(_store, "http://127.0.0.1:0", null, Options);
        await app.StartAsync(Stop);
        var tooLong = new string('値', 82);
        await DropAsync(tooLong);
        await WaitForAsync(app, tooLong, RunState.Refused);

        await DropAsync("good");
        await WaitForAsync(app, "good");
        await app.StopAsync(Stop);
    }

    [Fact]
    public async Task Files_of_every_ending_are_taken_up_and_two_of_a_name_only_when_one_is_gone()
    {
        await using var app = EmbeddedHost.Create(_store, "http://127.0.0.1:0", null, Options);
        await app.StartAsync(Stop);
        var workbook = WorkbookBuilder.Of([.. Enumerable.Range(1, 40).Select(t => WorkbookBuilder.Number($"{t % 7}"))]);
        foreach (var ending in BlobLayout.UploadEndings)
        {
            var name = ending.Replace('.', '-')[1..];
            await _store.WriteAsync(BlobLayout.Grid(name), Encoding.UTF8.GetBytes(Grid), Stop);
            await File.WriteAllBytesAsync(Path.Combine(_folder, "series", $"{name}{ending}"), workbook, Stop);
            await WaitForAsync(app, name);
        }

        var second = Path.Combine(_folder, "series", "csv.xlsx");
        await File.WriteAllBytesAsync(second, workbook, Stop);
        await WaitForAsync(
            app, "csv", runs => runs.Any(run => run.State == RunState.Refused && run.Problem!.Where == "series/csv.csv, series/csv.xlsx"));
        File.Delete(Path.Combine(_folder, "series", "csv.csv"));
        await File.WriteAllBytesAsync(
            second, WorkbookBuilder.Of([.. Enumerable.Range(1, 50).Select(t => WorkbookBuilder.Number($"{t % 7}"))]), Stop);
        await WaitForAsync(app, "csv", runs => runs.Count(run => run.State == RunState.Done) == 2);
        await app.StopAsync(Stop);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task DropAsync(string name)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "series"));
        if (name.Length < 80)
        {
            await _store.WriteAsync(BlobLayout.Grid(name), Encoding.UTF8.GetBytes(Grid), Stop);
        }

        await File.WriteAllTextAsync(
            Path.Combine(_folder, "series", $"{name}.csv"), "y\n" + string.Concat(Enumerable.Range(1, 40).Select(t => $"{t % 7}\n")), Stop);
    }

    private static Task WaitForAsync(WebApplication app, string name, RunState state = RunState.Done) =>
        WaitForAsync(app, name, runs => runs is [{ } run, ..] && run.State == state);

    private static async Task WaitForAsync(WebApplication app, string name, Func<IReadOnlyList<RunStatus>, bool> isReached)
    {
        var catalog = app.Services.GetRequiredService<RunCatalog>();
        for (var patience = new Patience(); patience.IsLeft;)
        {
            if (await catalog.SummaryAsync(name, Stop) is { Runs: var runs } && isReached(runs))
            {
                return;
            }

            await Task.Delay(50, Stop);
        }

        throw new TimeoutException($"The runs of {name} never came to that.");
    }
}
