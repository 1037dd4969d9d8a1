using System.Text.Json;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Series;
using Backtest.Core.Tests.Diagnostics;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.Arima;

public sealed class FourierTests
{
    private static readonly JsonElement Reference = ReferenceFile.Read("r_fourier.json");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("logAirPassengers", false)]
    [InlineData("taylor", true)]
    public void A_fit_with_given_terms_agrees_with_R(string name, bool hasMean)
    {
        var expected = Reference.GetProperty(name);
        var (y, order) = (Series(name), expected.GetProperty("order").Doubles());
        var terms = Terms(expected.GetProperty("seasons").Doubles().Zip(expected.GetProperty("terms").Doubles()));
        var spec = new ArimaSpec { P = (int)order[0], D = (int)order[1], Q = (int)order[2], Fourier = terms, Constant = hasMean };

        var model = ArimaFitter.Fit(y, spec, Stop);

        // R's covariates come last, after the mean.
        var coefficients = expected.GetProperty("coef").Doubles();
        var effect = coefficients[^model.Effect!.Coefficients.Length..];
        Assert.All(effect.Zip(model.Effect.Coefficients), pair => Assert.Equal(pair.First, pair.Second, 2e-3 * effect.Max(Math.Abs)));
        Assert.Equal(expected.GetProperty("loglik").GetDouble(), model.LogLikelihood!.Value, 0.02);
        Assert.Equal(expected.GetProperty("aicc").GetDouble(), model.Aicc!.Value, 0.05);
        var forecast = model.Forecast(y, 20, [0.95]);
        Near("point", forecast.Point);
        Near("lower", forecast.Intervals[0].Lower);
        Near("upper", forecast.Intervals[0].Upper);

        void Near(string key, double[] actual) =>
            Assert.All(expected.GetProperty(key).Doubles().Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 5e-3 * pair.First));
    }

    [Theory]
    [InlineData("logAirPassengers", 12)]
    [InlineData("nottem", 12)]
    [InlineData("USAccDeaths", 12)]
    public void The_number_of_terms_is_as_good_as_the_one_that_R_would_choose(string name, int season)
    {
        var byTerms = Reference.GetProperty("choice").GetProperty(name).Doubles();

        var chosen = FourierChoice.Of(Series(name), 0, [new FourierTerms(season)], [])[0].Terms!.Value;

        Assert.InRange(byTerms[chosen - 1], 0 + byTerms.Min() - 1e-6, byTerms.Min() + 4);
    }

    [Fact]
    public void A_search_with_several_seasons_continues_them()
    {
        double[] y = [.. Enumerable.Range(0, 260).Select(Value)];
        var spec = new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Fourier = [new FourierTerms(7), new FourierTerms(50.5)] };

        var model = ArimaFitter.Fit(y, spec, Stop);

        Assert.Equal([2, 1], model.Spec.Fourier!.Select(season => season.Terms));
        Assert.Contains("The search chose as Fourier terms 2 of 7 and 1 of 50.5.", model.Warnings);
        Assert.All(model.Forecast(y, 30, []).Point, (point, h) => Assert.Equal(Value(260 + h), point, 1.0));

        static double Value(int t) => 20 + (3 * Math.Cos(2 * Math.PI * t / 7)) + (2 * Math.Sin(4 * Math.PI * t / 7))
            + (5 * Math.Sin(2 * Math.PI * t / 50.5)) + (0.4 * Math.Sin(t * (double)t));
    }

    [Fact]
    public void A_window_in_the_middle_of_a_series_has_the_same_season()
    {
        double[] y = [.. Enumerable.Range(0, 90).Select(t => 10 + (3 * Math.Sin(2 * Math.PI * t / 7)) + (0.1 * (t % 5)))];
        var series = History.Of(new TimeSeries("x", y));
        var model = ArimaFitter.Fit(series[3..60], new ArimaSpec { Fourier = [new FourierTerms(7, 1)] }, Stop);

        Assert.All(model.Forecast(series[20..80], 10, []).Point, (point, h) => Assert.Equal(y[80 + h], point, 0.5));
    }

    [Fact]
    public void A_season_that_comes_less_than_twice_is_left_out_and_said_to_be()
    {
        double[] y = [.. Enumerable.Range(0, 60).Select(t => (t % 7) + (0.2 * Math.Sin(t * (double)t)))];
        var spec = new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Fourier = [new FourierTerms(7), new FourierTerms(30)] };

        var model = ArimaFitter.Fit(y, spec, Stop);

        Assert.Contains("It ignores the season of 30 where fewer than 61 values train.", model.Warnings);
        Assert.Equal([7], model.Spec.Fourier!.Select(season => season.SeasonLength));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void A_constant_is_continued(double constant)
    {
        var y = Enumerable.Repeat(constant, 60).ToArray();
        var spec = new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Fourier = [new FourierTerms(7)] };

        Assert.All(ArimaFitter.Fit(y, spec, Stop).Forecast(y, 9, []).Point, point => Assert.Equal(constant, point, 1e-9));
    }

    [Fact]
    public void Values_may_be_missing()
    {
        double[] y = [.. Enumerable.Range(0, 80).Select(t => 5 + (t % 7) + (0.2 * Math.Sin(t * (double)t)))];
        y[10] = y[11] = y[55] = double.NaN;
        var spec = new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Fourier = [new FourierTerms(7)] };

        Assert.All(ArimaFitter.Fit(y, spec, Stop).Forecast(y, 7, []).Point, (point, h) => Assert.Equal(5 + ((80 + h) % 7), point, 1.0));
    }

    private static List<FourierTerms> Terms(IEnumerable<(double Season, double Terms)> terms) =>
        [.. terms.Select(one => new FourierTerms(one.Season, (int)one.Terms))];

    private static double[] Series(string name) => name switch
    {
        "logAirPassengers" => [.. ArimaReference.Series("AirPassengers").Select(value => Math.Log(value))],
        "taylor" => ReferenceFile.Read("r_mstl.json").GetProperty("taylor").GetProperty("values").Doubles(),
        _ => DiagnosticsReference.Named(name),
    };
}
