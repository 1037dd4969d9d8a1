using System.Text.Json;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Theta;
using Backtest.Core.Problems;
using Backtest.Core.Tests.Models.Arima;
using Backtest.Core.Tests.Models.ExponentialSmoothing;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.Theta;

public sealed class ThetaLinesModelTests
{
    private static readonly JsonElement Reference = ReferenceFile.Read("forectheta.json").GetProperty("results");
    private static readonly JsonElement Statsforecast = ReferenceFile.Read("statsforecast_theta.json").GetProperty("results");

    public static TheoryData<string, string> Cases => CasesOf(Reference);

    public static TheoryData<string, string> StatsforecastCases => CasesOf(Statsforecast);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_the_same_parameters_it_agrees_with_forecTheta(string name, string model)
    {
        var (y, spec, expected) = Case(name, model);
        var known = Known(ThetaFitter.FitLines(y, spec), expected);
        var mean = expected.GetProperty("mean").Doubles();

        Assert.All(mean.Zip(known.Forecast(y, 12, []).Point), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Abs(pair.First)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Its_errors_are_no_larger_than_those_of_forecTheta(string name, string model)
    {
        var (y, spec, expected) = Case(name, model);
        var fitted = ThetaFitter.FitLines(y, spec);

        var (squares, least) = (Squares(fitted, y), Squares(Known(fitted, expected), y));

        Assert.InRange(squares, 0, least * (1 + 1e-6));
        if (squares > least * (1 - 1e-5))
        {
            var mean = expected.GetProperty("mean").Doubles();
            Assert.All(mean.Zip(fitted.Forecast(y, 12, []).Point), pair => Assert.Equal(pair.First, pair.Second, 0.02 * mean.Max()));
        }
    }

    [Theory]
    [MemberData(nameof(StatsforecastCases))]
    public void With_the_same_parameters_it_agrees_with_statsforecast(string name, string model)
    {
        var (y, m) = SeriesOf(name);
        var expected = Statsforecast.GetProperty(name).GetProperty(model);

        // STM has the lines of OTM, in equal shares: its theta is 2.
        var known = Known(ThetaFitter.FitLines(y, new ThetaSpec(m, FormOf(model))), expected);

        var squares = expected.GetProperty("squares").GetDouble();
        Assert.Equal(squares, known.Residuals(y).Skip(3).Sum(error => error * error), 1e-9 * squares);
        Assert.All(
            expected.GetProperty("mean").Doubles().Zip(known.Forecast(y, 12, []).Point),
            pair => Assert.Equal(pair.First, pair.Second, 1e-9 * Math.Abs(pair.First)));
    }

    [Theory]
    [MemberData(nameof(StatsforecastCases))]
    public void Its_errors_are_no_larger_than_those_of_statsforecast(string name, string model)
    {
        var (y, m) = SeriesOf(name);
        var fitted = ThetaFitter.FitLines(y, new ThetaSpec(m, FormOf(model)));

        // statsforecast leaves out the first three errors; all that are counted here are compared.
        var theirs = Squares(Known(fitted, Statsforecast.GetProperty(name).GetProperty(model)), y);

        Assert.InRange(Squares(fitted, y), 0, theirs * (1 + 1e-6));
    }

    [Theory]
    [InlineData(ThetaForm.OTM)]
    [InlineData(ThetaForm.DSTM)]
    [InlineData(ThetaForm.DOTM)]
    public void The_line_is_that_of_least_squares(ThetaForm form)
    {
        // Equation 6 of Fiorucci et al. (2016): the two lines are the regression on time, and the smoothed level.
        var y = ArimaReference.Series("Nile");
        var model = ThetaFitter.FitLines(y, new ThetaSpec(1, form));
        var (intercept, slope) = LeastSquaresLine.Through(y);
        var (level, power) = (model.InitialLevel, 1.0);
        foreach (var value in y)
        {
            level += model.Alpha * (value - level);
            power *= 1 - model.Alpha;
        }

        var line = ((intercept - slope) * power) + (slope * (1 - (power * (1 - model.Alpha))) / model.Alpha);

        Assert.Equal(level + (model.Weight * line), model.Forecast(y, 1, []).Point[0], 1e-6);
    }

    [Fact]
    public void Intervals_hold_the_share_of_simulated_paths_that_they_should()
    {
        var y = ArimaReference.Series("Nile");
        var model = ThetaFitter.FitLines(y, new ThetaSpec(1, ThetaForm.DOTM)) with { Weight = 0.6 };
        var (random, steps, paths) = (new Random(7), 6, 4000);
        var interval = model.Forecast(y, steps, [0.8]).Intervals[0];
        var inside = new int[steps];
        for (var k = 0; k < paths; k++)
        {
            var path = y.ToList();
            for (var h = 0; h < steps; h++)
            {
                var error = Math.Sqrt(model.Sigma2)
                    * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                path.Add(model.Forecast(path.ToArray(), 1, []).Point[0] + error);
                inside[h] += interval.Lower[h] <= path[^1] && path[^1] <= interval.Upper[h] ? 1 : 0;
            }
        }

        Assert.All(inside, count => Assert.InRange(count, 0.77 * paths, 0.83 * paths));
    }

    [Theory]
    [InlineData(ThetaForm.OTM)]
    [InlineData(ThetaForm.DOTM)]
    public void A_history_that_begins_elsewhere_keeps_its_season(ThetaForm form)
    {
        var y = ArimaReference.Series("AirPassengers");
        var model = ThetaFitter.FitLines(y.AsSpan(5), new ThetaSpec(12, form));

        Assert.Equal(12, model.Season.Indices.Length);
        Assert.Equal(
            model.Forecast(y.AsSpan(5), 12, []).Point, model.Forecast(y.AsSpan(40), 12, []).Point, (a, b) => Math.Abs(a - b) < 0.12 * a);
        Assert.Contains("two seasons", Assert.Throws<FitException>(() => model.Forecast(y.AsSpan(130), 12, [])).Message);
    }

    [Fact]
    public void An_additive_season_is_one_of_any_series()
    {
        var y = ArimaReference.Series("AirPassengers");

        var auto = ThetaFitter.Fit(y, new ThetaSpec(12), Stop);
        var additive = ThetaFitter.Fit(y, new ThetaSpec(12, Season: ThetaSeason.Additive), Stop);

        Assert.True(auto.Season.IsMultiplicative);
        Assert.False(additive.Season.IsMultiplicative);
        Assert.Equal(0, additive.Season.Indices.Sum(), 1e-9);
        Assert.Equal("Theta [12], additive season", additive.Spec.Label);
    }

    [Theory]
    [InlineData(ThetaForm.OTM, 1)]
    [InlineData(ThetaForm.DSTM, 4)]
    [InlineData(ThetaForm.DOTM, 1)]
    [InlineData(ThetaForm.DOTM, 4)]
    public void Odd_series_give_finite_forecasts_or_a_reason(ThetaForm form, int seasonLength)
    {
        foreach (var (name, values) in OddSeries.All)
        {
            try
            {
                var forecast = ThetaFitter.FitLines(values, new ThetaSpec(seasonLength, form)).Forecast(values, 12, [0.95]);

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

    private static ThetaLinesModel Known(ThetaLinesModel fitted, JsonElement expected) => fitted with
    {
        Alpha = expected.GetProperty("alpha").GetDouble(),
        Weight = 1 - (1 / expected.GetProperty("theta").GetDouble()),
        InitialLevel = expected.GetProperty("initialLevel").GetDouble(),
    };

    private static double Squares(ThetaLinesModel model, double[] y) =>
        model.Residuals(y).Skip(model.IsDynamic ? 2 : 0).Sum(error => error * error);

    private static (double[] Y, ThetaSpec Spec, JsonElement Expected) Case(string name, string model)
    {
        var (y, m) = SeriesOf(name);
        return (
            y,
            model == "additive" ? new ThetaSpec(m, ThetaForm.DOTM, ThetaSeason.Additive) : new ThetaSpec(m, FormOf(model)),
            Reference.GetProperty(name).GetProperty(model));
    }

    private static TheoryData<string, string> CasesOf(JsonElement reference) => new(
        from series in reference.EnumerateObject()
        from model in series.Value.EnumerateObject()
        select (series.Name, model.Name));

    private static ThetaForm FormOf(string model) => model == "STM" ? ThetaForm.OTM : Enum.Parse<ThetaForm>(model);

    private static (double[] Y, int SeasonLength) SeriesOf(string name) =>
        M3Sample.Rows.SingleOrDefault(row => row.Id == name) is { } found
            ? (found.Train, found.SeasonLength)
            : (ArimaReference.Series(name), name == "AirPassengers" ? 12 : 1);
}
