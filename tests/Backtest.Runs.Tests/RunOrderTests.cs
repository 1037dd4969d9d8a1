using Backtest.Core.Series;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests;

public sealed class RunOrderTests : IDisposable
{
    private static readonly DateTimeOffset Time = DateTimeOffset.UnixEpoch;
    private static readonly SeriesName Name = SeriesName.Parse("demo");

    private readonly TemporaryFolder _folder = new();
    private readonly FolderBlobStore _store;

    public RunOrderTests() => _store = new FolderBlobStore(_folder.Path);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_at_the_same_time_have_numbers_of_their_own()
    {
        string[] runs = [.. Enumerable.Range(0, 20).Select(k => $"run{k}")];

        await Task.WhenAll(runs.Select(run => Task.Run(() => StartAsync(run), Stop)));

        var asked = await ReadAsync();
        Assert.Equal(Enumerable.Range(1, 20).Select(number => (long)number), runs.Select(run => asked.NumberOf(TestIds.Run(run))).Order());
        Assert.Equal(20, asked.Last);
    }

    [Fact]
    public async Task An_upload_is_asked_for_once_however_often_it_is_announced_and_again_when_it_is_written_again()
    {
        var first = await UploadAsync("1");
        await AnnounceAsync("one", first);
        await StartAsync("other grid");
        var before = await ReadAsync();
        await AnnounceAsync("one", first);
        Assert.Equal(before.Last, (await ReadAsync()).Last);
        Assert.True((await ReadAsync()).NumberOf(TestIds.Run("other grid")) > (await ReadAsync()).NumberOf(TestIds.Run("one")));

        await AnnounceAsync("one", await UploadAsync("1"));
        Assert.True((await ReadAsync()).NumberOf(TestIds.Run("one")) > (await ReadAsync()).NumberOf(TestIds.Run("other grid")));
    }

    [Fact]
    public async Task An_upload_that_is_announced_late_comes_before_what_was_started_on_it()
    {
        var upload = await UploadAsync("1");
        await RunOrder.TryAskAsync(_store, Plan("other grid"), new RunRequest(upload, IsStart: true), Stop);

        await AnnounceAsync("one", upload);

        var asked = await ReadAsync();
        Assert.True(asked.NumberOf(TestIds.Run("one")) > 0);
        Assert.True(asked.NumberOf(TestIds.Run("other grid")) > asked.NumberOf(TestIds.Run("one")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_whose_upload_was_replaced_meanwhile_comes_before_what_replaced_it(bool isStart)
    {
        var first = await UploadAsync("1");
        var second = await UploadAsync("2");
        await AnnounceAsync("two", second);

        await RunOrder.TryAskAsync(_store, Plan("one"), new RunRequest(first, isStart), Stop);

        var asked = await ReadAsync();
        Assert.True(asked.NumberOf(TestIds.Run("two")) > asked.NumberOf(TestIds.Run("one")));
    }

    [Fact]
    public async Task A_pointer_of_an_earlier_version_is_older_than_every_request_but_not_than_the_upload_before_it()
    {
        var upload = await UploadAsync("1");
        await _store.WriteAsync(
            BlobLayout.Latest("demo"),
            Documents.Write(new PublishedRun(2, TestIds.Run("old"), TestIds.Trial("naive"), Time.AddDays(1))),
            Stop);
        var published = (await _store.ReadAsync<PublishedRun>(BlobLayout.Latest("demo"), Stop))!;

        // Like a host that starts does with all uploads.
        await AnnounceAsync("one", upload);
        Assert.True((await ReadAsync()).Compare(TestIds.Run("one"), Time, published) < 0);

        await StartAsync("new");
        Assert.True((await ReadAsync()).Compare(TestIds.Run("new"), Time, published) > 0);
        Assert.True((await ReadAsync()).HasPublished(Plan("one"), published));
        Assert.False((await ReadAsync()).HasPublished(Plan("new"), published));
    }

    [Fact]
    public async Task Starting_the_last_run_again_leaves_the_order_unchanged()
    {
        await StartAsync("one");
        await StartAsync("two");
        var before = await ReadAsync();

        Assert.Same(before, before.With(TestIds.Run("two"), new RunRequest(null, IsStart: true)));
        Assert.Equal(3, before.With(TestIds.Run("one"), new RunRequest(null, IsStart: true)).NumberOf(TestIds.Run("one")));
    }

    [Fact]
    public async Task A_damaged_order_begins_anew()
    {
        await StartAsync("one");
        await _store.WriteAsync(BlobLayout.Asked("demo"), "{"u8.ToArray(), Stop);
        Assert.Equal(0, (await ReadAsync()).NumberOf(TestIds.Run("one")));

        await StartAsync("two");

        Assert.True((await ReadAsync()).NumberOf(TestIds.Run("two")) > (await ReadAsync()).NumberOf(TestIds.Run("one")));
    }

    [Fact]
    public async Task The_order_of_a_series_stays_small_and_keeps_the_newest()
    {
        var asked = AskedRuns.None;
        for (var k = 0; k < 3_000; k++)
        {
            asked = asked.With(TestIds.Run($"run{k}"), new RunRequest(null, IsStart: true));
        }

        await _store.WriteAsync(BlobLayout.Asked("demo"), Documents.Write(asked), Stop);
        Assert.InRange((await ReadAsync()).Runs.Count, 100, 2_000);
        Assert.Equal((0L, 3_000L), (asked.NumberOf(TestIds.Run("run0")), asked.NumberOf(TestIds.Run("run2999"))));
    }

    public void Dispose() => _folder.Dispose();

    private static RunPlan Plan(string run) => new() { Name = Name, Run = TestIds.Run(run), Upload = Name, RequestedAt = Time };

    private async Task<UploadVersion> UploadAsync(string content) =>
        new("demo", await _store.WriteAsync(BlobLayout.Series("demo"), Workbench.Csv([double.Parse(content)]), Stop), null);

    private async Task AnnounceAsync(string run, UploadVersion upload) =>
        await RunOrder.TryAskAsync(_store, Plan(run), new RunRequest(upload, IsStart: false), Stop);

    private async Task StartAsync(string run) => await RunOrder.TryAskAsync(_store, Plan(run), new RunRequest(null, IsStart: true), Stop);

    private Task<AskedRuns> ReadAsync() => RunOrder.ReadAsync(_store, "demo", Stop);
}
