using System.Text.Json;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Tests.Models.Arima;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.ExponentialSmoothing;

/// <summary>Every fit in r_ets.json, and forecasts from given states in r_ets_forecast.json: R's ets of the package forecast.</summary>
public sealed class EtsReferenceTests
{
    private static readonly JsonElement Fits = ReferenceFile.Read("r_ets.json").GetProperty("results");
    private static readonly JsonElement Forecasts = ReferenceFile.Read("r_ets_forecast.json");

    private static readonly ILookup<bool, string> Names =
        Fits.EnumerateObject().Select(property => property.Name).ToLookup(name => name.EndsWith("|auto", StringComparison.Ordinal));

    public static TheoryData<string> Cases => [.. Names[false]];

    public static TheoryData<string> AutoCases => [.. Names[true]];

    public static TheoryData<string> Forms => [.. Forecasts.GetProperty("results").EnumerateObject().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fit_is_at_least_as_likely_as_that_of_R_and_forecasts_alike_where_it_is_the_same(string name)
    {
        var expected = Fits.GetProperty(name);
        var (model, constant) = Fit(name);
        var theirs = Number(expected, "loglik");
        var ours = model.LogLikelihood + constant;
        Assert.True(ours > theirs - 0.01, $"{ours}, R {theirs}");
        Assert.Equal(2 * (theirs - ours), model.Aicc - (2 * constant) - Number(expected, "aicc"), 2e-4);
        Assert.Equal(2 * (theirs - ours), model.Bic - (2 * constant) - Number(expected, "bic"), 2e-4);

        // R's search often ends below the maximum, and then elsewhere. Simulated intervals are compared with fixed parameters below.
        if (ours < theirs + 1e-3)
        {
            Within(2e-3, Number(expected, "sigma2"), model.Sigma2);
            var forecast = model.FromState(12, [0.95]);
            var mean = expected.GetProperty("mean").Doubles();
            AllWithin(2e-3, mean, forecast.Point, mean);
            if (model.Form is not (EtsForm.ANM or EtsForm.AAM or EtsForm.AAdM))
            {
                AllWithin(2e-3, expected.GetProperty("lower").Doubles(), forecast.Intervals[0].Lower, mean);
                AllWithin(2e-3, expected.GetProperty("upper").Doubles(), forecast.Intervals[0].Upper, mean);
            }
        }
    }

    [Fact]
    public void R_finds_the_maximum_often_enough_to_compare() => Assert.InRange(
        Names[false].Count(name => Fit(name) is var (model, constant)
            && model.LogLikelihood + constant < Number(Fits.GetProperty(name), "loglik") + 1e-3),
        20,
        Names[false].Count());

    [Theory]
    [MemberData(nameof(AutoCases))]
    public void The_chosen_form_has_no_larger_AICc_than_that_of_R(string name)
    {
        var (model, constant) = Fit(name);

        Assert.True(model.Aicc - (2 * constant) < Number(Fits.GetProperty(name), "aicc") + 1e-3);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Means_and_intervals_from_a_given_state_are_those_of_R(string form)
    {
        var expected = Forecasts.GetProperty("results").GetProperty(form);
        var state = new EtsState(Number(expected, "level"), Number(expected, "trend"), expected.GetProperty("season").Doubles());
        var y = ArimaReference.Series("AirPassengers");
        var model = EtsFitter.Fit(y, new EtsSpec(Enum.Parse<EtsForm>(form), 12), TestContext.Current.CancellationToken) with
        {
            Parameters = new SmoothingParameters(
                Number(Forecasts, "alpha"), Number(expected, "beta"), Number(expected, "gamma"), Number(expected, "phi")),
            State = state,
            Sigma2 = Number(expected, "sigma2"),
        };

        var forecast = model.FromState(30, [0.95]);

        // Nine digits are given; where R simulates, both sides have sampling errors.
        var (meanSteps, boundSteps) = Comparable(form);
        var mean = expected.GetProperty("mean").Doubles();
        var isSimulated = form is "ANM" or "AAM" or "AAdM";
        AllWithin(1e-7, mean[..meanSteps], forecast.Point[..meanSteps], mean);
        AllWithin(isSimulated
            ? 0.03
            : 1e-7, expected.GetProperty("lower").Doubles()[..boundSteps], forecast.Intervals[0].Lower[..boundSteps], mean);
        AllWithin(isSimulated
            ? 0.03
            : 1e-7, expected.GetProperty("upper").Doubles()[..boundSteps], forecast.Intervals[0].Upper[..boundSteps], mean);
    }

    // Steps whose formulas in forecast 8.20 are those of the book. Without a trend it shifts the additive season's part of the weights by
    // a step, and in damped forms with a multiplicative season it takes the wrong damping: EtsMomentsTests tests them all.
    private static (int Mean, int Bounds) Comparable(string form) => form switch
    {
        "ANA" or "MNA" => (30, 11),
        "AAdM" => (1, 1),
        "MAdM" => (0, 0),
        _ => (30, 30),
    };

    // R's printed value excludes the likelihood's constant.
    private static (EtsModel Model, double Constant) Fit(string name)
    {
        var parts = name.Split('|');
        var (y, season) = parts[0][0] == 'N' && char.IsDigit(parts[0][1])
            ? M3Sample.Rows.Where(row => row.Id == parts[0]).Select(row => (row.Train, row.SeasonLength)).Single()
            : (ArimaReference.Series(parts[0]), parts[0] == "AirPassengers" ? 12 : 1);
        var form = parts[1] == "auto" ? EtsForm.Auto : Enum.Parse<EtsForm>(parts[1]);
        var model = EtsFitter.Fit(y, new EtsSpec(form, season), TestContext.Current.CancellationToken);
        return (model, y.Length / 2.0 * (Math.Log(2 * Math.PI / y.Length) + 1));
    }

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static void AllWithin(double relative, double[] expected, double[] actual, double[] scale)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var h = 0; h < expected.Length; h++)
        {
            Assert.Equal(expected[h], actual[h], relative * Math.Abs(scale[h]));
        }
    }

    private static void Within(double relative, double expected, double actual) =>
        Assert.Equal(expected, actual, relative * Math.Abs(expected));
}
