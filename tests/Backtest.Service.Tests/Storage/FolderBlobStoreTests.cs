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
    }

    public void Dispose() => _folder.Dispose();
}
