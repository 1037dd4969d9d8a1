using System.Text.Json;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Problems;

namespace Backtest.Core.Tests.Models.Arima;

public sealed class ArimaModelTests
{
    private static readonly ArimaSpec Airline = new() { D = 1, Q = 1, SeasonalD = 1, SeasonalQ = 1, Period = 12, Lambda = 0 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, ArimaSpec> Models => new()
    {
        { "AirPassengers", Airline },
        { "AirPassengers", new ArimaSpec { P = 2, D = 1, Q = 1, SeasonalD = 1, Period = 12, Method = ArimaMethod.Css } },
        { "lynx", new ArimaSpec { P = 2, Q = 2, Lambda = 0.25 } },
        { "LakeHuron", new ArimaSpec { D = 1, Q = 1, Constant = true } },
        { "Nile", new ArimaSpec { P = 1, D = 2, Q = 2 } },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void The_stored_state_survives_JSON_and_forecasts_what_the_history_does_bit_for_bit(string name, ArimaSpec spec)
    {
        foreach (var withGap in (bool[])[false, true])
        {
            var y = ArimaReference.Series(name);
            if (withGap)
            {
                (y[0], y[40], y[41], y[^1]) = (double.NaN, double.NaN, double.NaN, double.NaN);
            }

            var model = ArimaFitter.Fit(y, spec, Token);
            var json = JsonSerializer.Serialize(model);
            var copy = JsonSerializer.Deserialize<ArimaModel>(json)!;
            Assert.Equal(json, JsonSerializer.Serialize(copy));

            double[] levels = [0.8, 0.95];
            var expected = model.FromState(24, levels);
            foreach (var forecast in (Forecast[])[copy.FromState(24, levels), model.Forecast(y, 24, levels), copy.Forecast(y, 24, levels)])
            {
                Assert.Equal(expected.Point, forecast.Point);
                for (var i = 0; i < levels.Length; i++)
                {
                    Assert.Equal(levels[i], forecast.Intervals[i].Level);
                    Assert.Equal(expected.Intervals[i].Lower, forecast.Intervals[i].Lower);
                    Assert.Equal(expected.Intervals[i].Upper, forecast.Intervals[i].Upper);
                }
            }
        }
    }

    [Fact]
    public void A_longer_history_moves_the_forecasts_and_leaves_the_parameters()
    {
        // Under a random walk with drift the forecast from any history is its last value plus the fitted drift.
        var y = ArimaReference.Series("LakeHuron");
        var model = ArimaFitter.Fit(y.AsSpan(0, 60), new ArimaSpec { D = 1, Constant = true }, Token);
        var forecast = model.Forecast(y, 5, []);
        for (var h = 0; h < 5; h++)
        {
            Assert.Equal(y[^1] + ((h + 1) * model.Constant!.Value), forecast.Point[h], 1e-9);
        }
    }

    [Fact]
    public void Missing_values_at_the_end_are_forecast_steps()
    {
        var y = ArimaReference.Series("AirPassengers");
        var model = ArimaFitter.Fit(y, Airline, Token);
        var whole = model.Forecast(y, 6, [0.9]);
        double[] longer = [.. y, double.NaN, double.NaN];
        var later = model.Forecast(longer, 4, [0.9]);
        for (var h = 0; h < 4; h++)
        {
            // The gap sends the filter through the finite diffuse prior.
            Assert.Equal(whole.Point[h + 2], later.Point[h], 1e-3);
            Assert.Equal(whole.Intervals[0].Upper[h + 2], later.Intervals[0].Upper[h], 1e-2);
        }
    }

    [Fact]
    public void Forecasts_of_a_stationary_model_converge_to_its_mean_and_their_variance_to_the_process_variance()
    {
        var model = ArimaFitter.Fit(ArimaReference.Series("LakeHuron"), new ArimaSpec { P = 1 }, Token);
        var (mean, deviation) = (new double[400], new double[400]);
        model.Moments(model.State, mean, deviation);
        Assert.Equal(model.Constant!.Value, mean[^1], 1e-9);
        Assert.Equal(Math.Sqrt(model.Sigma2 / (1 - (model.Phi[0] * model.Phi[0]))), deviation[^1], 1e-9);
        Assert.Equal(model.Constant.Value + (model.Phi[0] * (579.96 - model.Constant.Value)), mean[0], 1e-9);
    }

    [Fact]
    public void Psi_weights_have_their_closed_forms()
    {
        // ARIMA(0,1,1): 1, 1 + theta, 1 + theta, ... (Box and Jenkins, section 5.3.2).
        var exponential = Model(new ArimaSpec { D = 1, Q = 1 }, theta: [-0.6]);
        Assert.Equal([1, 0.4, 0.4, 0.4], exponential.PsiWeights(4));

        // ARMA(1,1): phi^(j-1) (phi + theta).
        var mixed = Model(new ArimaSpec { P = 1, Q = 1 }, phi: [0.5], theta: [0.25]);
        Assert.Equal([1, 0.75, 0.375, 0.1875], mixed.PsiWeights(4));

        // (1 - B)(1 - B^4): the number of ways to reach a lag.
        var seasonal = Model(new ArimaSpec { D = 1, SeasonalD = 1, Period = 4 });
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2, 3], seasonal.PsiWeights(9));
    }

    [Fact]
    public void Forecast_variances_after_a_long_history_are_sums_of_squared_psi_weights()
    {
        var spec = new ArimaSpec { P = 1, D = 1, Q = 1, SeasonalD = 1, SeasonalQ = 1, Period = 4 };
        var model = ArimaFitter.Fit(Simulation.Arima(spec, [0.5, 0.3, -0.5], 600, 11), spec, Token);
        var (mean, deviation) = (new double[20], new double[20]);
        model.Moments(model.State, mean, deviation);
        var psi = model.PsiWeights(20);
        for (var h = 0; h < 20; h++)
        {
            Assert.Equal(model.Sigma2 * psi.Take(h + 1)
                .Sum(weight => weight * weight), deviation[h] * deviation[h], 1e-8 * deviation[h] * deviation[h]);
        }
    }

    [Fact]
    public void Box_Cox_forecasts_are_medians_and_quantiles_of_the_back_transformed_distribution()
    {
        var y = ArimaReference.Series("AirPassengers");
        var logs = ArimaFitter.Fit([.. y.Select(value => Math.Log(value))], Airline with { Lambda = null }, Token).FromState(12, [0.8]);
        var levels = ArimaFitter.Fit(y, Airline, Token).FromState(12, [0.8]);
        for (var h = 0; h < 12; h++)
        {
            Assert.Equal(Math.Exp(logs.Point[h]), levels.Point[h], 1e-9 * levels.Point[h]);
            Assert.Equal(Math.Exp(logs.Intervals[0].Lower[h]), levels.Intervals[0].Lower[h], 1e-9 * levels.Point[h]);
            Assert.Equal(Math.Exp(logs.Intervals[0].Upper[h]), levels.Intervals[0].Upper[h], 1e-9 * levels.Point[h]);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(-0.5)]
    [InlineData(2)]
    [InlineData(0)]
    public void Box_Cox_is_undone_by_its_inverse(double lambda)
    {
        foreach (var value in (double[])[1e-3, 0.5, 1, 7, 1e4])
        {
            Assert.Equal(value, BoxCox.Invert(BoxCox.Apply(value, lambda), lambda), 1e-9 * value);
        }
    }

    [Fact]
    public void Interval_bounds_beyond_the_transformations_range_lie_at_the_end_of_the_positive_axis()
    {
        Assert.Equal(0, BoxCox.Invert(-2.5, 0.5));
        Assert.Equal(double.PositiveInfinity, BoxCox.Invert(2.5, -0.5));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public void Fitted_values_are_the_forecasts_one_step_ahead(double? lambda)
    {
        var y = ArimaReference.Series("AirPassengers");
        var model = ArimaFitter.Fit(
            y,
            new ArimaSpec { Q = 1, D = 1, SeasonalD = 1, SeasonalQ = 1, Period = 12, Lambda = lambda },
            TestContext.Current.CancellationToken);

        var fitted = model.Fitted(y);

        // Once the gain of the filter is constant, after some seasons.
        Assert.All(Enumerable.Range(100, 44), t => Assert.Equal(model.Forecast(y.AsSpan(0, t), 1, []).Point[0], fitted[t], 2e-3 * y[t]));
    }

    [Fact]
    public void An_interval_is_the_normal_quantile_times_the_standard_error()
    {
        var model = Model(new ArimaSpec { D = 1 }) with { Sigma2 = 4 };
        var forecast = model.Forecast(new double[] { 1, 2, 3 }, 4, [0.95]);
        Assert.Equal([3, 3, 3, 3], forecast.Point);
        Assert.Equal(3 + (1.959963984540054 * 2 * 2), forecast.Intervals[0].Upper[3], 1e-12);
        Assert.Equal(3 - (1.959963984540054 * 2), forecast.Intervals[0].Lower[0], 1e-12);
    }

    [Fact]
    public void Residuals_are_the_innovations_of_the_defining_equation_once_the_start_is_forgotten()
    {
        var spec = new ArimaSpec { P = 1, Q = 1 };
        var y = Simulation.Arima(spec, [0.6, 0.4], 200, 21);
        var model = Model(spec, phi: [0.6], theta: [0.4]);
        var residuals = model.Residuals(y);
        for (var t = 60; t < y.Length; t++)
        {
            Assert.Equal(y[t] - (0.6 * y[t - 1]) - (0.4 * residuals[t - 1]), residuals[t], 1e-9);
        }
    }

    [Fact]
    public void Residuals_are_missing_where_the_history_is_and_unchanged_before()
    {
        var y = ArimaReference.Series("LakeHuron");
        var model = ArimaFitter.Fit(y, new ArimaSpec { P = 2 }, Token);
        var gap = (double[])y.Clone();
        gap[70] = double.NaN;
        var (whole, part) = (model.Residuals(y), model.Residuals(gap));
        Assert.True(double.IsNaN(part[70]));
        Assert.Equal(1, part.Count(double.IsNaN));
        for (var t = 0; t < 70; t++)
        {
            Assert.Equal(whole[t], part[t], 1e-10);
        }
    }

    [Fact]
    public void Requests_that_make_no_sense_are_refused()
    {
        var model = ArimaFitter.Fit(ArimaReference.Series("AirPassengers"), Airline, Token);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.FromState(0, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.FromState(1, [1.0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.FromState(1, [double.NaN]));
        Assert.Contains("at least 14", Assert.Throws<FitException>(() => model.Forecast(new double[13], 1, [])).Message);
        double[] negative = [.. ArimaReference.Series("AirPassengers"), -1];
        Assert.Contains("position 145", Assert.Throws<FitException>(() => model.Forecast(negative, 1, [])).Message);
    }

    private static ArimaModel Model(ArimaSpec spec, double[]? phi = null, double[]? theta = null) => new()
    {
        Spec = spec,
        Phi = phi ?? [],
        Theta = theta ?? [],
        SeasonalPhi = [],
        SeasonalTheta = [],
        Constant = null,
        StandardErrors = null,
        Sigma2 = 1,
        LogLikelihood = 0,
        Observations = 0,
        Aic = null,
        Aicc = null,
        Bic = null,
        State = new ArimaState([], [], 0),
    };
}
