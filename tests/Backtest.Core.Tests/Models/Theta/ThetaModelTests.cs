using System.Text.Json;
using Backtest.Core.Models.Theta;
using Backtest.Core.Problems;
using Backtest.Core.Tests.Models.Arima;
using Backtest.Core.Tests.Models.ExponentialSmoothing;
using Backtest.Core.Tests.Reference;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Models.Theta;

public sealed class ThetaModelTests
{
    private static readonly JsonElement Reference = ReferenceFile.Read("r_theta.json").GetProperty("results");

    public static TheoryData<string> Cases => [.. Reference.EnumerateObject().Select(property => property.Name)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fit_agrees_with_R(string name)
    {
        var expected = Reference.GetProperty(name);
        var (y, season) = M3Sample.Rows.Where(row => row.Id == name).Select(row => (row.Train, row.SeasonLength))
            .SingleOrDefault((Train: [], SeasonLength: 0)) is { SeasonLength: > 0 } row
            ? row
            : (ArimaReference.Series(name), name == "AirPassengers" ? 12 : 1);

        var model = ThetaFitter.Fit(y, new ThetaSpec(season), Stop);

        Assert.Equal(expected.GetProperty("alpha").GetDouble(), model.Alpha, 2e-4);
        Assert.Equal(expected.GetProperty("drift").GetDouble(), model.Drift, 1e-7 * Math.Abs(model.Drift));
        Assert.Equal(expected.GetProperty("sigma2").GetDouble(), model.Sigma2, 3e-3 * model.Sigma2);
        var forecast = model.Forecast(y, 12, [0.95]);
        AllWithin(2.5e-3, expected.GetProperty("mean").Doubles(), forecast.Point);

        // R leaves the width of its intervals as it is without the season.
        var lower = expected.GetProperty("lower").Doubles();
        var upper = expected.GetProperty("upper").Doubles();
        var mean = expected.GetProperty("mean").Doubles();
        for (var h = 0; h < 12; h++)
        {
            var index = model.Season.Indices.Length > 0 ? model.Season.Indices[(y.Length + h) % season] : 1;
            Assert.Equal(mean[h] + (index * (lower[h] - mean[h])), forecast.Intervals[0].Lower[h], 2.5e-3 * mean[h]);
            Assert.Equal(mean[h] + (index * (upper[h] - mean[h])), forecast.Intervals[0].Upper[h], 2.5e-3 * mean[h]);
        }
    }

    [Fact]
    public void The_forecast_is_the_mean_of_two_theta_lines()
    {
        // Assimakopoulos and Nikolopoulos (2000): the line through the series goes on, and the series with doubled distances from it
        // is smoothed; their mean is the forecast.
        var y = ArimaReference.Series("Nile");
        var model = ThetaFitter.Fit(y, new ThetaSpec(), Stop);
        var slope = 2 * model.Drift;
        var intercept = y.Average() - (slope * (y.Length - 1) / 2);
        var doubled = y.Select((value, t) => (2 * value) - intercept - (slope * t)).ToArray();
        var level = (2 * model.InitialLevel) - intercept;
        foreach (var value in doubled)
        {
            level += model.Alpha * (value - level);
        }

        var expected = Enumerable.Range(0, 8).Select(h => (level + intercept + (slope * (y.Length + h))) / 2);

        Assert.Equal(expected, model.Forecast(y, 8, []).Point, (a, b) => Math.Abs(a - b) < 1e-9 * a);
    }

    [Fact]
    public void A_model_read_back_from_JSON_forecasts_the_same_bits()
    {
        var y = ArimaReference.Series("AirPassengers");
        var model = ThetaFitter.Fit(y, new ThetaSpec(12), Stop);

        var restored = JsonSerializer.Deserialize<ThetaModel>(JsonSerializer.Serialize(model))!;

        var (expected, actual) = (model.Forecast(y, 20, [0.8]), restored.Forecast(y, 20, [0.8]));
        Assert.Equal(expected.Point, actual.Point);
        Assert.Equal(expected.Intervals[0].Lower, actual.Intervals[0].Lower);
        Assert.Equal(expected.Intervals[0].Upper, actual.Intervals[0].Upper);
        Assert.Equal(12, model.Season.Indices.Length);
    }

    [Fact]
    public void A_history_that_begins_elsewhere_keeps_its_season()
    {
        var y = ArimaReference.Series("AirPassengers");
        var model = ThetaFitter.Fit(y.AsSpan(5), new ThetaSpec(12), Stop);

        Assert.Equal(model.Forecast(y.AsSpan(5), 12, []).Point, model.Forecast(y, 12, []).Point, (a, b) => Math.Abs(a - b) < 0.03 * a);
        Assert.Equal(
            model.Forecast(y.AsSpan(5), 12, []).Point, model.Forecast(y.AsSpan(40), 12, []).Point, (a, b) => Math.Abs(a - b) < 0.08 * a);
        Assert.Contains("two seasons", Assert.Throws<FitException>(() => model.Forecast(y.AsSpan(130), 12, [])).Message);
    }

    [Fact]
    public void Forecasts_scale_and_move_with_the_series() => RandomCases.Holds(
        from values in RandomCases.Series(8, 60)
        from shift in Gen.Choose(-1000, 1000)
        select (values, shift),
        input =>
        {
            double[] Forecast(double[] values) => ThetaFitter.Fit(values, new ThetaSpec(), Stop).Forecast(values, 4, []).Point;

            var moved = Forecast(Array.ConvertAll(input.values, value => (4 * value) + input.shift));

            Assert.Equal(Forecast(input.values).Select(value => (4 * value) + input.shift), moved, (a, b) => Math.Abs(a - b) < 0.5);
        },
        100);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Odd_series_give_finite_forecasts_or_a_reason(int seasonLength)
    {
        foreach (var (name, values) in OddSeries.All)
        {
            try
            {
                var forecast = ThetaFitter.Fit(values, new ThetaSpec(seasonLength), Stop).Forecast(values, 12, [0.95]);

                Assert.All(forecast.Point, point => Assert.True(double.IsFinite(point), name));
                Assert.All(
                    forecast.Intervals[0].Lower.Zip(forecast.Intervals[0].Upper),
                    bounds => Assert.True(bounds.First <= bounds.Second, name));
            }
            catch (FitException problem)
            {
                Assert.NotEmpty(problem.Message);
            }
        }
    }

    private static void AllWithin(double relative, double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, relative * Math.Abs(pair.First)));
    }
}
