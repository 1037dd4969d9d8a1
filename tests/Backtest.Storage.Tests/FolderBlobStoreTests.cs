using System.Diagnostics;
using Backtest.Testing;
using Backtest.Testing.Storage;

namespace Backtest.Storage.Tests;

public sealed class FolderBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FolderBlobStoreTests() => Store = new FolderBlobStore(_folder.Path);

    protected override IBlobStore Store { get; }

    [Fact]
    public async Task A_write_that_was_cut_off_is_no_blob()
    {
        await Store.WriteAsync("series/a.csv", "1"u8.ToArray(), TestContext.Current.CancellationToken);
        File.WriteAllText(System.IO.Path.Combine(_folder.Path, "series", ".partial-0123"), "half");

        Assert.Equal(["series/a.csv"], (await Store.ListAsync("series/", TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken)).Select(blob => blob.Path));
        Assert.Equal(
            "series/.partial-0123",
            (await Store.ListPartialAsync(TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken)).Path);
    }

    [Fact]
    public async Task A_change_waits_for_that_of_another_process()
    {
        var stop = TestContext.Current.CancellationToken;
        await Store.WriteAsync("series/a.csv", "1"u8.ToArray(), stop);
        Task write;
        using (Hold())
        {
            write = Task.Run(() => Store.WriteAsync("series/a.csv", "2"u8.ToArray(), stop), stop);
            await Task.Delay(200, stop);
            Assert.False(write.IsCompleted);
            Assert.Equal("1"u8.ToArray(), (await Store.ReadAsync("series/a.csv", stop))!.Content.ToArray());
        }

        await write;
        Assert.Equal("2"u8.ToArray(), (await Store.ReadAsync("series/a.csv", stop))!.Content.ToArray());
    }

    [Fact]
    public async Task All_changes_that_wait_for_another_process_share_one_patience_and_the_next_ones_have_a_new_one()
    {
        var stop = TestContext.Current.CancellationToken;
        var patience = TimeSpan.FromSeconds(1);
        var store = new FolderBlobStore(_folder.Path, patience);
        await store.WriteAsync("series/a.csv", "1"u8.ToArray(), stop);
        Assert.Null(store.Obstacle);
        var started = Stopwatch.GetTimestamp();
        using (Hold())
        {
            Func<Task>[] changes =
            [
                () => store.WriteAsync("series/a.csv", "2"u8.ToArray(), stop),
                () => store.CreateAsync("series/b.csv", "2"u8.ToArray(), stop),
                () => store.DeleteAsync("series/a.csv", stop),
            ];
            var waiting = Enumerable.Range(0, 30).Select(k => changes[k % changes.Length]()).ToList();
            foreach (var change in waiting)
            {
                var problem = await Assert.ThrowsAsync<IOException>(() => change);
                Assert.Contains(".lock", problem.Message);
                Assert.DoesNotContain(_folder.Path, problem.Message);
            }

            // Sequentially they would take thirty times as long.
            Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1, 25);
            Assert.Contains("holds the lock file .lock", store.Obstacle);

            started = Stopwatch.GetTimestamp();
            await Assert.ThrowsAsync<IOException>(() => store.WriteAsync("series/a.csv", "3"u8.ToArray(), stop));
            Assert.True(Stopwatch.GetElapsedTime(started) > patience / 2);
        }

        Assert.Equal("1"u8.ToArray(), (await store.ReadAsync("series/a.csv", stop))!.Content.ToArray());
        await store.WriteAsync("series/a.csv", "4"u8.ToArray(), stop);
        Assert.Null(store.Obstacle);
    }

    [Fact]
    public async Task A_change_that_is_no_longer_wanted_does_not_wait_for_another_process()
    {
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await Store.WriteAsync("series/a.csv", "1"u8.ToArray(), wanted.Token);
        using (Hold())
        {
            var first = Store.WriteAsync("series/a.csv", "2"u8.ToArray(), wanted.Token);
            var second = Store.DeleteAsync("series/a.csv", wanted.Token);
            await wanted.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        }

        Assert.NotNull(await Store.FindAsync("series/a.csv", TestContext.Current.CancellationToken));
        Assert.Empty(await Store.ListPartialAsync(TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => _folder.Dispose();

    private FileStream Hold() => new(System.IO.Path.Combine(_folder.Path, ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
}
