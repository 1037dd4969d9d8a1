using System.Text;
using System.Text.Json.Nodes;
using Backtest.Core.Models.Arima;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests;

/// <summary>Runs with covariates from the calendar.</summary>
public sealed class CalendarRunTests : IDisposable
{
    private const string Calendar = "\"calendar\": { \"country\": \"DE\", \"subdivision\": \"BY\", \"workingDays\": true, \"fourier\": { \"7\": 1 } }";

    private const string Grid = $$"""
        {
          {{Calendar}}, "horizon": 5, "windows": 2, "arima": { "p": 1 },
          "lstm": { "lookBack": 3, "units": 2, "epochs": 2 }
        }
        """;

    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_series_of_a_panel_has_the_models_that_it_has_alone_and_forecasts_beyond_the_horizon()
    {
        var alone = await PlanAsync("alone", "d,y\n" + Rows(""), Grid);
        var panel = await PlanAsync("shop", "id,d,y\n" + Rows("a,") + Rows("b,"), Grid);
        await _bench.Executor.RunAsync(alone, null, Stop);
        await _bench.Executor.RunAsync(panel, null, Stop);

        var plan = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(alone.Key), Stop))!;
        Assert.Equal(["holiday", "holiday-1", "holiday+1", "workingDays", "sin(2π 1 date / 7)", "cos(2π 1 date / 7)"], plan.Series!.Covariates);
        Assert.Equal("The dates give 6 covariates, known ahead: holidays of DE-BY, working days, 1 Fourier term of 7.", plan.Reasons!["calendar"]);
        foreach (var trial in plan.Trials)
        {
            var request = new ForecastRequest(30, [80], trial.Id);
            var own = (await _bench.Forecaster.ForecastAsync(alone.Key, request, Stop))!;
            var member = (await _bench.Forecaster.ForecastAsync(panel.Key with { Index = 1 }, request, Stop))!;
            Assert.Equal(own.Forecast.Select(step => step.Value), member.Forecast.Select(step => step.Value));
        }

        // The 25th and the 26th of December are 20 and 21 days after the last value; the values fell by 30 on them the year before.
        var arima = plan.Trials.First(trial => trial.Spec is ArimaSpec);
        var forecast = (await _bench.Forecaster.ForecastAsync(alone.Key, new ForecastRequest(30, [80], arima.Id), Stop))!.Forecast;
        Assert.True(forecast[18].Value - forecast[19].Value > 15, $"{forecast[18].Value} {forecast[19].Value}");
    }

    [Fact]
    public async Task A_model_of_a_calendar_forecasts_a_series_of_a_file()
    {
        var run = await PlanAsync("sales", "d,y\n" + Rows(""), Grid);
        var published = (await _bench.Executor.RunAsync(run, null, Stop)).Series!.Published;
        var trial = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!.Trials.First(one => one.Spec is ArimaSpec).Id;
        var (isFinal, request) = (trial == published, new ForecastRequest(7, [80], trial));

        var model = (await ServedModel.LoadAsync(_bench.Store, run.Key, trial, isFinal, _bench.Options, Stop))!;
        var series = (await _bench.Store.ReadAsync<SeriesDocument>(BlobLayout.Values(run.Key), Stop))!.ToSeries() with { Calendar = null };

        Assert.Equal(
            (await _bench.Forecaster.ForecastAsync(run.Key, request, Stop))!.Forecast.Select(step => step.Value),
            model.Forecast(series, request, isFinal).Forecast.Select(step => step.Value));
    }

    [Fact]
    public async Task The_table_of_holidays_is_part_of_the_run()
    {
        var run = await PlanAsync("sales", "d,y\n" + Rows(""), Grid);
        var other = await PlanAsync("sales", "d,y\n" + Rows(""), Grid.Replace("BY", "BE", StringComparison.Ordinal));
        var stored = await _bench.Store.ReadAsync(BlobLayout.Values(run.Key), Stop);
        var calendar = JsonNode.Parse(stored!.Content.Span)!["calendar"]!;

        Assert.NotEqual(run.Key.Run, other.Key.Run);
        Assert.Equal("PublicHoliday 3.17.0", (string)calendar["table"]!);
        Assert.Equal("2023-10-03", (string)calendar["holidays"]![0]!);

        // A run keeps its stored holidays, whatever a later table says.
        var document = Documents.Read<SeriesDocument>(stored);
        var changed = document with { Calendar = document.Calendar! with { Table = "PublicHoliday 4.0.0" } };
        using var bytes = new MemoryStream();
        using var others = new MemoryStream();
        RunHash.Add(bytes, document.ToSeries());
        RunHash.Add(others, changed.ToSeries());
        Assert.NotEqual(Encoding.UTF8.GetString(bytes.ToArray()), Encoding.UTF8.GetString(others.ToArray()));
    }

    public void Dispose() => _bench.Dispose();

    // From the 1st of October 2023 to the 5th of December 2024: 30 less on public holidays of Bavaria.
    private static string Rows(string before)
    {
        HashSet<string> holidays =
        [
            "2023-10-03", "2023-11-01", "2023-12-25", "2023-12-26", "2024-01-01", "2024-01-06", "2024-03-29", "2024-04-01", "2024-05-01",
            "2024-05-09", "2024-05-20", "2024-05-30", "2024-08-15", "2024-10-03", "2024-11-01",
        ];
        return string.Concat(Enumerable.Range(0, 432).Select(t =>
        {
            var day = $"{new DateTime(2023, 10, 1).AddDays(t):yyyy-MM-dd}";
            return FormattableString.Invariant($"{before}{day},{100 + (t * 7919 % 13) - (holidays.Contains(day) ? 30 : 0)}\n");
        }));
    }

    private async Task<PlannedRun> PlanAsync(string name, string csv, string grid)
    {
        await _bench.Store.WriteAsync(BlobLayout.Series(name), Encoding.UTF8.GetBytes(csv), Stop);
        await _bench.Store.WriteAsync(BlobLayout.Grid(name), Encoding.UTF8.GetBytes(grid), Stop);
        return (await _bench.Planning.RunAsync(name, Stop))!;
    }
}
