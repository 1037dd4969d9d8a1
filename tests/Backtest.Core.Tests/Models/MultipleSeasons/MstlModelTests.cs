using System.Text.Json;
using Backtest.Core.Diagnostics;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Problems;
using Backtest.Core.Tests.Models.Arima;
using Backtest.Core.Tests.Reference;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Models.MultipleSeasons;

public sealed class MstlModelTests
{
    private static readonly JsonElement Reference = ReferenceFile.Read("r_mstl.json");

    private static readonly LstmSpec Networks = new()
    {
        Level = SampleLevel.Ses,
        Scale = SampleScale.Sample,
        LookBack = 8,
        Patch = 4,
        Units = 4,
        Epochs = 20,
        Seeds = 2,
        Output = OutputKind.Direct,
        Steps = 6,
        Transforms = [TransformKind.Log],
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("taylor")]
    [InlineData("AirPassengers")]
    public void The_seasons_are_those_of_R(string name)
    {
        var (y, lengths, expected) = Case(name);
        var (seasons, _) = Mstl.Decompose(y, [.. lengths.Select(length => (int)length)]);

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
    [InlineData(AdjustedForm.Naive)]
    [InlineData(AdjustedForm.Drift)]
    [InlineData(AdjustedForm.Mean)]
    [InlineData(AdjustedForm.Lstm)]
    public void Two_seasons_that_repeat_are_continued(AdjustedForm form)
    {
        var values = Values(140);
        values[3] = values[77] = double.NaN;

        var model = ModelFitter.Fit(Spec(form, 4, 28), values[..112], Stop);

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
            var forecast = ModelFitter.Fit(Spec(form, 4, 12.5), values, Stop).Forecast(values, 9, [0.95]);
            Assert.All(
                forecast.Point.Concat(forecast.Intervals.SelectMany(interval => (double[])[.. interval.Lower, .. interval.Upper])),
                value => Assert.Equal(constant, value, form == AdjustedForm.Lstm ? 1e-5 : 1e-9));
        });
    }

    // The last adjusted value plus the last cycle of R's seasons, at steps of which R's numbers are at hand.
    [Theory]
    [InlineData("taylor", 300, 1363)]
    [InlineData("AirPassengers", 1, 132)]
    public void A_naive_forecast_continues_the_seasons_of_R(string name, int step, int sameInLastCycle)
    {
        var (y, lengths, expected) = Case(name);
        var at = expected.GetProperty("at").Doubles();
        double Season(int t) => expected.GetProperty("seasonal").EnumerateArray().Sum(season => season.Doubles()[Array.IndexOf(at, t)]);
        var spec = new MstlSpec { SeasonLengths = lengths, Form = AdjustedForm.Naive };

        var forecast = ModelFitter.Fit(spec, y, Stop).Forecast(y, step, [0.95]);

        Assert.Equal(y[^1] - Season(y.Length - 1) + Season(sameInLastCycle), forecast.Point[^1], 1e-8 * y.Max());
        Assert.Empty(forecast.Intervals);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.0)]
    public void Networks_forecast_the_adjusted_series_and_the_seasons_are_added(double? lambda)
    {
        var values = ArimaReference.Series("AirPassengers");
        var transformed = lambda is null ? values : Array.ConvertAll(values, Math.Log);
        var (seasons, _) = Mstl.Decompose(transformed, [4, 12]);
        double[] adjusted = [.. transformed.Select((value, t) => value - seasons[0][t] - seasons[1][t])];
        var expected = ModelFitter.Fit(Networks, adjusted, Stop).Forecast(adjusted, 8, []);

        var model = ModelFitter.Fit(Spec(AdjustedForm.Lstm, 4, 12) with { Lambda = lambda }, values, Stop);

        var forecast = model.Forecast(values, 8, [0.95]);
        Assert.Empty(forecast.Intervals);
        for (var h = 0; h < 8; h++)
        {
            var sum = expected.Point[h] + seasons[0][140 + (h % 4)] + seasons[1][132 + h];
            Assert.Equal(lambda is null ? sum : Math.Exp(sum), forecast.Point[h], 1e-9 * values[^1]);
        }

        // More of the series moves the level and the seasons; the weights stay.
        Assert.NotEqual(forecast.Point[1], model.Forecast(values[..143], 2, []).Point[1]);
    }

    [Fact]
    public void Networks_are_the_same_on_any_number_of_threads()
    {
        var (values, spec) = (Values(140), Spec(AdjustedForm.Lstm, 4, 28));
        values[50] = double.NaN;
        double[] Forecast(int threads) =>
            ModelFitter.Fit(spec, values, Stop, new FitContext(threads, LstmBackends.BuiltIn)).Forecast(values, 9, []).Point;

        Assert.Equal(Forecast(1), Forecast(3));
    }

    [Fact]
    public void Quantiles_of_networks_are_shifted_by_the_seasons()
    {
        var values = Values(140);
        var spec = Spec(AdjustedForm.Lstm, 4, 28);
        spec = spec with { Lstm = spec.Lstm! with { Loss = LossKind.Pinball, OutputActivation = Activation.Quantiles } };

        var forecast = ModelFitter.Fit(spec, values, Stop).Forecast(values, 6, [0.8]);

        Assert.True(forecast.AreQuantiles);
        var width = forecast.Intervals[0].Upper.Zip(forecast.Intervals[0].Lower, (upper, lower) => upper - lower);
        Assert.All(width, one => Assert.InRange(one, 1e-6, 5));
        Assert.All(forecast.Point.Zip(Values(146).Skip(140)), pair => Assert.Equal(pair.Second, pair.First, 2.0));
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
        Assert.Contains(
            "needs at least 27 training values",
            Problem(Spec(AdjustedForm.Lstm, 4) with { Lstm = Networks with { Level = null, LookBack = 20 } }, Values(26)));
        Assert.Contains("needs positive values", Problem(new MstlSpec { SeasonLengths = [4], Lambda = 0 }, [.. Values(40).Append(0)]));
        Assert.Contains(
            "too large", Problem(new MstlSpec { SeasonLengths = [4] }, [.. Values(40).Select(value => value * 4e306)]));
    }

    [Fact]
    public void Its_label_says_what_it_is_made_of() => Assert.Equal(
        "MSTL [24, 168.5] of log + Auto ARIMA (stepwise, stationary)",
        new MstlSpec { SeasonLengths = [24, 168.5], Form = AdjustedForm.Arma, Lambda = 0 }.Label);

    private static MstlSpec Spec(AdjustedForm form, params double[] lengths) =>
        new() { SeasonLengths = lengths, Form = form, Lstm = form == AdjustedForm.Lstm ? Networks : null };

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
