using System.Text.Json;
using Backtest.Core.Models;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Problems;
using Backtest.Core.Tests.Models.Arima;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Models.ExponentialSmoothing;

public sealed class EtsModelTests
{
    private const double None = double.NaN;

    private static readonly double[] Levels = [0.8, 0.95];

    public static TheoryData<EtsForm> Forms => [.. Enum.GetValues<EtsForm>().Where(form => form != EtsForm.Average)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_model_read_back_from_JSON_forecasts_the_same_bits(EtsForm form)
    {
        var y = ArimaReference.Series("AirPassengers");
        var model = EtsFitter.Fit(y, new EtsSpec(form, 12), Stop);

        var restored = JsonSerializer.Deserialize<EtsModel>(JsonSerializer.Serialize(model))!;

        Same(model.Forecast(y, 20, Levels), restored.Forecast(y, 20, Levels));
        Same(model.Forecast(y, 20, Levels), restored.FromState(20, Levels));
        Same(model.Forecast(y, 20, Levels), EtsFitter.Fit(y, new EtsSpec(form, 12), Stop).FromState(20, Levels));
    }

    [Fact]
    public void The_level_of_simple_smoothing_moves_on_by_alpha_of_each_error()
    {
        double[] y = [10, 12, 9, 14, 11, 13, 12, 15, 11, 16, 13];
        var model = EtsFitter.Fit(y.AsSpan(0, 9), new EtsSpec(EtsForm.ANN), Stop);
        var alpha = model.Parameters.Alpha;
        var level = model.State.Level;
        level += alpha * (y[9] - level);
        level += alpha * (y[10] - level);

        Assert.All(model.Forecast(y, 3, []).Point, point => Assert.Equal(level, point, 1e-12));
    }

    [Fact]
    public void Where_a_value_is_missing_the_state_moves_as_forecast()
    {
        var y = ArimaReference.Series("AirPassengers");
        var model = EtsFitter.Fit(y, new EtsSpec(EtsForm.MAM, 12), Stop);

        var later = model.Forecast((double[])[.. y, None, None, None], 9, []).Point;

        // Beyond a season the exact mean is not that of the recursion alone.
        Assert.Equal(model.FromState(12, []).Point[3..], later, (a, b) => Math.Abs(a - b) < 1e-9 * a);
    }

    [Fact]
    public void A_series_with_gaps_is_fitted_to_its_other_values()
    {
        var y = ArimaReference.Series("AirPassengers");
        var gaps = y.Select((value, t) => t % 17 == 5 ? None : value).ToArray();

        var model = EtsFitter.Fit(gaps, new EtsSpec(EtsForm.MAM, 12), Stop);

        Assert.Equal(gaps.Count(value => !double.IsNaN(value)), model.Observations);
        Assert.StartsWith("At missing values", Assert.Single(model.Warnings));
        Assert.Equal(
            EtsFitter.Fit(y, new EtsSpec(EtsForm.MAM, 12), Stop).FromState(12, []).Point,
            model.FromState(12, []).Point,
            (a, b) => Math.Abs(a - b) < 0.06 * a);
    }

    [Theory]
    [InlineData(EtsForm.AAA)]
    [InlineData(EtsForm.MAM)]
    public void A_history_that_begins_elsewhere_keeps_its_season(EtsForm form)
    {
        var y = ArimaReference.Series("AirPassengers");
        var model = EtsFitter.Fit(y.AsSpan(5), new EtsSpec(form, 12), Stop);
        var expected = model.FromState(12, []).Point;

        foreach (var history in new[] { y, y[30..], y[41..] })
        {
            // The effect of other initial states is small after the years between.
            Assert.Equal(expected, model.Forecast(history, 12, []).Point, (a, b) => Math.Abs(a - b) < 0.08 * a);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Forecasts_scale_with_the_series(EtsForm form) => RandomCases.Holds(
        from level in Gen.Choose(20, 100)
        from noise in Gen.Choose(-5000, 5000).ArrayOf(40)
        from exponent in Gen.Choose(-200, 200)
        select (Values: noise.Select((value, t) => level + (0.3 * t) + (5 * Math.Sin(t * Math.PI / 2)) + (value / 1000.0))
            .ToArray(), exponent),
        input =>
        {
            var spec = new EtsSpec(form, 4);
            var forecast = EtsFitter.Fit(input.Values, spec, Stop).FromState(9, [0.9]);

            var scaled = EtsFitter.Fit(Array.ConvertAll(input.Values, value => Math.ScaleB(value, input.exponent)), spec, Stop)
                .FromState(9, [0.9]);

            // Powers of two change no bit.
            Assert.Equal(Array.ConvertAll(forecast.Point, value => Math.ScaleB(value, input.exponent)), scaled.Point);
            Assert.Equal(
                Array.ConvertAll(forecast.Intervals[0].Lower, value => Math.ScaleB(value, input.exponent)), scaled.Intervals[0].Lower);
        },
        5);

    [Theory]
    [InlineData(EtsForm.ANN)]
    [InlineData(EtsForm.AAN)]
    [InlineData(EtsForm.AAdN)]
    [InlineData(EtsForm.ANA)]
    [InlineData(EtsForm.AAA)]
    public void Forecasts_of_additive_forms_move_with_the_series(EtsForm form)
    {
        var y = ArimaReference.Series("AirPassengers");
        var spec = new EtsSpec(form, 12);
        var forecast = EtsFitter.Fit(y, spec, Stop).FromState(12, [0.9]);

        foreach (var shift in new[] { -300.0, 1000.0 })
        {
            var moved = EtsFitter.Fit(Array.ConvertAll(y, value => (3 * value) + shift), spec, Stop).FromState(12, [0.9]);

            Assert.Equal(forecast.Point.Select(value => (3 * value) + shift), moved.Point, (a, b) => Math.Abs(a - b) < 0.05);
            Assert.Equal(
                forecast.Intervals[0].Upper.Select(value => (3 * value) + shift),
                moved.Intervals[0].Upper,
                (a, b) => Math.Abs(a - b) < 0.05);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Odd_series_give_finite_forecasts_or_a_reason(EtsForm form)
    {
        foreach (var (name, values) in OddSeries.All)
        {
            try
            {
                var model = EtsFitter.Fit(values, new EtsSpec(form, 4), Stop);
                var forecast = model.Forecast(values, 12, Levels);

                Assert.All(forecast.Point, point => Assert.True(double.IsFinite(point), name));
                Assert.All(forecast.Intervals, interval => Assert.All(
                    interval.Lower.Zip(interval.Upper), bounds => Assert.True(bounds.First <= bounds.Second, name)));
                Assert.NotEmpty(JsonSerializer.Serialize(model));
            }
            catch (FitException problem)
            {
                Assert.NotEmpty(problem.Message);
            }
        }
    }

    [Theory]
    [InlineData(EtsForm.ANN)]
    [InlineData(EtsForm.AAN)]
    [InlineData(EtsForm.AAA)]
    [InlineData(EtsForm.MNN)]
    [InlineData(EtsForm.MAM)]
    [InlineData(EtsForm.Auto)]
    public void A_constant_series_goes_on(EtsForm form)
    {
        var forecast = EtsFitter.Fit(Enumerable.Repeat(7.3, 40).ToArray(), new EtsSpec(form, 4), Stop).FromState(12, [0.95]);

        Assert.All(forecast.Point, point => Assert.Equal(7.3, point, 1e-9));
        Assert.All(forecast.Intervals[0].Upper, bound => Assert.Equal(7.3, bound, 1e-6));
    }

    [Theory]
    [InlineData(EtsForm.AAN)]
    [InlineData(EtsForm.Auto)]
    public void A_perfect_trend_goes_on(EtsForm form)
    {
        var forecast = EtsFitter.Fit(Enumerable.Range(0, 40).Select(t => 5.1 + (0.7 * t)).ToArray(), new EtsSpec(form), Stop)
            .FromState(5, []);

        Assert.Equal([33.1, 33.8, 34.5, 35.2, 35.9], forecast.Point, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void What_cannot_be_fitted_has_a_reason()
    {
        string Reason(double[] values, EtsSpec spec) => Assert.Throws<FitException>(() => EtsFitter.Fit(values, spec, Stop)).Message;
        double[] y = [1, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8];

        Assert.Contains("positive", Reason([.. y, 0], new EtsSpec(EtsForm.MNN)));
        Assert.Contains("needs at least 7 observed values; there are 6", Reason([1, 3, None, 2, 4, 3, 5], new EtsSpec(EtsForm.AAN)));
        Assert.Contains("2 to 24", Reason(y, new EtsSpec(EtsForm.AAA)));
        Assert.Contains("position 2 is infinite", Reason([1, double.PositiveInfinity, 2, 4, 3, 5, 6, 7], new EtsSpec(EtsForm.ANN)));
        Assert.Contains("larger units", Reason(Array.ConvertAll(y, value => value * 1e200), new EtsSpec(EtsForm.ANN)));
    }

    [Fact]
    public void A_history_that_leaves_the_positive_numbers_has_no_multiplicative_season()
    {
        var y = ArimaReference.Series("AirPassengers");
        var model = EtsFitter.Fit(y, new EtsSpec(EtsForm.AAM, 12), Stop);

        Assert.Contains(
            "positive values", Assert.Throws<FitException>(() => model.Forecast((double[])[.. y, -5000, -5000, -5000], 3, [])).Message);
    }

    [Fact]
    public void A_fit_stops_when_asked() => Assert.Throws<OperationCanceledException>(
        () => EtsFitter.Fit(ArimaReference.Series("AirPassengers"), new EtsSpec(EtsForm.MAM, 12), new CancellationToken(true)));

    private static void Same(Forecast expected, Forecast actual)
    {
        Assert.Equal(expected.Point, actual.Point);
        Assert.Equal(expected.Intervals.SelectMany(interval => interval.Lower), actual.Intervals.SelectMany(interval => interval.Lower));
        Assert.Equal(expected.Intervals.SelectMany(interval => interval.Upper), actual.Intervals.SelectMany(interval => interval.Upper));
    }
}
