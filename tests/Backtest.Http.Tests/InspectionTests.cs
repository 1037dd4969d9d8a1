using System.Text;
using System.Text.Json;
using Backtest.Testing;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http.Tests;

public sealed class InspectionTests : IAsyncLifetime
{
    private TestApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await TestApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_file_is_told_with_its_plan_and_nothing_is_stored()
    {
        var csv = "date,y\n" + string.Concat(Enumerable.Range(0, 48)
            .Select(month => $"{new DateTime(2020, 1, 1).AddMonths(month):yyyy-MM-dd},{100 + (10 * (month % 12))}\n"));

        var inspection = await InspectAsync(csv);

        Assert.Equal("timedValues", inspection.GetProperty("table").GetProperty("shape").GetString());
        Assert.Equal(["time", "value"], inspection.GetProperty("table")
            .GetProperty("columns")
            .EnumerateArray()
            .Select(column => column.GetProperty("kind").GetString()));
        Assert.Equal(["2020-01-01", "100"], inspection.GetProperty("table")
            .GetProperty("firstRows")[0]
            .EnumerateArray()
            .Select(cell => cell.GetString()));
        var facts = inspection.GetProperty("series")[0].GetProperty("facts");
        Assert.Equal((48, 0), (facts.GetProperty("length").GetInt32(), facts.GetProperty("missing").GetInt32()));
        var plan = inspection.GetProperty("plan");
        Assert.Equal(12, plan.GetProperty("protocol").GetProperty("seasonLength").GetInt32());
        Assert.Equal("Monthly data: 12 per year.", plan.GetProperty("reasons").GetProperty("seasonLength").GetString());
        Assert.Equal(
            plan.GetProperty("trials").GetInt32(),
            plan.GetProperty("engines").EnumerateArray().Sum(family => family.GetProperty("trials").GetInt32()));
        Assert.Empty(_api.StoredFiles);
    }

    [Fact]
    public async Task Working_days_are_told_with_their_week()
    {
        var days = Enumerable.Range(0, 60)
            .Select(day => new DateTime(2024, 3, 3).AddDays(day))
            .Where(day => day.DayOfWeek is not (DayOfWeek.Friday or DayOfWeek.Saturday));

        var inspection = await InspectAsync("date,y\n" + string.Concat(days.Select((day, t) => $"{day:yyyy-MM-dd},{100 + (t % 5)}\n")));

        var series = inspection.GetProperty("series")[0];
        Assert.Equal(
            "The times are working days, Sunday to Thursday.",
            Assert.Single(series.GetProperty("facts").GetProperty("notes").EnumerateArray()).GetString());
        var week = series.GetProperty("spacing").GetProperty("workingWeek").EnumerateObject().ToList();
        Assert.Equal(["friday", "saturday"], week.Where(day => !day.Value.GetBoolean()).Select(day => day.Name));
        Assert.Equal((7, 5), (week.Count, inspection.GetProperty("plan").GetProperty("protocol").GetProperty("seasonLength").GetInt32()));
    }

    [Fact]
    public async Task The_complete_grid_plans_what_the_open_one_does()
    {
        var csv = Encoding.UTF8.GetString(Workbench.Csv());
        var open = await InspectAsync(csv);

        var complete = await InspectAsync(csv, open.GetProperty("completeGrid").GetRawText());

        Assert.Equal("{}", open.GetProperty("grid").GetRawText());
        Assert.Equal(open.GetProperty("plan")
            .GetProperty("protocol")
            .GetRawText(), complete.GetProperty("plan")
            .GetProperty("protocol")
            .GetRawText());
        Assert.Equal(open.GetProperty("plan")
            .GetProperty("trials")
            .GetInt32(), complete.GetProperty("plan")
            .GetProperty("trials")
            .GetInt32());
    }

    [Fact]
    public async Task A_plan_has_as_many_trials_as_the_run_then_has()
    {
        await _api.UploadAsync();

        // Without a body: the stored series with the stored grid.
        var inspection = await _api.PostAsync("/api/inspect?name=demo", null);

        Assert.Equal(13, inspection.GetProperty("plan").GetProperty("trials").GetInt32());
        Assert.Equal(4, inspection.GetProperty("grid").GetProperty("horizon").GetInt32());
        var other = await _api.PostAsync(
            "/api/inspect?name=demo",
            new MultipartFormDataContent { { new StringContent("""{ "arima": { "p": [0, 1], "d": 1 } }"""), "grid" } });
        Assert.Equal(2, other.GetProperty("plan")
            .GetProperty("engines")
            .EnumerateArray()
            .Single(family => family.GetProperty("engine").GetString() == "arima")
            .GetProperty("trials")
            .GetInt32());
    }

    [Theory]
    [InlineData("y\n1\nmany\n", null, "'many' is not a number.", "line 3, column 'y'", 0)]
    [InlineData("a,b\n1,2\n3,4\n", null, "The file has 2 value columns.", "line 2", 0)]
    [InlineData("1\n2\n3\n", null, "The series has 3 values", null, 1)]
    [InlineData("1\n2\n3\n", "{ \"horizon\": 0 }", "0 is not allowed.", "horizon", 1)]
    public async Task What_stands_in_the_way_is_told_beside_what_was_recognised(
        string csv, string? grid, string what, string? where, int series)
    {
        var inspection = await InspectAsync(csv, grid);

        var problem = inspection.GetProperty("problem");
        Assert.StartsWith(what, problem.GetProperty("title").GetString());
        Assert.Equal(where, problem.TryGetProperty("where", out var place) ? place.GetString() : null);
        Assert.Equal(series, inspection.GetProperty("seriesCount").GetInt32());
        Assert.False(inspection.TryGetProperty("plan", out _));
        Assert.NotEqual(0, inspection.GetProperty("table").GetProperty("rows").GetInt32());
    }

    [Theory]
    [InlineData("1\n2\n", "values", "value")]
    [InlineData("time\n2020-01-01\n2020-01-03\n", "events", "time")]
    [InlineData("unique_id,ds,y\na,2020-01-01,1\nb,2020-01-01,2\n", "long", "text,time,value")]
    [InlineData("date,y,note\n2020-01-01,1,x\n2020-01-02,2,y\n", "columns", "time,value,text")]
    public async Task The_shape_and_the_kind_of_each_column_are_told(string csv, string shape, string kinds)
    {
        var table = (await InspectAsync(csv)).GetProperty("table");

        Assert.Equal(shape, table.GetProperty("shape").GetString());
        Assert.Equal(
            kinds,
            string.Join(',', table.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("kind").GetString())));
    }

    [Fact]
    public async Task Of_many_values_the_peaks_are_kept()
    {
        var csv = string.Join('\n', Enumerable.Range(0, 4_900).Select(t => t == 1_234 ? 9 : t % 2));

        var values = (await InspectAsync(csv)).GetProperty("values");

        var kept = values.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToList();
        Assert.InRange(kept.Count, 1_000, 2_002);
        Assert.Equal(1_234, values.GetProperty("indexes")[kept.IndexOf(9)].GetInt32());
        Assert.Equal(4_900, values.GetProperty("length").GetInt32());
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_work()
    {
        using var left = new CancellationTokenSource();
        await using var body = new LeavingStream(Workbench.Csv(200), left);

        var answered = await _api.Server.SendAsync(
            context =>
            {
                (context.Request.Method, context.Request.Path, context.Request.Body) = ("POST", "/api/inspect", body);
                context.RequestAborted = left.Token;
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(StatusCodes.Status499ClientClosedRequest, answered.Response.StatusCode);
    }

    private async Task<JsonElement> InspectAsync(string csv, string? grid = null)
    {
        if (grid is null)
        {
            return await _api.PostAsync("/api/inspect", new StringContent(csv));
        }

        using var form = new MultipartFormDataContent { { new StringContent(csv), "csv" }, { new StringContent(grid), "grid" } };
        return await _api.PostAsync("/api/inspect", form);
    }

    // A client that disconnects as soon as everything it sent is read.
    private sealed class LeavingStream(byte[] content, CancellationTokenSource left) : MemoryStream(content, writable: false)
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                await left.CancelAsync();
            }

            return count;
        }
    }
}
