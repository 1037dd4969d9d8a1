using System.Text;
using Backtest.Storage;

namespace Backtest.Testing.Storage;

/// <summary>The guarantees of every blob store.</summary>
public abstract class BlobStoreContract
{
    protected abstract IBlobStore Store { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_is_read()
    {
        await Store.WriteAsync("series/a.csv", Bytes("one"), Stop);
        await Store.WriteAsync("series/a.csv", Bytes("two"), Stop);

        var blob = (await Store.ReadAsync("series/a.csv", Stop))!;
        Assert.Equal("two", Encoding.UTF8.GetString(blob.Content.Span));
        Assert.Equal(3, blob.Facts.Length);
        Assert.Equal(blob.Facts.ETag, (await Store.FindAsync("series/a.csv", Stop))!.ETag);
        Assert.Equal(blob.Facts.ETag, Assert.Single(await Store.ListAsync("series/a.csv", Stop).ToListAsync(Stop)).ETag);
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        Assert.Null(await Store.ReadAsync("series/none.csv", Stop));
        Assert.Null(await Store.FindAsync("series/none.csv", Stop));
        await Store.DeleteAsync("series/none.csv", Stop);
    }

    [Fact]
    public async Task Only_one_of_many_creates_a_blob()
    {
        var created =
            await Task.WhenAll(Enumerable.Range(0, 16).Select(k => Store.CreateAsync("backtests/once.json", Bytes($"{k}"), Stop)));

        var creator = Assert.Single(created.Index(), item => item.Item).Index;
        Assert.Equal($"{creator}", Encoding.UTF8.GetString((await Store.ReadAsync("backtests/once.json", Stop))!.Content.Span));
    }

    [Fact]
    public async Task Only_the_version_that_was_read_is_replaced()
    {
        await Store.WriteAsync("backtests/latest.json", Bytes("first"), Stop);
        var first = (await Store.FindAsync("backtests/latest.json", Stop))!.ETag;

        Assert.True(await Store.ReplaceAsync("backtests/latest.json", Bytes("second!"), first, Stop));
        Assert.False(await Store.ReplaceAsync("backtests/latest.json", Bytes("third"), first, Stop));
        Assert.Equal("second!", Encoding.UTF8.GetString((await Store.ReadAsync("backtests/latest.json", Stop))!.Content.Span));
    }

    [Fact]
    public async Task Only_the_version_that_was_read_is_removed_and_the_last_blob_takes_its_folder_along()
    {
        await Store.WriteAsync("backtests/a/1/plan.json", Bytes("first"), Stop);
        var first = (await Store.FindAsync("backtests/a/1/plan.json", Stop))!.ETag;
        await Store.WriteAsync("backtests/a/1/plan.json", Bytes("other"), Stop);
        var second = (await Store.FindAsync("backtests/a/1/plan.json", Stop))!.ETag;

        Assert.NotEqual(first, second);
        Assert.False(await Store.DeleteAsync("backtests/a/1/plan.json", first, Stop));
        Assert.True(await Store.DeleteAsync("backtests/a/1/plan.json", second, Stop));
        Assert.False(await Store.DeleteAsync("backtests/a/1/plan.json", second, Stop));
        Assert.Empty(await Store.ListFoldersAsync("backtests/", Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Of_many_who_replace_a_version_one_does()
    {
        await Store.WriteAsync("backtests/owner.json", Bytes("00"), Stop);
        for (var round = 0; round < 10; round++)
        {
            var etag = (await Store.FindAsync("backtests/owner.json", Stop))!.ETag;
            var replaced = await Task.WhenAll(Enumerable.Range(10, 8)
                .Select(k => Store.ReplaceAsync("backtests/owner.json", Bytes($"{k}"), etag, Stop)));
            Assert.Single(replaced, done => done);
        }
    }

    [Fact]
    public async Task Blobs_and_folders_are_listed_in_order()
    {
        foreach (var path in new[] { "backtests/b/2/plan.json",
            "backtests/a/1/plan.json",
            "backtests/a/1/trials/x.json",
            "backtests/ab/1/plan.json",
            "backtests/消费/1/plan.json" })
        {
            await Store.WriteAsync(path, Bytes("{}"), Stop);
        }

        Assert.Equal(
            ["backtests/a/1/plan.json", "backtests/a/1/trials/x.json"],
            (await Store.ListAsync("backtests/a/", Stop).ToListAsync(Stop)).Select(blob => blob.Path));
        Assert.Equal(["a", "ab", "b", "消费"], await Store.ListFoldersAsync("backtests/", Stop).ToListAsync(Stop));
        Assert.Empty(await Store.ListFoldersAsync("backtests/none/", Stop).ToListAsync(Stop));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
