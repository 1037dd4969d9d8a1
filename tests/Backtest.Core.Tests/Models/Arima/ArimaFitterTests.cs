using Backtest.Core.Models.Arima;
using Backtest.Core.Problems;

namespace Backtest.Core.Tests.Models.Arima;

public sealed class ArimaFitterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 0, 1, new[] { 0.6, 0.3 })]
    [InlineData(0, 1, 1, new[] { -0.5 })]
    [InlineData(2, 0, 0, new[] { 0.5, -0.3 })]
    public void Intervals_of_95_percent_cover_as_much_of_what_follows(int p, int d, int q, double[] coefficients)
    {
        var spec = new ArimaSpec { P = p, D = d, Q = q, Constant = false };
        var (inside, count) = (0, 0);
        for (var seed = 1; seed <= 300; seed++)
        {
            var y = Simulation.Arima(spec, coefficients, 208, 1000 + seed);
            var interval = ArimaFitter.Fit(y.AsSpan(0, 200), spec, TestContext.Current.CancellationToken).FromState(8, [0.95]).Intervals[0];
            for (var h = 0; h < 8; h++)
            {
                inside += interval.Lower[h] <= y[200 + h] && y[200 + h] <= interval.Upper[h] ? 1 : 0;
                count++;
            }
        }

        Assert.InRange((double)inside / count, 0.93, 0.97);
    }

    [Fact]
    public void A_random_walk_with_drift_has_its_textbook_estimates()
    {
        var y = ArimaReference.Series("Nile");
        var model = ArimaFitter.Fit(y, new ArimaSpec { D = 1, Constant = true }, Token);
        var n = y.Length - 1;
        var drift = (y[^1] - y[0]) / n;
        var sigma2 = y.Zip(y.Skip(1), (a, b) => Math.Pow(b - a - drift, 2)).Average();

        // R's prior for the value before the first shifts the likelihood by less than 1e-4.
        Assert.Equal(drift, model.Constant!.Value, 1e-3);
        Assert.Equal(sigma2, model.Sigma2, 1e-6 * sigma2);
        Assert.Equal(-0.5 * n * (Math.Log(2 * Math.PI * sigma2) + 1), model.LogLikelihood!.Value, 1e-4);
        Assert.Equal(Math.Sqrt(sigma2 / n), model.StandardErrors![0], 1e-5 * Math.Sqrt(sigma2));
        Assert.Equal(-2 * model.LogLikelihood!.Value + (2 * Math.Log(n)), model.Bic!.Value, 1e-9);
        Assert.Equal(n, model.Observations);
    }

    [Fact]
    public void A_seasonal_drift_grows_by_its_period_over_a_season()
    {
        var y = Enumerable.Range(1, 80).Zip(Simulation.Noise(80, 4), (t, e) => (0.5 * t) + (0.01 * e)).ToArray();
        var model = ArimaFitter.Fit(y, new ArimaSpec { SeasonalD = 1, Period = 4, Constant = true }, Token);
        Assert.Equal(0.5, model.Constant!.Value, 1e-3);
        var forecast = model.FromState(8, []).Point;
        Assert.Equal(4 * model.Constant.Value, forecast[4] - forecast[0], 1e-9);
    }

    [Theory]
    [InlineData(1e12, 0)]
    [InlineData(1e-12, 0)]
    [InlineData(-3, 0)]
    [InlineData(1, 500)]
    [InlineData(0.01, 1e6)]
    public void A_fit_follows_a_change_of_unit_and_level(double scale, double shift)
    {
        var y = ArimaReference.Series("AirPassengers");
        foreach (var spec in (ArimaSpec[])[
            new() { P = 1, D = 1, Q = 1, SeasonalD = 1, SeasonalQ = 1, Period = 12 },
            new() { P = 1, D = 1, Q = 1, Constant = true },
            new() { P = 2, Q = 1 }])
        {
            var model = ArimaFitter.Fit(y, spec, Token);
            var moved = ArimaFitter.Fit([.. y.Select(value => (scale * value) + shift)], spec, Token);
            var unit = Math.Abs(scale);

            // A change of unit is exact up to rounding; a change of level also meets R's prior, which is centred on 0.
            var tolerance = shift == 0 ? 1e-6 : 2e-3;
            Assert.Equal(model.Sigma2, moved.Sigma2 / (scale * scale), tolerance * model.Sigma2);
            Assert.Equal(model.LogLikelihood!.Value, moved.LogLikelihood!.Value + (model.Observations * Math.Log(unit)), 100 * tolerance);
            Assert.Equal(model.Phi[0], moved.Phi[0], 10 * tolerance);
            var (expected, actual) = (model.FromState(12, [0.9]), moved.FromState(12, [0.9]));
            for (var h = 0; h < 12; h++)
            {
                Assert.Equal((scale * expected.Point[h]) + shift, actual.Point[h], unit * expected.Point[h] * tolerance);
                var bound = scale > 0 ? expected.Intervals[0].Upper[h] : expected.Intervals[0].Lower[h];
                Assert.Equal((scale * bound) + shift, actual.Intervals[0].Upper[h], unit * Math.Abs(bound) * tolerance);
            }
        }
    }

    [Fact]
    public void A_level_far_beyond_the_variation_does_not_bend_the_estimates()
    {
        var spec = new ArimaSpec { P = 1, D = 1 };
        var y = Simulation.Arima(spec, [0.6], 300, 9);
        var model = ArimaFitter.Fit(y, spec, Token);
        var gap = (double[])y.Clone();
        gap[100] = double.NaN;
        var withGap = ArimaFitter.Fit(gap, spec, Token);
        Assert.Equal(model.Phi[0], ArimaFitter.Fit([.. y.Select(value => value + 1e8)], spec, Token).Phi[0], 1e-4);
        Assert.Equal(withGap.Phi[0], ArimaFitter.Fit([.. gap.Select(value => value + 1e8)], spec, Token).Phi[0], 1e-4);
    }

    [Theory]
    [InlineData(ArimaMethod.CssMl)]
    [InlineData(ArimaMethod.Ml)]
    [InlineData(ArimaMethod.Css)]
    public void Simulated_parameters_are_recovered(ArimaMethod method)
    {
        var spec = new ArimaSpec { P = 1, D = 1, Q = 1, SeasonalP = 1, SeasonalQ = 1, Period = 4, Method = method };
        double[] truth = [0.6, 0.3, 0.5, 0.3];
        var model = ArimaFitter.Fit(Simulation.Arima(spec, truth, 4000, 17), spec, Token);
        double[] estimate = [.. model.Phi, .. model.Theta, .. model.SeasonalPhi, .. model.SeasonalTheta];
        for (var i = 0; i < truth.Length; i++)
        {
            Assert.InRange(estimate[i], truth[i] - (4 * model.StandardErrors![i]), truth[i] + (4 * model.StandardErrors[i]));
            Assert.InRange(model.StandardErrors[i], 0.005, 0.1);
        }

        Assert.Equal(1, model.Sigma2, 0.1);
    }

    [Fact]
    public void Standard_errors_of_an_autoregression_are_its_asymptotic_ones()
    {
        // Var(phi) = (1 - phi^2) / n and Var(mean) = sigma^2 / (n (1 - phi)^2) (Box and Jenkins, section 7.2.6).
        const int N = 5000;
        var model = ArimaFitter.Fit(Simulation.Arima(new ArimaSpec { P = 1 }, [0.7], N, 3), new ArimaSpec { P = 1 }, Token);
        Assert.Equal(Math.Sqrt((1 - (model.Phi[0] * model.Phi[0])) / N), model.StandardErrors![0], 2e-4);
        Assert.Equal(Math.Sqrt(model.Sigma2 / N) / (1 - model.Phi[0]), model.StandardErrors[1], 2e-3);
    }

    [Fact]
    public void Every_fit_to_random_data_is_stationary_invertible_and_finite()
    {
        var random = new Random(5);
        for (var i = 0; i < 150; i++)
        {
            var isSeasonal = random.Next(2) == 0;
            var spec = new ArimaSpec
            {
                P = random.Next(4),
                D = random.Next(3),
                Q = random.Next(4),
                SeasonalP = isSeasonal ? random.Next(2) : 0,
                SeasonalD = isSeasonal ? random.Next(2) : 0,
                SeasonalQ = isSeasonal ? random.Next(2) : 0,
                Period = isSeasonal ? 4 : 1,
                Method = (ArimaMethod)random.Next(3),
            };
            var generating = spec with { D = random.Next(2), SeasonalD = 0 };
            var y = Simulation.Arima(generating, Simulation.RandomCoefficients(generating, random), 40 + random.Next(80), i);
            var model = ArimaFitter.Fit(y, spec, Token);

            Assert.True(PartialAutocorrelation.IsStationary(model.Phi), spec.Label);
            Assert.True(PartialAutocorrelation.IsStationary(model.SeasonalPhi), spec.Label);
            Assert.Equal(1, MovingAverageInversion.Invert([.. model.Theta]), 1e-5);
            Assert.Equal(1, MovingAverageInversion.Invert([.. model.SeasonalTheta]), 1e-5);
            var forecast = model.FromState(10, [0.95]);
            Assert.All(forecast.Point, value => Assert.True(double.IsFinite(value)));
            Assert.All(forecast.Intervals[0].Lower.Zip(forecast.Intervals[0].Upper), pair => Assert.True(pair.First < pair.Second));
        }
    }

    [Fact]
    public void Missing_values_cost_information_and_nothing_else()
    {
        var spec = new ArimaSpec { P = 1, D = 1, Q = 1, SeasonalD = 1, SeasonalQ = 1, Period = 12, Lambda = 0 };
        var y = ArimaReference.Series("AirPassengers");
        var model = ArimaFitter.Fit(y, spec, Token);
        (y[60], y[61], y[100]) = (double.NaN, double.NaN, double.NaN);
        var gap = ArimaFitter.Fit(y, spec, Token);
        Assert.Equal(model.Observations - 3, gap.Observations);
        Assert.InRange(gap.LogLikelihood!.Value, model.LogLikelihood!.Value - 15, model.LogLikelihood!.Value);
        Assert.Equal(model.Theta[0], gap.Theta[0], 2 * model.StandardErrors![1]);
        for (var h = 0; h < 12; h++)
        {
            Assert.Equal(model.FromState(12, []).Point[h], gap.FromState(12, []).Point[h], 5.0);
        }
    }

    [Fact]
    public void Values_missing_at_both_ends_change_neither_coefficients_nor_likelihood()
    {
        var y = ArimaReference.Series("LakeHuron");
        var spec = new ArimaSpec { P = 1, Q = 1 };
        var model = ArimaFitter.Fit(y, spec, Token);
        var padded = ArimaFitter.Fit([double.NaN, double.NaN, .. y, double.NaN], spec, Token);
        Assert.Equal(model.Phi, padded.Phi);
        Assert.Equal(model.LogLikelihood!.Value, padded.LogLikelihood!.Value);
        Assert.Equal(model.FromState(3, []).Point[2], padded.FromState(2, []).Point[1], 1e-9);
    }

    [Fact]
    public void Conditional_sum_of_squares_with_missing_values_becomes_maximum_likelihood_and_says_so()
    {
        var y = ArimaReference.Series("LakeHuron");
        y[30] = double.NaN;
        var css = ArimaFitter.Fit(y, new ArimaSpec { P = 1, Method = ArimaMethod.Css }, Token);
        var ml = ArimaFitter.Fit(y, new ArimaSpec { P = 1, Method = ArimaMethod.Ml }, Token);
        Assert.Equal(ml.Phi, css.Phi);
        Assert.Equal(ml.Aic, css.Aic);
        Assert.Contains("maximum likelihood", Assert.Single(css.Warnings), StringComparison.Ordinal);
        Assert.Empty(ml.Warnings);
    }

    [Fact]
    public void A_fit_has_the_same_bits_on_every_thread()
    {
        var y = ArimaReference.Series("AirPassengers");
        var spec = new ArimaSpec { P = 2, D = 1, Q = 1, SeasonalP = 1, SeasonalQ = 1, Period = 12, Constant = true };
        var expected = ArimaFitter.Fit(y, spec, Token);
        Parallel.For(0, 16, i =>
        {
            // Other addresses, too.
            double[] shifted = [.. new double[i], .. y];
            var model = ArimaFitter.Fit(shifted.AsSpan(i), spec, Token);
            Assert.Equal(expected.Phi, model.Phi);
            Assert.Equal(expected.LogLikelihood!.Value, model.LogLikelihood!.Value);
            Assert.Equal(expected.State.Mean, model.State.Mean);
            Assert.Equal(expected.State.Covariance, model.State.Covariance);
        });
    }

    [Fact]
    public void A_series_that_the_model_reproduces_exactly_cannot_be_fitted()
    {
        double[] y = [.. Enumerable.Range(0, 40).Select(t => Math.Pow(0.9, t))];
        Assert.Throws<FitException>(() => ArimaFitter.Fit(y, new ArimaSpec { P = 1, Constant = false, Method = ArimaMethod.Css }, Token));
    }

    [Fact]
    public void A_sine_wave_is_continued()
    {
        double[] y = [.. Enumerable.Range(0, 100).Select(t => Math.Sin(0.7 * t))];
        var forecast = ArimaFitter.Fit(y, new ArimaSpec { P = 2 }, Token).FromState(10, []);
        for (var h = 0; h < 10; h++)
        {
            Assert.Equal(Math.Sin(0.7 * (100 + h)), forecast.Point[h], 1e-3);
        }
    }

    [Fact]
    public void What_cannot_be_fitted_is_refused_with_its_reason()
    {
        var y = Simulation.Noise(20, 1);
        Refused(
            "needs at least 34 observed values; there are 20",
            y,
            new ArimaSpec { P = 1, D = 1, Q = 1, SeasonalP = 1, SeasonalD = 1, SeasonalQ = 1, Period = 13 });
        Refused("needs at least", [double.NaN, .. y[..3], double.NaN], new ArimaSpec { P = 2 });
        Refused("needs at least", [], new ArimaSpec());
        Refused("positive values; the one at position", y, new ArimaSpec { P = 1, Lambda = 0 });
        Refused("position 21 is infinite", [.. y, double.PositiveInfinity], new ArimaSpec());
        Refused("orders are 0 or more", y, new ArimaSpec { P = -1 });
        Refused("season length", y, new ArimaSpec { SeasonalP = 1 });
        Refused("season length", y, new ArimaSpec { Period = 0 });
        Refused("polynomial trend", y, new ArimaSpec { D = 2, Constant = true });
        Refused("lambda", y, new ArimaSpec { Lambda = double.NaN });
        Refused("not finite numbers", [.. y.Select(value => value * 1e200)], new ArimaSpec { P = 1 });
    }

    [Fact]
    public void A_cancelled_fit_stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ArimaFitter.Fit(Simulation.Noise(50, 1), new ArimaSpec { P = 1 }, source.Token));
    }

    private static void Refused(string reason, double[] y, ArimaSpec spec)
    {
        var exception = Assert.Throws<FitException>(() => ArimaFitter.Fit(y, spec, Token));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }
}
