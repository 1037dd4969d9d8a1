using System.Net;
using System.Text;
using System.Text.Json;
using Backtest.Core.Models;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.Http.Tests;

/// <summary>
/// Names as long as a folder can hold, and longer ones: 255 bytes of UTF-8 between two slashes, <c>.grid.json</c> after an upload's name.
/// </summary>
public sealed class NameLimitTests
{
    private const string Grid = """{ "horizon": 2, "windows": 1, "seasonLength": 1, "baselines": ["naive"], "theta": {} }""";

    // Letters of one to four bytes, with the number of ASCII bytes before and after them.
    public static TheoryData<string, int, bool> Uploads => new()
    {
        { Name("a", 100, 0), 100, true },
        { Name("ä", 100, 0), 200, true },
        { Name("𠮷", 50, 0), 200, true },
        { Name("値", 80, 5), 245, true },
        { Name("値", 80, 6), 246, false },
        { Name("値", 81, 2), 245, true },
        { Name("値", 90, 0), 270, false },
        { Name("値", 100, 0), 300, false },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Uploads))]
    public async Task An_upload_is_stored_if_the_folder_can_hold_its_name_and_refused_before_anything_is_stored_if_not(
        string name, int bytes, bool isRight)
    {
        Assert.Equal(bytes, Encoding.UTF8.GetByteCount(name));
        await using var api = await TestApi.StartAsync(new BacktestOptions());
        var address = $"/api/series/{Uri.EscapeDataString(name)}";
        using var grid = await api.PutAsync($"{address}/grid", Grid);
        using var upload = await api.PutAsync(address, Encoding.UTF8.GetString(Workbench.Csv()));
        using var start = await api.Http.PostAsync($"{address}/backtests", null, Stop);

        if (isRight)
        {
            Assert.Equal(
                (HttpStatusCode.NoContent, HttpStatusCode.Accepted, HttpStatusCode.Accepted),
                (grid.StatusCode, upload.StatusCode, start.StatusCode));
            Assert.Equal(2, (await api.JsonAsync($"{address}/forecast")).GetProperty("forecast").GetArrayLength());
            return;
        }

        foreach (var answer in new[] { grid, upload, start })
        {
            await AssertRefusedAsync(answer, name, bytes, 245);
        }

        Assert.Empty(api.StoredFiles);
        using var summary = await api.Http.GetAsync(address, Stop);
        using var forecast = await api.Http.GetAsync($"{address}/forecast", Stop);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (summary.StatusCode, forecast.StatusCode));
    }

    [Theory]
    [InlineData("値", 300)]
    [InlineData("a/b ", 100)]
    public async Task An_id_may_be_longer_than_any_name(string letters, int count)
    {
        var id = string.Concat(Enumerable.Repeat(letters, count)).Trim();
        await using var api = await TestApi.StartAsync(new BacktestOptions());
        using var grid = await api.PutAsync("/api/series/u/grid", Grid);
        using var upload = await api.PutAsync("/api/series/u", LongFormat("short", id));

        Assert.Equal(HttpStatusCode.Accepted, upload.StatusCode);
        var forecast = await api.JsonAsync($"/api/series/u/forecast?id={Uri.EscapeDataString(id)}");
        Assert.Equal((id, 2), (forecast.GetProperty("id").GetString(), forecast.GetProperty("forecast").GetArrayLength()));
    }

    [Fact]
    public async Task A_file_whose_name_leaves_no_room_for_its_grid_is_a_refused_run()
    {
        using var bench = new Workbench();
        var name = Name("値", 82, 4);
        await bench.Store.WriteAsync(BlobLayout.Series(name), Workbench.Csv(), Stop);

        var problem = (await bench.Planning.RunAsync(name, Stop))!.Problem!;

        Assert.Equal($"The series name '{name}' has 250 bytes as UTF-8; the storage has room for 245.", problem.What);
    }

    [Theory]
    [InlineData("bad name!", "bad-name")]
    [InlineData("sub/dir", "sub-dir")]
    [InlineData("..hidden", "hidden")]
    public async Task A_file_that_was_dropped_with_an_impossible_name_is_a_refused_run_under_one_that_can_be_asked_for(
        string upload, string name)
    {
        using var bench = new Workbench();
        await bench.Store.WriteAsync(BlobLayout.Series(upload), Workbench.Csv(), Stop);
        Assert.Empty(await bench.Catalog.NamesAsync(Stop));

        var run = (await bench.Planning.RunAsync(upload, Stop))!;
        Assert.Equal(run.Key, (await bench.Planning.RunAsync(upload, Stop))!.Key);

        Assert.Equal([name], await bench.Catalog.NamesAsync(Stop));
        var status = Assert.Single((await bench.Catalog.SummaryAsync(name, Stop))!.Runs);
        Assert.Contains($"'{upload}'", status.Problem!.What);
        Assert.Contains($"'{name}'", status.Problem.Right);

        // The file itself can be deleted like any other.
        await bench.Planning.RefuseAsync(upload, new Backtest.Core.Problems.InputProblem("No.", null, "Yes."), Stop);
        Assert.Equal([name], await bench.Catalog.NamesAsync(Stop));
    }

    [Fact]
    public void Every_path_of_a_name_that_keeps_the_rule_is_short_enough_for_Azure()
    {
        var run = RunKey.Parse(new string('a', Backtest.Core.Series.SeriesName.MaxLength), new string('0', 16));
        var longest = new[] { BlobLayout.Grid(run.Name),
            BlobLayout.FinalModel(run, TrialId.Parse("intermittent-0123456789")),
            BlobLayout.Round(run, 1_000) }.Max(path => path.Length);

        Assert.InRange(longest, 1, 1_024);
    }

    private static string Name(string letter, int count, int ascii) =>
        string.Concat(Enumerable.Repeat(letter, count)) + new string('a', ascii);

    private static string LongFormat(params string[] ids) =>
        "unique_id,ds,y\n" + string.Concat(
            ids.SelectMany(id => Workbench.Values(40).Select((value, t) => FormattableString.Invariant($"{id},{t + 1},{value}\n"))));

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, string name, int bytes, int most)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var title = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("title").GetString();
        Assert.Contains($"'{name}'", title);
        Assert.Contains($"{bytes} bytes", title);
        Assert.Contains($"room for {most}", title);
    }
}
