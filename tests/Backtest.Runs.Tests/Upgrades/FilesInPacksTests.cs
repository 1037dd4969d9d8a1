using System.Text;
using Backtest.Runs.Exports;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests.Upgrades;

/// <summary>The run of a panel with packs that contain each document as its own file; see README.md beside it.</summary>
public sealed class FilesInPacksTests : IDisposable
{
    private static readonly RunKey Run = RunKey.Parse("stores", "2e268f06ab5cad15");
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Upgrades", "FilesInPacks");

    private readonly TemporaryFolder _folder = new();
    private readonly Workbench _bench;

    public FilesInPacksTests()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "store"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder.Path, Path.GetRelativePath(Path.Combine(Folder, "store"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        _bench = new Workbench(store: new FolderBlobStore(_folder.Path));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_tables_are_those_of_then()
    {
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(Folder, "forecasts.csv"), Stop),
            await TextAsync(_bench.Export.Forecasts(Run, new ForecastRequest(null, [80, 95], null), Stop)));
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(Folder, "leaderboards.csv"), Stop),
            await TextAsync(_bench.Export.Leaderboards(Run, Stop)));
        Assert.Equal(2 * 5 * 2 * 4, (await _bench.Export.Predictions(Run, null, Stop).Rows.ToListAsync(Stop)).Count);
    }

    [Fact]
    public async Task Every_trial_of_a_series_has_its_documents_and_forecasts()
    {
        var south = (await _bench.Panels.FindAsync(Run, "south", Stop))!.Value;
        var plan = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(south), Stop))!;
        Assert.Equal(5, plan.Trials.Count);
        foreach (var trial in plan.Trials)
        {
            var result = (await _bench.Store.ReadAsync<TrialDocument>(BlobLayout.Trial(south, trial.Id), Stop))!;
            Assert.Equal(4, result.Score!.Steps.Count);
            Assert.NotNull(await _bench.Forecaster.ForecastAsync(south, new ForecastRequest(2, [80], trial.Id), Stop));
        }

        Assert.Equal((RunState.Done, 2), ((await _bench.Catalog.StatusAsync(Run, Stop))!.State,
            (await _bench.Catalog.StatusAsync(Run, Stop))!.Panel!.Done));
    }

    [Fact]
    public async Task Nothing_of_it_is_damaged() => Assert.Empty(await _bench.Repairer.RunAsync(dryRun: true, Stop));

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    private static async Task<string> TextAsync(RunTable table)
    {
        using var stream = new MemoryStream();
        await TableFormat.Csv.WriteAsync(stream, table, DecimalMark.Point, Stop);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
