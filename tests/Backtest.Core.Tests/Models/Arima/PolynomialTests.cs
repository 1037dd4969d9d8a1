using Backtest.Core.Models.Arima;
using FsCheck;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Models.Arima;

public sealed class PolynomialTests
{
    private static readonly Arbitrary<double[]> PartialAutocorrelations =
        Gen.Choose(-999, 999).Select(value => value / 1000.0).ArrayOf().Where(values => values.Length <= 8).ToArbitrary();

    [Fact]
    public void Partial_autocorrelations_and_coefficients_map_one_to_one() => Prop.ForAll(PartialAutocorrelations, partial =>
    {
        var values = (double[])partial.Clone();
        PartialAutocorrelation.ToCoefficients(values);
        var stationary = PartialAutocorrelation.TryFromCoefficients(values);

        // Each step back divides by 1 - kappa^2, and rounding grows accordingly.
        var tolerance = 1e-12 / partial.Aggregate(1.0, (product, kappa) => product * (1 - (kappa * kappa)));
        return stationary && partial.Zip(values).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(true, 0.5)]
    [InlineData(true, 1.2, -0.5)]
    [InlineData(false, 1.0)]
    [InlineData(false, 1.5, -0.5)]
    [InlineData(false, 0.4, 0.7)]
    [InlineData(true)]
    public void Stationarity_is_told_from_the_coefficients(bool expected, params double[] phi) =>
        Assert.Equal(expected, PartialAutocorrelation.IsStationary(phi));

    [Fact]
    public void Inversion_keeps_the_autocovariances_and_yields_an_invertible_moving_average() =>
        Prop.ForAll(Gen.Choose(-300, 300)
            .Select(value => value / 100.0)
            .ArrayOf()
            .Where(values => values.Length is > 0 and <= 5)
            .ToArbitrary(), theta =>
        {
            var inverted = (double[])theta.Clone();
            var factor = MovingAverageInversion.Invert(inverted);
            var before = Products(theta);
            var after = Products(inverted);
            var same = before.Zip(after).All(pair => Math.Abs(pair.First - (factor * pair.Second)) <= 1e-6 * before[0]);
            var shrunk = inverted.Select((value, i) => -value * Math.Pow(1 - 1e-4, i + 1)).ToArray();
            return same && factor >= 1 && PartialAutocorrelation.IsStationary(shrunk);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_moving_average_that_is_invertible_is_left_as_it_is()
    {
        double[] theta = [0.4, -0.2, 0.1];
        Assert.Equal(1, MovingAverageInversion.Invert(theta));
        Assert.Equal([0.4, -0.2, 0.1], theta);
    }

    [Fact]
    public void Seasonal_polynomials_multiply_with_the_signs_of_Box_and_Jenkins()
    {
        // (1 - 0.5 B)(1 - 0.3 B^4) and (1 + 0.4 B)(1 + 0.2 B^4).
        var polynomials =
            Simulation.Polynomials(new ArimaSpec { P = 1, Q = 1, SeasonalP = 1, SeasonalQ = 1, Period = 4 }, [0.5, 0.4, 0.3, 0.2]);
        Assert.Equal([0.5, 0, 0, 0.3, -0.15, 0], polynomials.Phi[..6]);
        Assert.Equal([0.4, 0, 0, 0.2, 0.08, 0], polynomials.Theta[..6], (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal([1, 4, 5], polynomials.ArLags);
        Assert.Equal(6, polynomials.Dimension);
    }

    [Fact]
    public void Differencing_weights_and_differences_agree()
    {
        var spec = new ArimaSpec { D = 2, SeasonalD = 1, Period = 4 };
        var y = Simulation.Noise(30, 1);
        var delta = DifferenceOperator.Weights(spec);
        var differenced = DifferenceOperator.Apply(spec, y);
        Assert.Equal([2, -1, 0, 1, -2, 1], delta);
        Assert.Equal(y.Length - 6, differenced.Length);
        for (var t = 6; t < y.Length; t++)
        {
            Assert.Equal(y[t] - delta.Select((weight, k) => weight * y[t - k - 1]).Sum(), differenced[t - 6], 1e-12);
        }
    }

    private static double[] Products(double[] theta)
    {
        double[] full = [1, .. theta];
        return [.. Enumerable.Range(0, full.Length)
            .Select(lag => Enumerable.Range(0, full.Length - lag).Sum(i => full[i] * full[i + lag]))];
    }
}
