using Backtest.Storage;
using Backtest.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Backtest.Runs.Tests;

public sealed class RunOwnershipTests : IDisposable
{
    private static readonly RunKey Run = RunKey.Parse("demo", "0123456789abcdef");

    private readonly TemporaryFolder _folder = new();
    private readonly FolderBlobStore _store;

    public RunOwnershipTests() => _store = new FolderBlobStore(_folder.Path);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_hosts_one_has_a_run_until_it_gives_it_back()
    {
        var hosts = Enumerable.Range(0, 8).Select(_ => Host(ownerSeconds: 60)).ToList();

        var taken = await Task.WhenAll(hosts.Select(host => host.TryTakeAsync(Run, Stop)));

        var owner = Assert.Single(taken, run => run is not null)!;
        await owner.DisposeAsync();
        Assert.Null(await _store.FindAsync(BlobLayout.Owner(Run), Stop));
        await using var next = await hosts[0].TryTakeAsync(Run, Stop);
        Assert.NotNull(next);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    public async Task A_run_whose_owner_cannot_be_read_is_taken_over_once_nobody_has_written_it_for_a_while(string owner)
    {
        var clock = new FakeTimeProvider();
        var host = Host(ownerSeconds: 15, clock);
        await _store.WriteAsync(BlobLayout.Owner(Run), System.Text.Encoding.UTF8.GetBytes(owner), Stop);

        Assert.Null(await host.TryTakeAsync(Run, Stop));
        clock.Advance(TimeSpan.FromSeconds(14));
        Assert.Null(await host.TryTakeAsync(Run, Stop));
        clock.Advance(TimeSpan.FromSeconds(2));
        await using var taken = await host.TryTakeAsync(Run, Stop);
        Assert.NotNull(taken);
    }

    [Fact]
    public async Task A_living_owner_keeps_its_run()
    {
        var clock = new FakeTimeProvider();
        var (first, second) = (Host(ownerSeconds: 15, clock), Host(ownerSeconds: 15, clock));
        await using (await first.TryTakeAsync(Run, Stop))
        {
            for (var look = 0; look < 8; look++)
            {
                Assert.Null(await second.TryTakeAsync(Run, Stop));
                clock.Advance(first.Pause);
                await RenewedAsync(look + 1);
            }
        }
    }

    [Fact]
    public async Task A_silent_owner_loses_its_run()
    {
        var clock = new FakeTimeProvider();
        var second = Host(ownerSeconds: 15, clock);

        // The state that a killed host leaves.
        await _store.WriteAsync(BlobLayout.Owner(Run), Documents.Write(new RunOwner(1, "other/1", "gone", 3)), Stop);
        Assert.Null(await second.TryTakeAsync(Run, Stop));
        clock.Advance(TimeSpan.FromSeconds(16));
        await using var taken = await second.TryTakeAsync(Run, Stop);
        Assert.NotNull(taken);
        Assert.False(taken.Stop.IsCancellationRequested);
    }

    [Fact]
    public async Task An_owner_stops_when_another_host_has_taken_over_or_the_run_is_cancelled()
    {
        await using (var owned = (await Host(ownerSeconds: 0.3).TryTakeAsync(Run, Stop))!)
        {
            await _store.WriteAsync(BlobLayout.Owner(Run), Documents.Write(new RunOwner(1, "other/1", "other", 0)), Stop);
            await StoppedAsync(owned);
        }

        // It does not remove blobs of others.
        Assert.Equal("other", (await _store.ReadAsync<RunOwner>(BlobLayout.Owner(Run), Stop))!.Token);
        await _store.DeleteAsync(BlobLayout.Owner(Run), Stop);

        await using var cancelled = (await Host(ownerSeconds: 0.3).TryTakeAsync(Run, Stop))!;
        await new RunMarks(_store, TimeProvider.System).CancelAsync(Run, null, Stop);
        await StoppedAsync(cancelled);
    }

    public void Dispose() => _folder.Dispose();

    private async Task RenewedAsync(int renewals)
    {
        for (var patience = new Patience(); patience.IsLeft;)
        {
            if ((await _store.ReadAsync<RunOwner>(BlobLayout.Owner(Run), Stop))?.Renewals == renewals)
            {
                return;
            }

            await Task.Delay(10, Stop);
        }

        Assert.Fail("The owner does not renew its document.");
    }

    private static async Task StoppedAsync(OwnedRun owned)
    {
        for (var patience = new Patience(); patience.IsLeft && !owned.Stop.IsCancellationRequested;)
        {
            await Task.Delay(50, Stop);
        }

        Assert.True(owned.Stop.IsCancellationRequested);
    }

    private RunOwnership Host(double ownerSeconds, TimeProvider? clock = null) =>
        new(_store, new BacktestOptions { OwnerSeconds = ownerSeconds }, clock ?? TimeProvider.System, NullLogger<RunOwnership>.Instance);
}
