using Backtest.Core.Series;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Backtest.Runs.Tests;

public sealed class PublishedRunsTests : IDisposable
{
    private static readonly DateTimeOffset Time = DateTimeOffset.UnixEpoch;
    private static readonly SeriesName Name = SeriesName.Parse("demo");

    private readonly TemporaryFolder _folder = new();
    private readonly FolderBlobStore _store;
    private readonly FakeTimeProvider _clock = new();

    public PublishedRunsTests() => _store = new FolderBlobStore(_folder.Path);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_this_host_publishes_shows_at_once_and_what_another_publishes_within_the_time_allowed()
    {
        var (here, there) = (Host(seconds: 0.3), Host(seconds: 0));
        Assert.Null(await here.FindAsync("demo", Stop));
        await PublishAsync(here, "one", Time);
        Assert.Equal(TestIds.Run("one"), (await here.FindAsync("demo", Stop))!.Run);
        await PublishAsync(here, "two", Time.AddSeconds(1));
        Assert.Equal(TestIds.Run("two"), (await here.FindAsync("demo", Stop))!.Run);

        await PublishAsync(there, "three", Time.AddSeconds(2));
        Assert.Equal(TestIds.Run("three"), (await there.FindAsync("demo", Stop))!.Run);
        _clock.Advance(TimeSpan.FromSeconds(0.4));
        Assert.Equal(TestIds.Run("three"), (await here.FindAsync("demo", Stop))!.Run);
    }

    [Fact]
    public async Task A_pointer_is_known_while_the_storage_fails()
    {
        var here = Host(seconds: 0);
        await PublishAsync(here, "one", Time);
        await here.FindAsync("demo", Stop);

        await using (new FileStream(
            Path.Combine(_folder.Path, "backtests", "demo", "latest.json"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            await Assert.ThrowsAsync<IOException>(() => _store.ReadAsync(BlobLayout.Latest("demo"), Stop));
            Assert.Equal(TestIds.Run("one"), (await here.FindAsync("demo", Stop))?.Run);
        }

        await _store.DeleteAsync(BlobLayout.Latest("demo"), Stop);
        Assert.Null(await here.FindAsync("demo", Stop));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Of_the_runs_that_are_over_the_one_asked_for_last_is_published_whatever_the_clocks_say(int seed)
    {
        var random = new Random(seed);
        PublishedRuns[] hosts = [Host(seconds: 0), Host(seconds: 0), Host(seconds: 0)];
        var (asked, over) = (new List<string>(), new HashSet<string>());
        for (var step = 0; step < 60; step++)
        {
            var run = $"run{random.Next(6)}";
            if (asked.Contains(run) && random.Next(2) == 0)
            {
                over.Add(run);
            }
            else
            {
                await AskAsync(run);
                asked.Remove(run);
                asked.Add(run);
            }

            // A run that has ended, or is requested again, is passed to some host with a clock that is off by up to a year.
            if (over.Contains(run))
            {
                await PublishAsync(hosts[random.Next(hosts.Length)], run, Time.AddDays(random.Next(-365, 365)));
            }

            if (over.Count > 0)
            {
                Assert.Equal(TestIds.Run(asked.Last(over.Contains)), (await hosts[0].FindAsync("demo", Stop))!.Run);
            }
        }

        Assert.True(over.Count > 3);
    }

    [Fact]
    public async Task Runs_that_end_at_the_same_time_on_several_hosts_leave_the_one_asked_for_last()
    {
        for (var round = 0; round < 10; round++)
        {
            string[] runs = [.. Enumerable.Range(0, 6).Select(k => $"run{(round + k) % 8}")];
            foreach (var run in runs)
            {
                await AskAsync(run);
            }

            await Task.WhenAll(runs.Select((run, k) => Task.Run(() => PublishAsync(Host(seconds: 0), run, Time.AddHours(-k)), Stop)));

            Assert.Equal(TestIds.Run(runs[^1]), (await Host(seconds: 0).FindAsync("demo", Stop))!.Run);
        }
    }

    [Fact]
    public async Task A_run_that_is_asked_for_again_while_another_takes_its_place_is_published_in_the_end()
    {
        for (var round = 0; round < 20; round++)
        {
            await AskAsync("old");
            await PublishAsync(Host(seconds: 0), "old", Time);
            await AskAsync("new");

            await Task.WhenAll(
                Task.Run(() => PublishAsync(Host(seconds: 0), "new", Time), Stop),
                Task.Run(
                    async () =>
                    {
                        await AskAsync("old");
                        await PublishAsync(Host(seconds: 0), "old", Time);
                    },
                    Stop));

            Assert.Equal(TestIds.Run("old"), (await Host(seconds: 0).FindAsync("demo", Stop))!.Run);
        }
    }

    [Fact]
    public async Task A_damaged_pointer_is_replaced()
    {
        await _store.WriteAsync(BlobLayout.Latest("demo"), "{"u8.ToArray(), Stop);

        await PublishAsync(Host(seconds: 0), "one", Time);

        Assert.Equal(TestIds.Run("one"), (await Host(seconds: 0).FindAsync("demo", Stop))!.Run);
    }

    public void Dispose() => _folder.Dispose();

    private static Task PublishAsync(PublishedRuns host, string run, DateTimeOffset requestedAt) =>
        host.PublishAsync("demo", new PublishedRun(1, TestIds.Run(run), TestIds.Trial("naive"), requestedAt), Stop);

    private async Task AskAsync(string run) => await RunOrder.TryAskAsync(
        _store,
        new RunPlan { Name = Name, Run = TestIds.Run(run), Upload = Name, RequestedAt = Time },
        new RunRequest(null, IsStart: true),
        Stop);

    private PublishedRuns Host(double seconds) => new(_store, new BacktestOptions { PublishedCacheSeconds = seconds }, _clock);
}
