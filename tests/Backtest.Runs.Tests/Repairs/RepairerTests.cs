using System.Text;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Repairs;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests.Repairs;

public sealed class RepairerTests : IDisposable
{
    // Every kind of blob that a run can have: networks, rounds of a halving search, an ensemble with its members, a published network.
    private const string Grid = """
        {
          "seasonLength": 4, "horizon": 3, "windows": 2, "search": { "method": "halving", "reduction": 2, "rounds": 2 },
          "baselines": ["naive"], "theta": {}, "arima": { "p": 1, "d": 1 },
          "lstm": { "lookBack": 3, "units": [2, 3], "epochs": 4 }, "ensemble": { "combine": "mean", "onePerEngine": true }
        }
        """;

    private const string NetworkGrid = """
        { "seasonLength": 1, "horizon": 3, "windows": 2, "winner": "best", "baselines": ["naive"], "lstm": { "lookBack": 4, "units": 8, "epochs": 200 } }
        """;

    private readonly Workbench _bench = new();
    private readonly Random _random = new(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Grid, "/rounds/1.json")]
    [InlineData(NetworkGrid, ".final.onnx")]
    public async Task Whatever_follows_from_the_plan_and_the_values_comes_back_to_the_last_bit_but_for_times(string grid, string kind)
    {
        var run = await FinishAsync(grid);
        var before = await _bench.SnapshotAsync(run);
        var bytes = await BytesAsync(run);
        string[] paths =
            [.. bytes.Keys.Where(path => path != BlobLayout.Plan(run) && path != BlobLayout.Values(run)), BlobLayout.Latest(run.Name)];
        Assert.Contains(paths, path => path.EndsWith(kind, StringComparison.Ordinal));
        foreach (var path in paths)
        {
            foreach (var damage in new[] { Damage.Missing, Damage.Damaged })
            {
                if (damage == Damage.Missing)
                {
                    await _bench.Store.DeleteAsync(path, Stop);
                }
                else
                {
                    await ChangeAsync(path);
                }

                var repaired = await _bench.Repairer.RunAsync(dryRun: false, Stop);

                // A decision of a halving search is not needed once the run has ended.
                Assert.True(repaired.Count > 0
                    || (damage == Damage.Missing && path.StartsWith(BlobLayout.Rounds(run), StringComparison.Ordinal)), $"{path} {damage}");
                Assert.All(repaired, blob => Assert.Equal((blob.Path, RepairOutcome.ComputedAgain), (blob.Path, blob.Outcome)));
                if (repaired.Count == 0)
                {
                    await _bench.Store.WriteAsync(path, bytes[path], Stop);
                }

                Assert.Equal(before, await _bench.SnapshotAsync(run));
                foreach (var (other, content) in await BytesAsync(run))
                {
                    var hasTimes = other.Contains("/trials/", StringComparison.Ordinal) || other == BlobLayout.Leaderboard(run);
                    Assert.True(hasTimes || content.AsSpan().SequenceEqual(bytes[other]), $"{other} differs after {path} was {damage}");
                }
            }
        }

        Assert.Empty(await _bench.Repairer.RunAsync(dryRun: false, Stop));
    }

    [Fact]
    public async Task Much_damage_at_once_is_repaired_and_told_without_a_change_before()
    {
        var run = await FinishAsync();
        var before = await _bench.SnapshotAsync(run);
        var damaged = (await BytesAsync(run)).Keys.Where(path => path != BlobLayout.Plan(run)
            && path != BlobLayout.Values(run)
            && _random.Next(2) == 0).ToList();
        foreach (var path in damaged)
        {
            await ChangeAsync(path);
        }

        var found = await _bench.Repairer.RunAsync(dryRun: true, Stop);
        Assert.NotEmpty(found);
        Assert.All(found, blob => Assert.Equal(RepairOutcome.Found, blob.Outcome));
        Assert.Equal(found, await _bench.Repairer.RunAsync(dryRun: true, Stop));

        await _bench.Repairer.RunAsync(dryRun: false, Stop);

        Assert.Equal(before, await _bench.SnapshotAsync(run));
    }

    [Fact]
    public async Task Plan_and_values_are_lost_until_the_same_series_is_started_again()
    {
        var run = await FinishAsync();
        var before = await _bench.SnapshotAsync(run);
        foreach (var path in new[] { BlobLayout.Plan(run), BlobLayout.Values(run) })
        {
            await ChangeAsync(path);

            var lost = Assert.Single(await _bench.Repairer.RunAsync(dryRun: false, Stop));
            Assert.Equal((path, Damage.Damaged, RepairOutcome.Lost), (lost.Path, lost.Damage, lost.Outcome));
            Assert.Contains("POST /api/series/{name}/backtests", lost.Right);

            var prepared = _bench.Planning.Prepare(
                "demo", Workbench.Csv(), GridFile.Read(Encoding.UTF8.GetBytes(Grid), null), DateTimeOffset.UtcNow, Stop);
            await _bench.Planning.StoreAsync(prepared, new RunRequest(null, IsStart: true), Stop);
            Assert.Equal(before, await _bench.SnapshotAsync(run));
        }
    }

    [Fact]
    public async Task A_run_that_a_host_works_on_is_left_alone()
    {
        var run = await FinishAsync();
        await _bench.Store.DeleteAsync(BlobLayout.Report(run), Stop);
        await _bench.Store.WriteAsync(
            BlobLayout.Owner(run), Documents.Write(new RunOwner(Documents.SchemaVersion, "other/1", "token", 0)), Stop);

        Assert.Equal(RepairOutcome.InUse, Assert.Single(await _bench.Repairer.RunAsync(dryRun: false, Stop)).Outcome);
        Assert.Null(await _bench.Store.FindAsync(BlobLayout.Report(run), Stop));
    }

    [Fact]
    public async Task A_repair_that_was_cut_off_is_an_interrupted_run_and_goes_on()
    {
        var run = await FinishAsync();
        var before = await _bench.SnapshotAsync(run);
        await _bench.Store.DeleteAsync(BlobLayout.Report(run), Stop);
        Assert.Equal(RunState.Done, (await _bench.Catalog.StatusAsync(run, Stop))!.State);
        Assert.Empty(await new InterruptedRuns(_bench.Store).FindAsync(_ => false, withFailed: false, Stop).ToListAsync(Stop));

        await _bench.Marks.CheckAsync(run, Stop);
        Assert.Equal(RunState.Running, (await _bench.Catalog.StatusAsync(run, Stop))!.State);
        await _bench.Executor.RunAsync(
            Assert.Single(await new InterruptedRuns(_bench.Store).FindAsync(_ => false, withFailed: false, Stop).ToListAsync(Stop)),
            null,
            Stop);

        Assert.Equal(RunState.Done, (await _bench.Catalog.StatusAsync(run, Stop))!.State);
        Assert.Equal(before, await _bench.SnapshotAsync(run));
    }

    [Fact]
    public async Task What_another_numerics_version_computed_is_kept_and_not_computed_by_this_one()
    {
        var run = await FinishAsync();
        var plan = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run), Stop))!;
        await _bench.Store.WriteAsync(BlobLayout.Plan(run), Documents.Write(plan with { NumericsVersion = "0" }), Stop);
        var trial = BlobLayout.Model(run, plan.Trials[0].Id);
        await ChangeAsync(trial);
        await ChangeAsync(BlobLayout.Report(run));
        var before = await BytesAsync(run);

        var repaired = await _bench.Repairer.RunAsync(dryRun: false, Stop);

        Assert.Equal(
            [(trial, RepairOutcome.Lost), (BlobLayout.Report(run), RepairOutcome.ComputedAgain)],
            repaired.Select(blob => (blob.Path, blob.Outcome)));
        Assert.Contains("new run", repaired[0].Right);
        Assert.Equal(before.Keys, (await BytesAsync(run)).Keys);
    }

    [Fact]
    public async Task A_forecast_of_a_lost_model_is_damage_and_comes_back_the_same()
    {
        var run = await FinishAsync();
        var request = new ForecastRequest(3, [80], null);
        using var undisturbed =
            new Forecaster(_bench.Store, new PublishedRuns(_bench.Store, _bench.Options, TimeProvider.System), _bench.Options);
        var expected = (await undisturbed.ForecastAsync("demo", request, Stop))!;
        await _bench.Store.DeleteAsync(BlobLayout.FinalModel(run, expected.Trial), Stop);

        await Assert.ThrowsAsync<InvalidDataException>(() => _bench.Forecaster.ForecastAsync("demo", request, Stop));
        await _bench.Repairer.RunAsync(dryRun: false, Stop);

        Assert.Equal(
            expected.Forecast.Select(step => step.Value),
            (await _bench.Forecaster.ForecastAsync("demo", request, Stop))!.Forecast.Select(step => step.Value));
    }

    public void Dispose() => _bench.Dispose();

    private async Task<RunKey> FinishAsync(string grid = Grid)
    {
        var run = await _bench.PlanAsync(Workbench.Values(), grid);
        await _bench.Executor.RunAsync(run, null, Stop);
        return run.Key;
    }

    // A changed byte, a byte less or a byte more, at a random position.
    private async Task ChangeAsync(string path)
    {
        var content = (await _bench.Store.ReadAsync(path, Stop))!.Content.ToArray().ToList();
        var at = _random.Next(content.Count);
        switch (_random.Next(3))
        {
            case 0:
                content[at] ^= 1;
                break;
            case 1:
                content.RemoveRange(at, content.Count - at);
                break;
            default:
                content.Insert(at, (byte)'7');
                break;
        }

        await _bench.Store.WriteAsync(path, content.ToArray(), Stop);
    }

    private async Task<SortedDictionary<string, byte[]>> BytesAsync(RunKey run)
    {
        var bytes = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (var blob in _bench.Store.ListAsync(BlobLayout.Folder(run), Stop))
        {
            bytes[blob.Path] = (await _bench.Store.ReadAsync(blob.Path, Stop))!.Content.ToArray();
        }

        return bytes;
    }
}
