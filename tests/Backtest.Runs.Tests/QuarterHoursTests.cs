using System.Globalization;
using System.Text;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests;

/// <summary>A run of quarter hours, from the file to the forecasts of stored models.</summary>
public sealed class QuarterHoursTests : IDisposable
{
    private const string Grid = """
        {
          "horizon": 96, "windows": 2, "step": 288, "refitEvery": 0,
          "mstl": { "model": "arima" }, "arima": { "auto": "stepwise", "fourier": "auto" }
        }
        """;

    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // The windows go from one kind of day to the other, so repeating the day before errs.
    [Fact]
    public async Task They_have_a_day_and_a_week_without_asking()
    {
        await _bench.Store.WriteAsync(BlobLayout.Series("load"), Encoding.UTF8.GetBytes("time,load\n" + Rows()), Stop);
        await _bench.Store.WriteAsync(BlobLayout.Grid("load"), Encoding.UTF8.GetBytes(Grid), Stop);
        var run = (await _bench.Planning.RunAsync("load", Stop))!;
        await _bench.Executor.RunAsync(run, null, Stop);

        var plan = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!;
        Assert.Equal([96, 672], plan.Protocol!.SeasonLengths);
        var board = (await _bench.Store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run.Key), Stop))!;
        double Error(string label) => board.Rows.First(row => row.Label == label).Metrics!.Mase!.Value;
        var day = Error("Seasonal naive [96]");
        foreach (var trial in plan.Trials.Where(trial => trial.Spec is MstlSpec or ArimaSpec))
        {
            Assert.InRange(Error(trial.Label), 0, day / 2);

            // The file ends with a Sunday, so Monday and Saturday follow, whose noon is 30 apart.
            var forecast = await _bench.Forecaster.ForecastAsync(run.Key, new ForecastRequest(672, [80], trial.Id), Stop);
            var noon = forecast!.Forecast.Where((_, step) => step % 96 == 48).Select(step => step.Value).ToList();
            Assert.InRange(noon[0] - noon[5], 20, 40);
        }

        Assert.Equal(
            ["Auto ARIMA (stepwise) with Fourier terms of 96 and 672", "MSTL [96, 672] + Auto ARIMA (stepwise)"],
            plan.Trials.Where(trial => trial.Spec is MstlSpec or ArimaSpec).Select(trial => trial.Label).Order());
    }

    public void Dispose() => _bench.Dispose();

    // Five weeks from a Monday on: a day, quieter weekends and noise.
    private static string Rows() => string.Concat(Enumerable.Range(0, 5 * 672).Select(t =>
    {
        var time = new DateTime(2024, 1, 1).AddMinutes(15 * t);
        var value = 100 + (40 * Math.Sin(2 * Math.PI * (t % 96) / 96)) - (t / 96 % 7 >= 5 ? 30 : 0) + (t * 7919 % 13);
        return string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-ddTHH:mm},{value:F3}\n");
    }));
}
