using System.Text;
using System.Text.Json;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Files;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests;

/// <summary>The grid that <c>backtest grid</c> writes describes the run that it was written for.</summary>
public sealed class ExplicitGridTests : IDisposable
{
    // Settings of 3 networks that all series share, and few trials beside them.
    private const string OfPanel = """
        {
          "horizon": 2, "baselines": ["naive"], "theta": {}, "ensemble": { "best": 2 },
          "lstm": { "scope": "panel", "level": "last", "lookBack": 4, "units": 3, "epochs": 2, "seeds": 3 }
        }
        """;

    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("no dates", "{}")]
    [InlineData("months", "{}")]
    [InlineData("months", """{ "search": { "method": "random", "trials": 9 }, "winner": "best", "lstm": { "units": [4, 8] } }""")]
    [InlineData("months", """{ "search": "halving", "trainingLength": 40 }""")]
    [InlineData("sparse counts", "{}")]
    [InlineData("hours", "{}")]
    [InlineData("days", """{ "calendar": { "country": "DE", "workingDays": true, "fourier": { "7": 2 } } }""")]
    [InlineData("days", """{ "preset": "scum" }""")]
    public void A_series_with_the_written_grid_has_the_same_run(string kind, string json)
    {
        var csv = Encoding.UTF8.GetBytes(Csv(kind));
        var grid = GridReader.Read(Encoding.UTF8.GetBytes(json));

        var written = Written(csv, grid);

        // The id is a hash of all that decides the result.
        Assert.Equal(Prepare(csv, grid).Plan.Run, Prepare(csv, written).Plan.Run);
    }

    [Fact]
    public async Task A_panel_with_the_written_grid_has_the_same_networks_and_results()
    {
        var csv = Encoding.UTF8.GetBytes("id,d,y\n" + string.Concat(Enumerable.Range(0, 3).SelectMany(series => Enumerable.Range(0, 40)
            .Select(t => $"s{series},{new DateTime(2024, 1, 1).AddDays(t):yyyy-MM-dd},{10 + ((t + series) * 7 % 11)}\n"))));
        var grid = GridReader.Read(Encoding.UTF8.GetBytes(OfPanel));

        var own = await ResultsAsync("own", csv, grid);
        var explicitly = await ResultsAsync("explicit", csv, Written(csv, grid));

        // At a first window and at the end.
        Assert.Equal(2 * 3, own.Trainings);
        Assert.Equal(own, explicitly);
    }

    public void Dispose() => _bench.Dispose();

    private static Grid Written(byte[] csv, Grid grid)
    {
        var panel = SeriesFile.Read(csv, SeriesName.Parse("x"), grid.Columns, new CsvLimits(), Stop);
        var plan = Planner.Plan(panel[0], grid, globals: GlobalPlanner.Expand(panel, grid));
        return GridReader.Read(Encoding.UTF8.GetBytes(GridWriter.WriteWhole(Planner.Complete(panel[0], grid, panel), plan.Protocol)));
    }

    private PreparedRun Prepare(byte[] csv, Grid grid) => _bench.Planning.Prepare("x", csv, grid, DateTimeOffset.UnixEpoch, Stop);

    // The number of trainings, and the leaderboard of each series without times.
    private async Task<(int Trainings, string Rows)> ResultsAsync(string name, byte[] csv, Grid grid)
    {
        await _bench.Store.WriteAsync(BlobLayout.Series(name), csv, Stop);
        await _bench.Store.WriteAsync(BlobLayout.Grid(name), Encoding.UTF8.GetBytes(GridWriter.Write(grid)), Stop);
        var run = (await _bench.Planning.RunAsync(name, Stop))!;
        Assert.Null(run.Problem);
        var plan = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!;
        await _bench.Executor.RunAsync(run, null, Stop);
        var rows = new List<string>();
        for (var index = 0; index < plan.Panel!.Series; index++)
        {
            var board = (await _bench.Store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run.Key with { Index = index }), Stop))!;
            rows.Add(JsonSerializer.Serialize((object[])
            [
                board.Protocol, board.Published, board.Rows.Select(row => new { row.Trial, row.Rank, row.Metrics, row.HoldOut }),
            ]));
        }

        return (plan.Panel.Global!.Trainings.Count, string.Join('\n', rows));
    }

    private static string Csv(string kind) => kind switch
    {
        "no dates" => "y\n" + string.Concat(Enumerable.Range(0, 60).Select(t => $"{100 + (t * 7 % 13)}\n")),
        "months" => Rows(96, t => new DateTime(2015, 1, 1).AddMonths(t), t => 100 + t + (t % 12 * 3)),
        "days" => Rows(150, t => new DateTime(2024, 1, 1).AddDays(t), t => 100 + (t * 7919 % 31)),
        "sparse counts" => Rows(150, t => new DateTime(2024, 1, 1).AddDays(t), t => t * 7919 % 31 % 3 == 0 ? 1 + (t % 4) : 0),

        // 32 days; the weekends are quiet.
        _ => Rows(768, t => new DateTime(2024, 1, 1).AddHours(t), t => (t / 24 % 7 > 4 ? 60 : 100) + (t % 24) + (t * 7919 % 11)),
    };

    private static string Rows(int count, Func<int, DateTime> time, Func<int, int> value) =>
        "d,y\n" + string.Concat(Enumerable.Range(0, count).Select(t => $"{time(t):yyyy-MM-dd HH:mm},{value(t)}\n"));
}
