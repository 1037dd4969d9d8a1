using System.Globalization;
using System.Text.Json;

namespace Backtest.Http.Tests;

/// <summary>Forecasts of values that cannot be below 0, in every answer.</summary>
public sealed class NonNegativeTests : IAsyncLifetime
{
    private const string Models = """
        "seasonLength": 1, "horizon": 4, "windows": 3, "baselines": ["drift"], "ets": { "model": "AAN" }, "theta": {}, "arima": { "d": 1, "q": 1, "constant": true },
        "lstm": { "lookBack": 3, "units": 4, "epochs": 5 }, "ensemble": { "best": 3 }
        """;

    private TestApi _api = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Falling sales, with days without any at the end.
    private static string Counts => "y\n" + string.Join('\n', Enumerable.Range(0, 50).Select(t => Math.Max(0, 30 - t + (t % 5 * 3))));

    public async ValueTask InitializeAsync() => _api = await TestApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Counts_are_forecast_at_0_or_above_by_every_model_over_any_horizon()
    {
        var status = await RunAsync($"{{ {Models} }}");

        Assert.True(status.GetProperty("protocol").GetProperty("nonNegative").GetBoolean());
        Assert.StartsWith("Some values are 0 and none is negative", status.GetProperty("reasons").GetProperty("nonNegative").GetString());
        Assert.All(await ForecastsAsync(), value => Assert.True(value >= 0));
        var leaderboard = await _api.JsonAsync("/api/series/counts/leaderboard");
        Assert.All(leaderboard.GetProperty("holdOutWindows").EnumerateArray().SelectMany(Yhat), value => Assert.True(value >= 0));
        foreach (var row in leaderboard.GetProperty("rows").EnumerateArray())
        {
            var trial =
                await _api.JsonAsync($"/api/series/counts/backtests/{leaderboard.GetProperty("run")}/trials/{row.GetProperty("trial")}");
            Assert.All(trial.GetProperty("score")
                .GetProperty("windows")
                .EnumerateArray()
                .SelectMany(Yhat), value => Assert.True(value >= 0));
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/series/counts/forecast?horizon=20&level=99");
        request.Headers.Accept.ParseAdd("text/csv");
        var rows = (await (await _api.Http.SendAsync(request, Stop)).Content.ReadAsStringAsync(Stop)).Trim().Split('\n').Skip(1).ToList();
        Assert.Equal(20, rows.Count);
        Assert.All(
            rows.SelectMany(row => row.Split(',').Skip(2)), cell => Assert.True(double.Parse(cell, CultureInfo.InvariantCulture) >= 0));
        var report = await (await _api.Http.GetAsync("/api/series/counts/report", Stop)).Content.ReadAsStringAsync(Stop);
        Assert.Contains("<td>nonNegative</td>", report);
        Assert.DoesNotMatch("<td class=\"number\">-[0-9.]+ \\.\\.", report);
    }

    [Fact]
    public async Task Counts_are_forecast_as_anything_else_where_the_grid_says_so()
    {
        var status = await RunAsync($"{{ {Models}, \"nonNegative\": false }}");

        Assert.False(status.GetProperty("protocol").TryGetProperty("nonNegative", out _));
        Assert.Equal("As the grid asks.", status.GetProperty("reasons").GetProperty("nonNegative").GetString());
        Assert.Contains(await ForecastsAsync(), value => value < 0);
    }

    private static IEnumerable<double> Yhat(JsonElement window) =>
        window.GetProperty("yhat").EnumerateArray().Select(value => value.GetDouble());

    private async Task<JsonElement> RunAsync(string grid)
    {
        await _api.PutAsync("/api/series/counts/grid", grid);
        var answer = await _api.PutAsync("/api/series/counts", Counts);
        return await _api.JsonAsync(answer.Headers.Location!.ToString());
    }

    // Points and bounds of every trial's model, further ahead than any window.
    private async Task<List<double>> ForecastsAsync()
    {
        var values = new List<double>();
        var rows = (await _api.JsonAsync("/api/series/counts/leaderboard")).GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(7, rows.Count);
        foreach (var row in rows)
        {
            var forecast = await _api.JsonAsync($"/api/series/counts/forecast?model={row.GetProperty("trial")}&horizon=12&level=80,99");
            foreach (var step in forecast.GetProperty("forecast").EnumerateArray())
            {
                values.Add(step.GetProperty("value").GetDouble());
                values.AddRange(step.GetProperty("intervals")
                    .EnumerateArray()
                    .SelectMany(bounds => new[] { bounds.GetProperty("lower").GetDouble(), bounds.GetProperty("upper").GetDouble() }));
            }
        }

        return values;
    }
}
