using Backtest.Service.Runs;
using Backtest.Service.Storage;

namespace Backtest.Service.Tests.Runs;

public sealed class PublishedRunsTests : IDisposable
{
    private static readonly DateTimeOffset Time = DateTimeOffset.UnixEpoch;

    private readonly TemporaryFolder _folder = new();
    private readonly FolderBlobStore _store;

    public PublishedRunsTests() => _store = new FolderBlobStore(_folder.Path);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_this_host_publishes_shows_at_once_and_what_another_publishes_within_the_time_allowed()
    {
        var (here, there) = (Host(seconds: 0.3), Host(seconds: 0));
        Assert.Null(await here.FindAsync("demo", Stop));
        await PublishAsync(here, "one", Time);
        Assert.Equal("one", (await here.FindAsync("demo", Stop))!.Run);
        await PublishAsync(here, "two", Time.AddSeconds(1));
        Assert.Equal("two", (await here.FindAsync("demo", Stop))!.Run);

        await PublishAsync(there, "three", Time.AddSeconds(2));
        Assert.Equal("three", (await there.FindAsync("demo", Stop))!.Run);
        await Task.Delay(400, Stop);
        Assert.Equal("three", (await here.FindAsync("demo", Stop))!.Run);
    }

    [Fact]
    public async Task A_pointer_is_known_while_the_storage_fails()
    {
        var here = Host(seconds: 0);
        await PublishAsync(here, "one", Time);
        await here.FindAsync("demo", Stop);

        await using (new FileStream(Path.Combine(_folder.Path, "backtests", "demo", "latest.json"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            await Assert.ThrowsAsync<IOException>(() => _store.ReadAsync(BlobLayout.Latest("demo"), Stop));
            Assert.Equal("one", (await here.FindAsync("demo", Stop))?.Run);
        }

        await _store.DeleteAsync(BlobLayout.Latest("demo"), Stop);
        Assert.Null(await here.FindAsync("demo", Stop));
    }

    [Fact]
    public async Task Of_two_runs_of_the_same_second_the_one_of_the_series_as_it_is_stored_is_published()
    {
        var here = Host(seconds: 0);
        await PublishAsync(here, "newer", Time, isCurrent: true);
        await PublishAsync(here, "older", Time, isCurrent: false);
        Assert.Equal("newer", (await here.FindAsync("demo", Stop))!.Run);

        await PublishAsync(here, "newest", Time, isCurrent: true);
        Assert.Equal("newest", (await here.FindAsync("demo", Stop))!.Run);
    }

    public void Dispose() => _folder.Dispose();

    private static Task PublishAsync(PublishedRuns host, string run, DateTimeOffset requestedAt, bool isCurrent = true) =>
        host.PublishAsync("demo", new PublishedRun(1, run, "naive", requestedAt), _ => Task.FromResult(isCurrent), Stop);

    private PublishedRuns Host(double seconds) => new(_store, new BacktestOptions { PublishedCacheSeconds = seconds }, TimeProvider.System);
}
