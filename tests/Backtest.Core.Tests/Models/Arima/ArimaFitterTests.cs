using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Numerics;
using Backtest.Core.Tests.Properties;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Models.Arima;

public sealed class ArimaFitterTests
{
    private static readonly ArimaSpec[] Specs =
    [
        new() { P = 1 }, new() { P = 2, Q = 2 }, new() { P = 1, D = 1, Q = 1, Constant = true }, new() { Q = 1, SeasonalQ = 1, D = 1, SeasonalD = 1, Period = 4 },
        new() { P = 1, SeasonalP = 1, Period = 4 }, new() { P = 3, D = 2 }, new() { P = 1, Q = 1, Method = ArimaMethod.Ml }, new() { P = 1, Method = ArimaMethod.Css },
    ];

    [Fact]
    public void Every_fit_is_stationary_invertible_and_finite() => RandomCases.Holds(
        from seed in Gen.Choose(0, 1_000_000)
        from spec in Gen.Elements(Specs)
        from gaps in Gen.Elements(true, false)
        select (seed, spec, gaps),
        input =>
        {
            var values = Simulate(input.seed, 60);
            if (input.gaps)
            {
                values[10] = values[11] = values[40] = double.NaN;
            }

            ArimaModel model;
            try
            {
                model = ArimaFitter.Fit(values, input.spec, Stop);
            }
            catch (FitException problem)
            {
                Assert.Equal(ArimaMethod.Css, input.spec.Method);
                Assert.Contains("no stationary", problem.Message);
                return;
            }

            var polynomials = LagPolynomials.Of(model.Coefficients, input.spec.Period);
            Assert.True(PartialAutocorrelations.TryFromCoefficients(polynomials.Phi, new double[polynomials.Phi.Length]));
            Assert.Equal(1, PartialAutocorrelations.Invert([.. model.Coefficients.Ma.Select(theta => theta * 0.999999)]));
            var forecast = model.FromState(20, [0.95]);
            Assert.All(forecast.Point, value => Assert.True(double.IsFinite(value)));
            Assert.All(forecast.Intervals[0].Lower.Zip(forecast.Intervals[0].Upper), bounds => Assert.True(bounds.First < bounds.Second));
        });

    [Fact]
    public void Unit_and_origin_do_not_matter() => RandomCases.Holds(
        from seed in Gen.Choose(0, 1_000_000)
        from spec in Gen.Elements(Specs)
        from exponent in Gen.Elements(-12, -3, 3, 12)
        select (seed, spec, Factor: Math.Pow(10, exponent)),
        input =>
        {
            var values = Simulate(input.seed, 80);
            ArimaModel Fit(double factor) => ArimaFitter.Fit(Array.ConvertAll(values, x => factor * (x + 5)), input.spec, Stop);
            ArimaModel one, other;
            try
            {
                (one, other) = (Fit(1), Fit(input.Factor));
            }
            catch (FitException)
            {
                // Least squares outside the stationary region; the property above covers it.
                return;
            }

            Assert.Equal(one.LogLikelihood - (one.Observations * Math.Log(input.Factor)), other.LogLikelihood, 1e-5 * one.Observations);
            Assert.Equal(1, Math.Sqrt(other.Sigma2 / one.Sigma2) / input.Factor, 1e-5);
        },
        60);

    [Fact]
    public void Parameters_of_a_simulated_process_are_found_again()
    {
        // ARMA(1,1) with phi 0.7 and theta 0.4; the asymptotic standard errors at 4,000 values are about 0.013 and 0.017
        // (Brockwell and Davis, Time Series: Theory and Methods, example 8.8.3).
        var random = new SeededRandom(11);
        var values = new double[4000];
        double previous = 0, innovation = 0;
        for (var t = 0; t < values.Length; t++)
        {
            var next = random.NextNormal();
            values[t] = previous = (0.7 * previous) + next + (0.4 * innovation);
            innovation = next;
        }

        var model = ArimaFitter.Fit(values, new ArimaSpec { P = 1, Q = 1 }, TestContext.Current.CancellationToken);

        Assert.Equal(0.7, model.Coefficients.Ar[0], 3 * 0.013);
        Assert.Equal(0.4, model.Coefficients.Ma[0], 3 * 0.017);
        Assert.Equal(1, model.Sigma2, 3 * Math.Sqrt(2 / 4000.0));
    }

    [Fact]
    public void Forecasts_of_a_stationary_model_go_to_its_mean()
    {
        var model = ArimaFitter.Fit(Simulate(3, 200), new ArimaSpec { P = 2 }, TestContext.Current.CancellationToken);

        Assert.Equal(model.Coefficients.Constant, model.FromState(500, []).Point[^1], 1e-9);
    }

    [Fact]
    public void A_random_walk_with_drift_has_its_closed_form()
    {
        double[] values = [3, 5, 4, 8, 9, 13];

        var model = ArimaFitter.Fit(values, new ArimaSpec { D = 1, Constant = true }, TestContext.Current.CancellationToken);

        // Drift (13 - 3) / 5; its variance is that of the differences 2, -1, 4, 1, 4.
        Assert.Equal(2, model.Coefficients.Constant, 1e-6);
        Assert.Equal((0 + 9 + 4 + 1 + 4) / 5.0, model.Sigma2, 1e-6);
        Assert.Equal([15, 17, 19], model.FromState(3, []).Point, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void A_missing_value_before_a_random_walk_goes_on_costs_nothing()
    {
        var model = ArimaFitter.Fit([1, 2, double.NaN, 3, 5, 4, 6], new ArimaSpec { D = 1 }, TestContext.Current.CancellationToken);

        Assert.Equal(6, model.FromState(1, []).Point[0], 1e-4);

        // Steps 1, 1 over two steps of time, 2, -1, 2: (1 + 1/2 + 4 + 1 + 4) / 5.
        Assert.Equal(10.5 / 5, model.Sigma2, 1e-4);
    }

    [Theory]
    [InlineData("too short", "parameters")]
    [InlineData("constant", "constant")]
    [InlineData("perfect trend", "constant")]
    [InlineData("negative for Box-Cox", "above zero")]
    public void What_cannot_be_fitted_says_why(string kind, string reason)
    {
        var (values, spec) = kind switch
        {
            "too short" => (new double[] { 1, 3, 2 }, new ArimaSpec { P = 2, Q = 2 }),
            "constant" => ([.. Enumerable.Repeat(1e6 / 3, 50)], new ArimaSpec { P = 1 }),
            "perfect trend" => ([.. Enumerable.Range(0, 50).Select(t => 0.1 * t)], new ArimaSpec { P = 1, D = 1, Constant = true }),
            _ => (new double[] { 1, 2, -1, 3, 2, 4, 3, 2, 5 }, new ArimaSpec { P = 1, Lambda = 0.5 }),
        };

        Assert.Contains(reason, Assert.Throws<FitException>(() => ArimaFitter.Fit(values, spec, Stop)).Message);
    }

    [Fact]
    public void One_enormous_outlier_still_gives_finite_forecasts()
    {
        var values = Simulate(8, 100);
        values[50] = 1e6;

        foreach (var spec in Specs)
        {
            Assert.All(ArimaFitter.Fit(values, spec, TestContext.Current.CancellationToken).FromState(5, []).Point, value => Assert.True(double.IsFinite(value)));
        }
    }

    [Fact]
    public void A_Box_Cox_model_forecasts_the_median_in_input_units()
    {
        var values = Simulate(4, 120).Select(x => Math.Exp(x / 5)).ToArray();
        var log = ArimaFitter.Fit(Array.ConvertAll(values, Math.Log), new ArimaSpec { P = 1 }, TestContext.Current.CancellationToken);

        var model = ArimaFitter.Fit(values, new ArimaSpec { P = 1, Lambda = 0 }, TestContext.Current.CancellationToken);

        Assert.Equal(Array.ConvertAll(log.FromState(5, []).Point, Math.Exp), model.FromState(5, []).Point);
        Assert.Equal(Array.ConvertAll(log.FromState(5, [0.9]).Intervals[0].Upper, Math.Exp), model.FromState(5, [0.9]).Intervals[0].Upper);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static double[] Simulate(int seed, int count)
    {
        var random = new SeededRandom((ulong)seed);
        var level = 0.0;
        return [.. Enumerable.Range(0, count).Select(t => (level = (0.8 * level) + random.NextNormal()) + Math.Sin(t * Math.PI / 2))];
    }
}
