using System.Text;
using Backtest.Storage;
using Backtest.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backtest.Runs.Tests;

/// <summary>Whether an upload is current is known without planning it: here by a host that would refuse every plan.</summary>
public sealed class CurrentRunsTests : IDisposable
{
    private const string Grid = """{ "horizon": 4, "windows": 2, "theta": {} }""";

    private readonly Workbench _bench = new();
    private readonly PlanStep _refusing;

    public CurrentRunsTests() =>
        _refusing = new PlanStep(
            _bench.Store, _bench.Context with { Options = new BacktestOptions { MaxTrials = 1 } }, NullLogger<PlanStep>.Instance);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_runs_of_an_upload_are_found_again_by_its_content()
    {
        await StoreAsync(Workbench.Csv(), Grid);
        var first = (await _bench.Planning.RunAsync("demo", Stop))!;

        // Announced again, and uploaded again.
        var announced = (await _refusing.RunAsync("demo", Stop))!;
        await StoreAsync(Workbench.Csv(), Grid);
        var again = (await _refusing.RunAsync("demo", Stop))!;

        Assert.Equal((first.Key, null, false), (announced.Key, announced.Problem, announced.IsNewRequest));
        Assert.Equal((first.Key, null, true), (again.Key, again.Problem, again.IsNewRequest));
        Assert.Equal(first.Rounds, again.Rounds);
    }

    [Fact]
    public async Task Several_series_of_an_upload_are_found_again()
    {
        var csv = Encoding.UTF8.GetBytes("unique_id,ds,y\n"
            + string.Concat(Enumerable.Range(0, 40).Select(t => $"a,{1960 + t}-01-01,{t % 7}\nb,{1960 + t}-01-01,{t % 5}\n")));
        await StoreAsync(csv, Grid);
        var first = (await _bench.Planning.RunAsync("demo", Stop))!;

        var again = (await _refusing.RunAsync("demo", Stop))!;

        Assert.True(again.IsPanel);
        Assert.Equal((first.Key, null), (again.Key, again.Problem));
    }

    [Fact]
    public async Task Another_file_or_grid_is_planned()
    {
        await StoreAsync(Workbench.Csv(), Grid);
        var first = (await _bench.Planning.RunAsync("demo", Stop))!;
        foreach (var (csv, grid) in new[] { (Workbench.Csv(61), Grid),
            (Workbench.Csv(), Grid.Replace("4", "3", StringComparison.Ordinal)),
            (Workbench.Csv(), null) })
        {
            await StoreAsync(csv, grid);
            var refused = (await _refusing.RunAsync("demo", Stop))!;

            Assert.NotEqual(first.Key, refused.Key);
            Assert.NotNull(refused.Problem);
        }
    }

    [Fact]
    public async Task An_upload_that_another_grid_was_tried_on_since_is_planned_for_its_own()
    {
        await StoreAsync(Workbench.Csv(), Grid);
        var own = (await _bench.Planning.RunAsync("demo", Stop))!;
        var other = _bench.Planning.Prepare(
            "demo", Workbench.Csv(), GridFile.Read(Encoding.UTF8.GetBytes("""{ "horizon": 3 }"""), null), DateTimeOffset.UtcNow, Stop);
        await _bench.Planning.StoreAsync(other, new RunRequest(null, IsStart: true), Stop);

        Assert.Equal(own.Key, (await _bench.Planning.RunAsync("demo", Stop))!.Key);
    }

    public void Dispose() => _bench.Dispose();

    private async Task StoreAsync(byte[] csv, string? grid)
    {
        await _bench.Store.WriteAsync(BlobLayout.Series("demo"), csv, Stop);
        if (grid is null)
        {
            await _bench.Store.DeleteAsync(BlobLayout.Grid("demo"), Stop);
        }
        else
        {
            await _bench.Store.WriteAsync(BlobLayout.Grid("demo"), Encoding.UTF8.GetBytes(grid), Stop);
        }
    }
}
