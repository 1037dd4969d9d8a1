using System.Text.Json;
using Backtest.Core.Diagnostics;
using Backtest.Core.Models;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Problems;
using Backtest.Core.Tests.Models.Arima;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.MultipleSeasons;

public sealed class MstlModelTests
{
    private static readonly JsonElement Reference = ReferenceFile.Read("r_mstl.json");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("taylor")]
    [InlineData("AirPassengers")]
    public void The_seasons_are_those_of_R(string name)
    {
        var (y, lengths, expected) = Case(name);
        var seasons = Mstl.Seasons(y, [.. lengths.Select(length => (int)length)]);

        var at = expected.GetProperty("at").Doubles();
        Assert.All(expected.GetProperty("seasonal").EnumerateArray().Zip(seasons), pair =>
            Assert.All(pair.First.Doubles().Zip(at), one => Assert.Equal(one.First, pair.Second[(int)one.Second], 1e-8 * y.Max())));
    }

    // R's search of exponential smoothing ends a little elsewhere.
    [Theory]
    [InlineData("taylor", "ets", 1e-4, 0.01)]
    [InlineData("taylor", "arima", 1e-4, 0.01)]
    [InlineData("taylor", "logArima", 1e-3, 0.01)]
    [InlineData("AirPassengers", "ets", 0.02, 0.05)]
    [InlineData("AirPassengers", "arima", 1e-3, 0.01)]
    [InlineData("AirPassengers", "logArima", 1e-3, 0.01)]
    public void A_forecast_agrees_with_R(string name, string method, double points, double bounds)
    {
        var (y, lengths, reference) = Case(name);
        var expected = reference.GetProperty(method);
        var spec = new MstlSpec
        {
            SeasonLengths = lengths,
            Form = method == "ets" ? AdjustedForm.Ets : AdjustedForm.Arima,
            Lambda = method == "logArima" ? 0 : null,
        };

        var forecast = ModelFitter.Fit(spec, y, Stop).Forecast(y, 20, [0.95]);

        Near(expected.GetProperty("point").Doubles(), forecast.Point, points);
        Near(expected.GetProperty("lower").Doubles(), forecast.Intervals[0].Lower, bounds);
        Near(expected.GetProperty("upper").Doubles(), forecast.Intervals[0].Upper, bounds);

        static void Near(double[] expected, double[] actual, double tolerance) =>
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance * Math.Abs(pair.First)));
    }

    [Theory]
    [InlineData(AdjustedForm.Ets)]
    [InlineData(AdjustedForm.EtsAverage)]
    [InlineData(AdjustedForm.Arima)]
    [InlineData(AdjustedForm.Arma)]
    [InlineData(AdjustedForm.Theta)]
    [InlineData(AdjustedForm.DOTM)]
    [InlineData(AdjustedForm.Ces)]
    public void Two_seasons_that_repeat_are_continued(AdjustedForm form)
    {
        var values = Values(140);
        values[3] = values[77] = double.NaN;

        var model = ModelFitter.Fit(new MstlSpec { SeasonLengths = [4, 28], Form = form }, values[..112], Stop);

        // The history is longer than the training part.
        var forecast = model.Forecast(values, 28, [0.8, 0.95]);
        Assert.All(forecast.Point.Zip(Values(168).Skip(140)), pair => Assert.Equal(pair.Second, pair.First, 1.0));
        Assert.Equal(140, model.Residuals(values).Length);
        Assert.True(double.IsNaN(model.Residuals(values)[77]));
        Assert.DoesNotContain(model.Warnings, warning => warning.StartsWith(SeasonWarning.Start, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(0.1)]
    public void A_constant_is_continued(double constant)
    {
        var values = Enumerable.Repeat(constant, 60).ToArray();
        Assert.All(Enum.GetValues<AdjustedForm>(), form =>
        {
            var spec = new MstlSpec { SeasonLengths = [4, 12.5], Form = form };
            var forecast = ModelFitter.Fit(spec, values, Stop).Forecast(values, 9, [0.95]);
            Assert.All(
                forecast.Point.Concat(forecast.Intervals[0].Lower).Concat(forecast.Intervals[0].Upper),
                value => Assert.Equal(constant, value, 1e-9));
        });
    }

    [Fact]
    public void A_season_that_comes_less_than_twice_is_left_out_and_said_to_be()
    {
        var model = (MstlModel)ModelFitter.Fit(new MstlSpec { SeasonLengths = [4, 28] }, Values(56), Stop);

        Assert.Equal([4], model.SeasonLengths);
        Assert.Equal(["It ignores the season of 28 where fewer than 57 values train."], model.Warnings);
        Assert.Equal([4, 28], ((MstlModel)ModelFitter.Fit(new MstlSpec { SeasonLengths = [4, 28] }, Values(57), Stop)).SeasonLengths);
    }

    [Fact]
    public void A_season_with_a_fraction_is_rounded() => Assert.Equal(
        [7, 365],
        ((MstlModel)ModelFitter.Fit(
            new MstlSpec { SeasonLengths = [7, 365.25], Form = AdjustedForm.Theta }, Values(800), Stop)).SeasonLengths);

    [Fact]
    public void What_cannot_be_decomposed_is_refused()
    {
        string Problem(MstlSpec spec, params double[] values) =>
            Assert.Throws<FitException>(() => ModelFitter.Fit(spec, values, Stop)).Message;

        Assert.Contains("needs a season", Problem(new MstlSpec(), Values(40)));
        Assert.Contains("needs at least 41", Problem(new MstlSpec { SeasonLengths = [20, 40] }, Values(40)));
        Assert.Contains("needs positive values", Problem(new MstlSpec { SeasonLengths = [4], Lambda = 0 }, [.. Values(40).Append(0)]));
        Assert.Contains(
            "too large", Problem(new MstlSpec { SeasonLengths = [4] }, [.. Values(40).Select(value => value * 4e306)]));
    }

    [Fact]
    public void Its_label_says_what_it_is_made_of() => Assert.Equal(
        "MSTL [24, 168.5] + Auto ARIMA (stepwise, stationary) of log",
        new MstlSpec { SeasonLengths = [24, 168.5], Form = AdjustedForm.Arma, Lambda = 0 }.Label);

    private static double[] Values(int count) =>
        [.. Enumerable.Range(0, count).Select(t => 30 + (t % 4 * 2) + (6 * Math.Sin(t * Math.PI / 14)))];

    private static (double[] Y, double[] SeasonLengths, JsonElement Expected) Case(string name)
    {
        var expected = Reference.GetProperty(name);
        return (
            expected.TryGetProperty("values", out var values) ? values.Doubles() : ArimaReference.Series(name),
            expected.GetProperty("seasonLengths").Doubles(),
            expected);
    }
}
