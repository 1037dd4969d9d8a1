using System.Diagnostics;
using Backtest.Engineering;
using Backtest.FaultTests.Harness;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.FaultTests;

/// <summary>Hosts are killed, and the storage fails, at random moments of a run.</summary>
public sealed class HostFaultTests(Accounts accounts, FaultTable table)
{
    private readonly Random _random = new(Effort.Seed);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_that_is_killed_at_any_moment_goes_on_and_ends_as_if_undisturbed(bool isPanel)
    {
        var (expected, duration) = await UndisturbedAsync(isPanel);
        for (var k = 0; k < Effort.Of(isPanel ? 1 : 3, 50); k++)
        {
            var connection = accounts.Next();
            var store = SmallRun.Open(connection);
            var kills = 1 + (k % 3 / 2);
            var host = await HostRun.StartHostAsync(connection);
            await HostRun.UploadAsync(store, HostRun.Name, isPanel);
            for (var kill = 0; kill < kills; kill++)
            {
                await Task.Delay(_random.NextDouble() * duration, Stop);
                host.Kill();
                host = await HostRun.StartHostAsync(connection);
            }

            await HostRun.WaitAsync(store);
            host.Kill();
            table.Add($"host killed at a random moment{(isPanel ? " of a panel" : "")}", kills, Verdict.Of(expected, await SmallRun.PrunedAsync(store)));
        }
    }

    [Fact]
    public async Task A_storage_that_is_restarted_in_the_middle_of_a_run_costs_nothing_but_time()
    {
        var (expected, duration) = await UndisturbedAsync(isPanel: false);
        for (var k = 0; k < Effort.Of(1, 10); k++)
        {
            using var folder = new TemporaryFolder();
            var emulator = await Emulator.StartAsync(folder.Path, 0, Stop);
            var store = SmallRun.Open(emulator.ConnectionString);
            var host = await HostRun.StartHostAsync(emulator.ConnectionString);
            await HostRun.UploadAsync(store);

            await Task.Delay((0.2 + (0.6 * _random.NextDouble())) * duration, Stop);
            emulator.End();
            await Task.Delay(TimeSpan.FromSeconds(_random.NextDouble() * Effort.Of(1, 20)), Stop);
            emulator = await Emulator.StartAsync(folder.Path, emulator.Port, Stop);

            await HostRun.WaitAsync(store);
            host.Kill();
            table.Add("storage restarted in the middle", 1, Verdict.Of(expected, await SmallRun.PrunedAsync(store)));
            emulator.Stop();
        }
    }

    private async Task<(SortedDictionary<string, string> Expected, TimeSpan Duration)> UndisturbedAsync(bool isPanel)
    {
        var connection = accounts.Next();
        var store = SmallRun.Open(connection);
        var host = await HostRun.StartHostAsync(connection);
        var started = Stopwatch.GetTimestamp();
        await HostRun.UploadAsync(store, HostRun.Name, isPanel);
        await HostRun.WaitAsync(store);
        var duration = Stopwatch.GetElapsedTime(started);

        await HostRun.WaitForReleaseAsync(store);
        host.Kill();
        return (await Snapshot.TakeAsync(store, BlobLayout.Backtests, Stop), duration);
    }
}
