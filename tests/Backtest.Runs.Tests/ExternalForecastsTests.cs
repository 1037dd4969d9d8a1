using System.Globalization;
using System.Text;
using System.Text.Json;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests;

public sealed class ExternalForecastsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("""[{ "combine": "trimmedMean", "automatic": true }]""")]
    public async Task Perfect_forecasts_of_ones_own_rank_first_and_change_nothing_of_what_is_published(string ensemble)
    {
        using var bench = new Workbench();
        var values = Workbench.Values(40);
        var without = await RunAsync(bench, values, ensemble, null);

        var with = await RunAsync(bench, values, ensemble, Csv(values, error: 0));

        Assert.NotEqual(without.Run, with.Run);
        Assert.Equal(without.Published, with.Published);
        Assert.Equal(without.Choice, with.Choice);
        var own = Assert.Single(with.Rows, row => row.Family == "external");
        Assert.Equal((1, "mine", 0.0, 0.0), (own.Rank, own.Label, own.Metrics!.Mae, own.HoldOut!.Mae));
        Assert.Equal(
            JsonSerializer.Serialize(without.Rows.First(row => row.Trial == without.Published).HoldOut, Documents.Json),
            JsonSerializer.Serialize(with.Rows.First(row => row.Trial == with.Published).HoldOut, Documents.Json));

        // Its predictions are among those of the run, and it cannot forecast without given forecasts.
        var key = RunKey.Parse("demo", with.Run);
        Assert.Contains(
            await bench.Export.Predictions(key, own.Trial, Stop).Rows.ToListAsync(Stop), row => Equals(row[4], own.Trial.ToString()));
    }

    private static async Task<Leaderboard> RunAsync(Workbench bench, double[] values, string ensemble, string? csv)
    {
        var grid = $$"""
            { "horizon": 3, "windows": 2, "seasonLength": 4, "testLength": 3, "baselines": ["naive", "drift"], "theta": {}
              {{(ensemble.Length > 0 ? $", \"ensemble\": {ensemble}" : "")}}
              {{(csv is null ? "" : $", \"external\": [{{ \"name\": \"mine\", \"csv\": {JsonSerializer.Serialize(csv)} }}]")}} }
            """;
        var run = await bench.PlanAsync(values, grid);
        Assert.Null(run.Problem);
        return (await bench.Executor.RunAsync(run, null, Stop)).Series!;
    }

    // From the origins of two windows of three, and of the hold-out.
    private static string Csv(double[] values, double error)
    {
        var text = new StringBuilder("ds,cutoff,yhat\n");
        foreach (var known in new[] { values.Length - 9, values.Length - 6, values.Length - 3 })
        {
            for (var t = known; t < known + 3; t++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{t + 1},{known},{values[t] + error:R}\n");
            }
        }

        return text.ToString();
    }
}
