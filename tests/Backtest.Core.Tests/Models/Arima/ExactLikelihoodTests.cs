using Backtest.Core.Models.Arima;
using Backtest.Core.Numerics;
using Backtest.Core.Tests.Properties;
using FsCheck.Fluent;
using MathNet.Numerics.LinearAlgebra;

namespace Backtest.Core.Tests.Models.Arima;

/// <summary>
/// The likelihood, the state's covariance and the treatment of missing values against the definition: a multivariate
/// normal density whose covariances are sums over the process' infinite moving average.
/// </summary>
public sealed class ExactLikelihoodTests
{
    [Fact]
    public void The_fast_filter_gives_the_multivariate_normal_density() => RandomCases.Holds(Processes, input =>
    {
        var (polynomials, values) = (Polynomials(input.Seed), Values(input.Seed, 30));
        var partial = Partial(polynomials);

        var (squares, logs) = new ArmaLikelihood(values, polynomials.StateLength).Evaluate(polynomials, partial, 0);

        var (expectedSquares, expectedLogs) = Density(polynomials, values, [.. Enumerable.Range(0, 30)]);
        Assert.Equal(expectedSquares, squares, 1e-6 * expectedSquares);
        Assert.Equal(expectedLogs, logs, 1e-6);
    }, 100);

    [Fact]
    public void Missing_values_are_integrated_out() => RandomCases.Holds(Processes, input =>
    {
        var (polynomials, values) = (Polynomials(input.Seed), Values(input.Seed, 30));
        int[] known = [.. Enumerable.Range(0, 30).Where(t => (input.Seed + (t * t)) % 4 != 0)];
        var filter = new KalmanFilter(polynomials, Partial(polynomials), []);

        for (var t = 0; t < values.Length; t++)
        {
            filter.Step(known.Contains(t) ? values[t] : double.NaN);
        }

        var (squares, logs) = Density(polynomials, values, known);
        Assert.Equal(squares, filter.SumOfSquares, 1e-6 * squares);
        Assert.Equal(logs, filter.SumOfLogs, 1e-6);
    }, 100);

    [Fact]
    public void Forecasts_are_the_conditional_means_and_variances() => RandomCases.Holds(Processes, input =>
    {
        var (polynomials, values) = (Polynomials(input.Seed), Values(input.Seed, 20));
        var filter = new KalmanFilter(polynomials, Partial(polynomials), []);
        foreach (var value in values)
        {
            filter.Step(value);
        }

        var covariance = Covariance(polynomials, 25);
        var weights = covariance.SubMatrix(20, 5, 0, 20) * covariance.SubMatrix(0, 20, 0, 20).Inverse();
        var mean = weights * Vector<double>.Build.Dense(values);
        var variance = covariance.SubMatrix(20, 5, 20, 5) - (weights * covariance.SubMatrix(0, 20, 20, 5));
        for (var h = 0; h < 5; h++)
        {
            var (actualMean, actualVariance) = filter.Forecast();
            Assert.Equal(mean[h], actualMean, 1e-6);
            Assert.Equal(variance[h, h], actualVariance, 1e-6);
        }
    }, 50);

    private static FsCheck.Gen<(int Seed, int Unused)> Processes => from seed in Gen.Choose(0, 1_000_000) select (seed, 0);

    // Random partial autocorrelations up to 0.8 make a stationary autoregression, seasonal ones included.
    private static LagPolynomials Polynomials(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        double[] Ar(int order)
        {
            var phi = new double[order];
            PartialAutocorrelations.ToCoefficients([.. Enumerable.Range(0, order).Select(_ => 1.6 * (random.NextUniform() - 0.5))], phi);
            return phi;
        }

        double[] Ma(int order) => [.. Enumerable.Range(0, order).Select(_ => 3 * (random.NextUniform() - 0.5))];
        return LagPolynomials.Of(new ArimaCoefficients(Ar(random.NextBelow(4)), Ma(random.NextBelow(4)), Ar(random.NextBelow(2)), Ma(random.NextBelow(2)), 0), 4);
    }

    private static double[] Partial(LagPolynomials polynomials)
    {
        var partial = new double[polynomials.Phi.Length];
        Assert.True(PartialAutocorrelations.TryFromCoefficients(polynomials.Phi, partial));
        return partial;
    }

    private static double[] Values(int seed, int count)
    {
        var random = new SeededRandom((ulong)seed + 1_000_000);
        return [.. Enumerable.Range(0, count).Select(_ => 3 * random.NextNormal())];
    }

    private static (double Squares, double LogDeterminant) Density(LagPolynomials polynomials, double[] values, int[] known)
    {
        var all = Covariance(polynomials, values.Length);
        var covariance = Matrix<double>.Build.Dense(known.Length, known.Length, (i, j) => all[known[i], known[j]]);
        var x = Vector<double>.Build.Dense([.. known.Select(t => values[t])]);
        var cholesky = covariance.Cholesky();
        return (x * cholesky.Solve(x), cholesky.DeterminantLn);
    }

    private static Matrix<double> Covariance(LagPolynomials polynomials, int count)
    {
        var psi = ArmaCovariance.PsiWeights(polynomials.Phi, polynomials.Theta, 4000);
        var gamma = Enumerable.Range(0, count).Select(lag => Enumerable.Range(0, psi.Length - lag).Sum(j => psi[j] * psi[j + lag])).ToArray();
        return Matrix<double>.Build.Dense(count, count, (i, j) => gamma[Math.Abs(i - j)]);
    }
}
