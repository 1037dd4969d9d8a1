using Backtest.Service.Storage;

namespace Backtest.Service.Tests.Storage;

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

        Assert.Equal(["series/a.csv"], (await Store.ListAsync("series/", TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken)).Select(blob => blob.Path));
        Assert.Equal("series/.partial-0123", (await Store.ListPartialAsync(TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken)).Path);
    }

    [Fact]
    public async Task A_change_waits_for_that_of_another_process()
    {
        var stop = TestContext.Current.CancellationToken;
        await Store.WriteAsync("series/a.csv", "1"u8.ToArray(), stop);
        Task write;
        using (new FileStream(System.IO.Path.Combine(_folder.Path, ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            write = Task.Run(() => Store.WriteAsync("series/a.csv", "2"u8.ToArray(), stop), stop);
            await Task.Delay(200, stop);
            Assert.False(write.IsCompleted);
            Assert.Equal("1"u8.ToArray(), (await Store.ReadAsync("series/a.csv", stop))!.Content.ToArray());
        }

        await write;
        Assert.Equal("2"u8.ToArray(), (await Store.ReadAsync("series/a.csv", stop))!.Content.ToArray());
    }

    public void Dispose() => _folder.Dispose();
}
