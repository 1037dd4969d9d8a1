using System.Text.Json;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Problems;
using Backtest.Core.Tests.Models.Arima;
using Backtest.Core.Tests.Models.ExponentialSmoothing;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.ComplexSmoothing;

public sealed class CesModelTests
{
    private static readonly JsonElement Reference = ReferenceFile.Read("statsforecast_ces.json").GetProperty("results");

    public static TheoryData<string, string> Cases => new(
        from series in Reference.EnumerateObject()
        from model in series.Value.EnumerateObject()
        where model.Name != "auto"
        select (series.Name, model.Name));

    public static TheoryData<string> Names => [.. Reference.EnumerateObject().Select(series => series.Name)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_the_same_parameters_it_agrees_with_statsforecast(string name, string form)
    {
        var (y, m, expected) = Case(name, form);
        var model = Known(expected, Form(form), m);

        Assert.Equal(expected.GetProperty("sse").GetDouble(), Squares(model, y), 1e-6 * expected.GetProperty("sse").GetDouble());
        Assert.All(
            expected.GetProperty("mean").Doubles().Zip(model.Forecast(y, 12, []).Point),
            pair => Assert.Equal(pair.First, pair.Second, 1e-6 * Math.Abs(pair.First)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Its_errors_are_hardly_larger_than_those_of_statsforecast(string name, string form)
    {
        var (y, m, expected) = Case(name, form);
        var least = expected.GetProperty("sse").GetDouble();
        var model = CesFitter.Fit(y, new CesSpec(Form(form), form == "none" ? 1 : m), Stop);

        // The sum of squares has ridges and several minima; both searches may miss the least.
        var squares = Squares(model, y);
        Assert.InRange(squares, 0, 1.05 * least);
        if (Math.Abs(squares - least) < 1e-6 * least)
        {
            var mean = expected.GetProperty("mean").Doubles();
            Assert.All(mean.Zip(model.Forecast(y, 12, []).Point), pair => Assert.Equal(pair.First, pair.Second, 0.01 * mean.Max()));
        }
    }

    [Fact]
    public void Its_errors_are_smaller_than_those_of_statsforecast_as_often_as_larger()
    {
        var ratios = Cases.Select(row => row.Data).Select(one =>
        {
            var (y, m, expected) = Case(one.Item1, one.Item2);
            var model = CesFitter.Fit(y, new CesSpec(Form(one.Item2), one.Item2 == "none" ? 1 : m), Stop);
            return Squares(model, y) / expected.GetProperty("sse").GetDouble();
        }).ToList();

        Assert.InRange(ratios.Average(), 0, 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_chooses_the_form_with_the_least_AICc(string name)
    {
        var (y, m, expected) = Case(name, "auto");

        var model = CesFitter.Fit(y, new CesSpec(CesForm.Auto, m), Stop);

        CesForm[] forms = m == 1 || y.Length < 2 * m ? [CesForm.None] : [CesForm.None, CesForm.Simple, CesForm.Partial, CesForm.Full];
        Assert.Equal(forms.Min(form => CesFitter.Fit(y, new CesSpec(form, form == CesForm.None ? 1 : m), Stop).Aicc), model.Aicc, 1e-9);

        // R's search may have found a worse fit for another form.
        Assert.InRange(model.Aicc, double.NegativeInfinity, expected.GetProperty("aicc").GetDouble() + (0.05 * y.Length));
    }

    [Fact]
    public void Intervals_hold_the_share_of_simulated_paths_that_they_should()
    {
        var y = ArimaReference.Series("AirPassengers");
        var model = CesFitter.Fit(y, new CesSpec(CesForm.Full, 12), Stop);
        var (random, steps, paths) = (new Random(7), 20, 4000);
        var interval = model.Forecast(y, steps, [0.8]).Intervals[0];

        // A path is the series with errors drawn; the forecast of its next step is that of the model from the path so far.
        var inside = new int[steps];
        var state = new CesRecursion(model.Parameters, model.Initial);
        state.Follow(y);
        for (var k = 0; k < paths; k++)
        {
            var path = new CesRecursion(model.Parameters, state.State, y.Length);
            for (var h = 0; h < steps; h++)
            {
                var error = Math.Sqrt(model.Sigma2)
                    * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                var value = path.Predict() + error;
                inside[h] += interval.Lower[h] <= value && value <= interval.Upper[h] ? 1 : 0;
                path.Advance(error);
            }
        }

        Assert.All(inside, count => Assert.InRange(count, 0.77 * paths, 0.83 * paths));
    }

    [Fact]
    public void A_season_may_be_long()
    {
        double[] y = [.. Enumerable.Range(0, 800).Select(t => 100 + (20 * Math.Sin(2 * Math.PI * t / 168)) + (3 * Math.Sin(t * 1.7)))];

        var point = CesFitter.Fit(y, new CesSpec(CesForm.Auto, 168), Stop).Forecast(y, 168, []).Point;

        Assert.All(point.Index(), step =>
            Assert.Equal(100 + (20 * Math.Sin(2 * Math.PI * (800 + step.Index) / 168)), step.Item, 8.0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Odd_series_give_finite_forecasts_or_a_reason(int seasonLength)
    {
        foreach (var (name, values) in OddSeries.All)
        {
            try
            {
                var forecast = CesFitter.Fit(values, new CesSpec(CesForm.Auto, seasonLength), Stop).Forecast(values, 12, [0.95]);

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

    [Fact]
    public void What_cannot_be_fitted_has_a_reason()
    {
        Assert.Contains(
            "season length", Assert.Throws<FitException>(() => CesFitter.Fit(new double[30], new CesSpec(CesForm.Full), Stop)).Message);
        Assert.Contains(
            "at least 24 observed values; there are 20",
            Assert.Throws<FitException>(() => CesFitter.Fit(new double[20], new CesSpec(CesForm.Full, 12), Stop)).Message);
        var model = CesFitter.Fit(ArimaReference.Series("AirPassengers"), new CesSpec(CesForm.Full, 12), Stop);
        Assert.Contains("two seasons", Assert.Throws<FitException>(() => model.Forecast(new double[20], 12, [])).Message);
    }

    // A history that the opening does not describe gets its states by backcasting, like the training data.
    private static CesModel Known(JsonElement expected, CesForm form, int m)
    {
        double Of(string name) => expected.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : 0;
        return new CesModel
        {
            Spec = new CesSpec(form, form == CesForm.None ? 1 : m),
            Form = form,
            Parameters = new CesParameters(Of("alpha0"), Of("alpha1"), Of("beta0"), Of("beta1")),
            Initial = new CesState([0], [0], [], []),
            Sigma2 = 1,
            Aicc = 0,
            Opening = SeriesOpening.Of([double.MaxValue]),
        };
    }

    private static double Squares(CesModel model, double[] y) => model.Residuals(y).Sum(error => error * error);

    private static CesForm Form(string name) => Enum.Parse<CesForm>(name, ignoreCase: true);

    private static (double[] Y, int SeasonLength, JsonElement Expected) Case(string name, string model)
    {
        var expected = Reference.GetProperty(name).GetProperty(model);
        return M3Sample.Rows.SingleOrDefault(row => row.Id == name) is { } found
            ? (found.Train, found.SeasonLength, expected)
            : (ArimaReference.Series(name), name == "AirPassengers" ? 12 : 1, expected);
    }
}
