using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Planning;

/// <summary>Reads each file of samples/ and plans it with the grid beside it.</summary>
public sealed class SampleTests
{
    [Theory]
    [InlineData("sales", 40)]
    [InlineData("air-passengers", 40)]
    [InlineData("web-visits", 20)]
    [InlineData("store-events", 20)]
    [InlineData("power-demand", 20)]
    public void Every_sample_is_planned_with_its_grid(string name, int leastTrials)
    {
        var series = Read(name);

        var plan = Planner.Plan(series, GridReader.Read(Bytes($"{name}.grid.json")));

        Assert.InRange(plan.Trials.Count(trial => trial.Spec is not BaselineSpec), leastTrials, GridExpansion.MaxTrials);
        Assert.Contains(plan.Trials, trial => trial.Spec is ArimaSpec);
        Assert.Contains(plan.Trials, trial => trial.Spec is LstmSpec);
        var protocol = plan.Protocol;
        var least = series.Length - protocol.TestLength - ((protocol.Windows - 1) * protocol.Step) - protocol.Horizon - protocol.Gap;
        Assert.All(plan.Trials, trial => Assert.InRange(trial.Spec.MinimumTrainingLength, 1, least));
    }

    [Fact]
    public void Air_passengers_is_series_G_of_Box_and_Jenkins_by_month()
    {
        var series = Read("air-passengers");
        var reference = ReferenceFile.Read("series.json").GetProperty("AirPassengers");

        Assert.Equal(reference.GetProperty("values").Doubles(), series.Values);
        Assert.Equal((new DateTime(1949, 1, 1), new DateTime(1960, 12, 1)), (series.Timestamps![0], series.Timestamps[^1]));
        Assert.Equal(12, series.Spacing!.NaturalSeasonLength);
    }

    [Fact]
    public void Air_passengers_tries_the_airline_model_plain_and_in_logarithms()
    {
        var specs = Planner.Plan(
            Read("air-passengers"),
            GridReader.Read(Bytes("air-passengers.grid.json"))).Trials.Select(trial => trial.Spec).OfType<ArimaSpec>();

        var airline = specs.Where(spec => spec is { P: 0, D: 1, Q: 1, SeasonalP: 0, SeasonalD: 1, SeasonalQ: 1, Period: 12 });

        Assert.Equal([null, 0], airline.Select(spec => spec.Lambda).Order());
    }

    [Fact]
    public void The_published_protocol_on_sales_is_met_and_shows_what_it_hides()
    {
        // Published: a mean squared error of 2521.30 for the LSTM and 4401.02 for ARIMA, of one-step predictions of the
        // differences, over training and test, cumulated back to a level.
        var values = Read("sales").Values;
        (double Cumulated, double Test) Score(ModelSpec spec)
        {
            var model = ModelFitter.Fit(spec, values[..^10], TestContext.Current.CancellationToken);
            var errors = Enumerable.Range(4, values.Length - 4)
                .Select(t => model.Forecast(values[..t], 1, []).Point[0] - values[t])
                .ToArray();

            // The error of a cumulated level is the sum of the differences' errors up to it.
            var levels = errors.Select((_, t) => errors.Take(t + 1).Sum());
            return (levels.Average(error => error * error), errors.TakeLast(10).Average(error => error * error));
        }

        var specs = Planner.Plan(Read("sales"), GridReader.Read(Bytes("sales-protocol.grid.json"))).Trials.Select(trial => trial.Spec)
            .ToList();
        var lstms = specs.OfType<LstmSpec>().Select(Score).ToList();
        var arima = Score(specs.OfType<ArimaSpec>().Single());
        var drift = Score(new BaselineSpec(BaselineMethod.Drift));

        Assert.Equal(5, lstms.Count);
        Assert.True(lstms.Select(score => score.Cumulated).Order().ElementAt(2) < 2521.30);
        Assert.InRange(arima.Cumulated, 0.95 * 4401.02, 1.05 * 4401.02);

        // By that figure the LSTMs win; on unseen values the simplest method does.
        Assert.All(lstms, score => Assert.True(score.Cumulated < arima.Cumulated && arima.Cumulated < drift.Cumulated));
        Assert.All(lstms, score => Assert.True(drift.Test < arima.Test && arima.Test < score.Test));
    }

    [Fact]
    public void Sales_has_45_values_without_dates()
    {
        var series = Read("sales");

        Assert.Equal((45, 2800, 4055, 0), (series.Length, series.Values[0], series.Values[^1], series.Missing));
        Assert.Null(series.Timestamps);
    }

    [Fact]
    public void Web_visits_is_daily_with_some_days_missing()
    {
        var series = Read("web-visits");

        Assert.Equal(7, series.Spacing!.NaturalSeasonLength);
        Assert.InRange(series.Length, 2900, 3100);
        Assert.InRange(series.Missing, 1, 50);
    }

    [Fact]
    public void Store_events_become_days_between_visits()
    {
        var series = Read("store-events");

        Assert.Equal(399, series.Length);
        Assert.All(series.Values, days => Assert.InRange(days, 0, 8));
        Assert.Contains(series.Values, days => days < 0.5);
        Assert.Contains("intervals in days", Assert.Single(series.Notes!));
    }

    [Fact]
    public void Power_demand_has_a_temperature_up_to_its_end_and_days_off_a_week_further()
    {
        var series = Read("power-demand");

        Assert.Equal((1095, 0, 7), (series.Length, series.Missing, series.Spacing!.NaturalSeasonLength));
        Assert.Equal(
            [("temperature", 1095), ("dayOff", 1102)], series.Covariates!.Select(covariate => (covariate.Name, covariate.Values.Length)));
    }

    private static TimeSeries Read(string name)
    {
        var columns = GridReader.Read(Bytes($"{name}.grid.json")).Columns;
        return Assert.Single(
            SeriesReader.Read(Bytes($"{name}.csv"), name, columns, new CsvLimits(), TestContext.Current.CancellationToken));
    }

    private static byte[] Bytes(string name)
    {
        using var stream = typeof(SampleTests).Assembly.GetManifestResourceStream($"Samples/{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
