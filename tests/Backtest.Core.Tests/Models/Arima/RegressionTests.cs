using System.Text.Json;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Numerics;
using Backtest.Core.Series;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.Arima;

/// <summary>Regression with ARIMA errors against R's arima with xreg.</summary>
public sealed class RegressionTests
{
    private static readonly JsonElement File = ReferenceFile.Read("r_arima_regression.json");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<int> Cases => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Coefficients_likelihood_and_forecasts_are_Rs(int index)
    {
        var expected = File.GetProperty("cases")[index];
        var r = expected.GetProperty("r");
        var spec = ArimaReference.Spec(expected.GetProperty("spec").GetString()!) with { Covariates = ["law", "price"] };

        var history = History.Of(DriverDeaths());
        var model = ArimaFitter.Fit(history, spec, Stop);

        Assert.True(model.LogLikelihood!.Value >= r.GetProperty("loglik").GetDouble() - 1e-3, $"{model.LogLikelihood}");
        Assert.Equal(r.GetProperty("loglik").GetDouble(), model.LogLikelihood!.Value, 0.02);
        Assert.Equal(r.GetProperty("aic").GetDouble(), model.Aic!.Value, 0.05);
        var (coefficients, errors) = (r.GetProperty("coef").Doubles(), r.GetProperty("se").Doubles());
        double[] actual = [.. model.Phi, .. model.Theta, .. model.SeasonalPhi, .. model.SeasonalTheta, .. model.Constant is { } mean ? [mean] : Array.Empty<double>(), .. model.Effect!.Coefficients];
        for (var k = 0; k < coefficients.Length; k++)
        {
            Assert.Equal(coefficients[k], actual[k], 0.03 * errors[k]);
        }

        Assert.All(model.Effect.StandardErrors, (error, k) => Assert.Equal(errors[^(2 - k)], error, 0.1 * errors[^(2 - k)]));
        var forecast = model.Forecast(history, 6, [0.95]);
        Assert.All(r.GetProperty("pred").Doubles(), (value, h) => Assert.Equal(value, forecast.Point[h], 1e-3));
        Assert.All(r.GetProperty("pred_se").Doubles(), (se, h) => Assert.Equal(se, (forecast.Intervals[0].Upper[h] - forecast.Point[h]) / 1.959963984540054, 0.01 * se));
    }

    [Fact]
    public void A_search_finds_what_a_covariate_adds()
    {
        var random = new SeededRandom(3);
        double[] known = [.. Enumerable.Range(0, 210).Select(_ => random.NextNormal())];
        var level = 0.0;
        double[] y = [.. Enumerable.Range(0, 200).Select(t => (level = (0.7 * level) + (0.3 * random.NextNormal())) + (2 * known[t]))];
        var series = new TimeSeries("x", y, Covariates: [new Covariate("known", known, true)]);

        var model = ArimaFitter.Fit(History.Of(series), new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Covariates = ["known"] }, Stop);

        Assert.Equal(2, model.Effect!.Coefficients[0], 4 * model.Effect.StandardErrors[0]);
        Assert.Equal(0.3, Math.Sqrt(model.Sigma2), 0.05);
        var restored = JsonSerializer.Deserialize<ArimaModel>(JsonSerializer.Serialize(model))!;
        Assert.Equal(model.Forecast(History.Of(series), 10, [0.8]).Intervals[0].Upper, restored.Forecast(History.Of(series), 10, [0.8]).Intervals[0].Upper);
        var point = model.Forecast(History.Of(series), 10, []).Point;
        Assert.Equal(2 * (known[209] - known[208]), point[9] - point[8], 0.1);
    }

    [Fact]
    public void Covariates_that_tell_nothing_of_their_own_are_a_reason()
    {
        var values = Enumerable.Range(0, 60).Select(t => Math.Sin(t * t)).ToArray();
        ArimaModel Fit(double[] one, double[] other, int d) => ArimaFitter.Fit(
            History.Of(new TimeSeries("x", values, Covariates: [new Covariate("one", one, true), new Covariate("other", other, true)])),
            new ArimaSpec { P = 1, D = d, Covariates = ["one", "other"] },
            Stop);
        double[] wave = [.. Enumerable.Range(0, 60).Select(t => Math.Cos(t))];

        Assert.Contains("one follows from the others", Assert.Throws<FitException>(() => Fit(wave, [.. wave.Select(value => (3 * value) + 1)], 0)).Message);
        Assert.Contains("does not vary", Assert.Throws<FitException>(() => Fit(wave, [.. wave.Select(_ => 1.0)], 1)).Message);
    }

    private static TimeSeries DriverDeaths()
    {
        var (law, price) = (File.GetProperty("law").Doubles(), File.GetProperty("price").Doubles());
        return new TimeSeries("deaths", File.GetProperty("values").Doubles(), Covariates:
        [
            new Covariate("law", [.. law, .. law[^6..]], true),
            new Covariate("price", [.. price, .. price[^6..]], true),
        ]);
    }
}
