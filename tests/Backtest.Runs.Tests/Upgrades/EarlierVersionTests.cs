using System.Text.Json;
using Backtest.Core.Models;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests.Upgrades;

/// <summary>A run stored by an earlier version, read by this one; see README.md beside it.</summary>
public sealed class EarlierVersionTests : IDisposable
{
    private const string Name = "orders";

    private static readonly RunKey Run = RunKey.Parse(Name, "0e0597c22e54bddc");
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Upgrades", "NumericsVersion2");

    private readonly TemporaryFolder _folder = new();
    private readonly FolderBlobStore _store;

    public EarlierVersionTests()
    {
        // A copy: tests must not change the data of others.
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "store"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder.Path, Path.GetRelativePath(Path.Combine(Folder, "store"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        _store = new FolderBlobStore(_folder.Path);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_model_forecasts_what_it_did_then()
    {
        using var bench = new Workbench(store: _store);
        using var expected = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Folder, "forecasts.json"), Stop));
        var forecasts = expected.RootElement.GetProperty("forecasts").EnumerateObject().ToList();
        Assert.Equal(9, forecasts.Count);
        foreach (var forecast in forecasts)
        {
            var answer = await bench.Forecaster.ForecastAsync(Name, new ForecastRequest(6, [80, 95], TrialId.Parse(forecast.Name)), Stop);

            var then = forecast.Value.GetProperty("forecast").EnumerateArray().Select(step => step.GetProperty("value").GetDouble());
            Assert.Equal(then, answer!.Forecast.Select(step => step.Value), (a, b) => Math.Abs(a - b) <= 1e-9 * Math.Abs(a));
            Assert.Equal(forecast.Value.GetProperty("label").GetString(), answer.Label);
        }
    }

    [Fact]
    public async Task The_published_trial_has_the_intervals_that_it_had_then()
    {
        using var bench = new Workbench(store: _store);
        using var expected = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Folder, "forecasts.json"), Stop));
        var published = expected.RootElement.GetProperty("winner").GetString()!;

        var answer = await bench.Forecaster.ForecastAsync(Name, new ForecastRequest(6, [80, 95], null), Stop);

        Assert.Equal(published, answer!.Trial);
        var then = expected.RootElement.GetProperty("forecasts").GetProperty(published).GetProperty("forecast").EnumerateArray()
            .SelectMany(step => step.GetProperty("intervals").EnumerateArray())
            .SelectMany(interval => new[] { interval.GetProperty("lower").GetDouble(), interval.GetProperty("upper").GetDouble() });
        Assert.Equal(then, answer.Forecast.SelectMany(step => step.Intervals)
            .SelectMany(bounds => new[] { bounds.Lower!.Value, bounds.Upper!.Value }), (a, b) => Math.Abs(a - b) <= 1e-9 * Math.Abs(a));
    }

    [Fact]
    public async Task It_is_done_and_nothing_is_started_again()
    {
        using var bench = new Workbench(store: _store);

        var status = await bench.Catalog.StatusAsync(Run, Stop);

        Assert.Equal((RunState.Done, 9, 9), (status!.State, status.Total, status.Done));
        Assert.Empty(await new InterruptedRuns(_store).FindAsync(_ => false, withFailed: true, Stop).ToListAsync(Stop));
        Assert.Equal("2", (await _store.ReadAsync<RunPlan>(BlobLayout.Plan(Run), Stop))!.NumericsVersion);
    }

    [Fact]
    public async Task The_same_upload_is_a_new_run_beside_it()
    {
        using var bench = new Workbench(store: _store);

        var planned = (await bench.Planning.RunAsync(Name, Stop))!;

        Assert.NotEqual(Run, planned.Key);
        await bench.Executor.RunAsync(planned, null, Stop);
        Assert.Equal(planned.Key.Run, (await bench.Forecaster.ForecastAsync(Name, new ForecastRequest(1, [80], null), Stop))!.Run);
        Assert.NotNull(await _store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(Run), Stop));
    }

    public void Dispose() => _folder.Dispose();
}
