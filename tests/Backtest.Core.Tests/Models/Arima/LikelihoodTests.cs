using Backtest.Core.Models.Arima;

namespace Backtest.Core.Tests.Models.Arima;

/// <summary>The recursions against the multivariate normal density.</summary>
public sealed class LikelihoodTests
{
    private static readonly ArimaSpec[] Stationary =
    [
        new() { P = 1 },
        new() { Q = 1 },
        new() { P = 3, Q = 2 },
        new() { Q = 2, SeasonalQ = 1, Period = 4 },
        new() { P = 1, SeasonalP = 1, Period = 12 },
        new() { P = 2, Q = 1, SeasonalP = 1, SeasonalQ = 2, Period = 4 },
        new() { P = 3, SeasonalP = 2, Q = 1, Period = 2 },
        new(),
    ];

    public static TheoryData<int, int> Random
    {
        get
        {
            var data = new TheoryData<int, int>();
            for (var i = 0; i < Stationary.Length; i++)
            {
                for (var seed = 0; seed < 4; seed++)
                {
                    data.Add(i, seed);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Random))]
    public void Autocovariances_and_the_state_covariance_have_their_definitions(int index, int seed)
    {
        var spec = Stationary[index];
        var polynomials = Simulation.Polynomials(spec, Simulation.RandomCoefficients(spec, new Random(seed)));
        var moments = new ArmaAutocovariance(polynomials);
        Assert.True(moments.TryCompute());

        var expected = DenseAlgebra.Autocovariances(polynomials, moments.Autocovariances.Length - 1);
        for (var lag = 0; lag < expected.Length; lag++)
        {
            Assert.Equal(expected[lag], moments.Autocovariances[lag], 1e-9 * expected[0]);
        }

        // P = T P T' + R R' (Harvey, 1989, equation 4.3.6), with T written out.
        var r = polynomials.Dimension;
        var p = new double[r * r];
        moments.StateCovariance(p, r);
        double T(int i, int j) => (j == 0 ? polynomials.Phi[i] : 0) + (j == i + 1 ? 1 : 0);
        double R(int i) => i == 0 ? 1 : polynomials.Theta[i - 1];
        for (var i = 0; i < r; i++)
        {
            for (var j = 0; j < r; j++)
            {
                var sum = R(i) * R(j);
                for (var k = 0; k < r; k++)
                {
                    for (var l = 0; l < r; l++)
                    {
                        sum += T(i, k) * p[(k * r) + l] * T(j, l);
                    }
                }

                Assert.Equal(sum, p[(i * r) + j], 1e-9 * expected[0]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Random))]
    public void The_likelihood_is_the_multivariate_normal_density(int index, int seed)
    {
        var spec = Stationary[index] with { Constant = false };
        var polynomials = Simulation.Polynomials(spec, Simulation.RandomCoefficients(spec, new Random(seed)));
        var y = Simulation.Noise(60, seed + 100);
        var data = EstimationData.Create(spec, y);
        var (quadratic, logDeterminant) = DenseAlgebra.Density(DenseAlgebra.Covariance(polynomials, y.Length), data.Series);

        Assert.True(new ArmaFilter(polynomials, data).TryEvaluate(out var fast));
        Assert.True(new StateSpaceFilter(polynomials, [], data.Series, null).TryEvaluate(out var general));

        foreach (var sums in (InnovationSums[])[fast, general])
        {
            Assert.Equal(quadratic, sums.Yy, 1e-9 * quadratic);
            Assert.Equal(logDeterminant, sums.LogDeterminant, 1e-9 * y.Length);
            Assert.Equal(y.Length, sums.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Random))]
    public void The_likelihood_with_missing_values_is_the_density_of_what_was_observed(int index, int seed)
    {
        var spec = Stationary[index];
        var polynomials = Simulation.Polynomials(spec, Simulation.RandomCoefficients(spec, new Random(seed)));
        var y = Simulation.Noise(60, seed + 200);
        int[] missing = [3, 17, 18, 19, 20, 21, 22, 23, 40, 58];
        var observed = Enumerable.Range(0, y.Length).Except(missing).ToArray();
        var covariance = DenseAlgebra.Covariance(polynomials, y.Length);
        var part = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(
            observed.Length, observed.Length, (i, j) => covariance[observed[i], observed[j]]);
        var (quadratic, logDeterminant) = DenseAlgebra.Density(part, [.. observed.Select(t => y[t])]);

        foreach (var t in missing)
        {
            y[t] = double.NaN;
        }

        Assert.True(new StateSpaceFilter(polynomials, [], y, null).TryEvaluate(out var sums));
        Assert.Equal(quadratic, sums.Yy, 1e-9 * quadratic);
        Assert.Equal(logDeterminant, sums.LogDeterminant, 1e-9 * y.Length);
        Assert.Equal(observed.Length, sums.Count);
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 0, 1)]
    [InlineData(0, 1, 4)]
    [InlineData(1, 1, 4)]
    public void The_likelihood_of_a_differenced_series_is_that_under_Rs_prior(int d, int seasonalD, int period)
    {
        // R: p(y_{d+1}, ..., y_n | y_1, ..., y_d), with the values before the first N(0, 1e6 sigma^2), here at a high level.
        var spec = new ArimaSpec { P = 1, D = d, Q = 1, SeasonalD = seasonalD, Period = period };
        var polynomials = Simulation.Polynomials(spec, [0.6, 0.3]);
        var y = Simulation.Arima(spec, [0.6, 0.3], 25, 7);
        var data = EstimationData.Create(spec, [.. y.Select(value => value + 200)]);
        double[] levels = [.. y.Select(value => (value + 200) / data.Scale)];

        var order = DifferenceOperator.Order(spec);
        var covariance = DenseAlgebra.IntegratedCovariance(spec, polynomials, y.Length, 1e6);
        var (all, allDeterminant) = DenseAlgebra.Density(covariance, levels);
        var (start, startDeterminant) = DenseAlgebra.Density(covariance.SubMatrix(0, order, 0, order), levels[..order]);

        Assert.True(new ArmaFilter(polynomials, data).TryEvaluate(out var fast));
        Assert.True(new StateSpaceFilter(polynomials, DifferenceOperator.Weights(spec), levels, null).TryEvaluate(out var general));
        foreach (var (sums, tolerance) in (ReadOnlySpan<(InnovationSums, double)>)[(fast, 2e-3), (general, 1e-4)])
        {
            Assert.Equal(all - start, sums.Yy, tolerance);
            Assert.Equal(allDeterminant - startDeterminant, sums.LogDeterminant, tolerance);
            Assert.Equal(y.Length - order, sums.Count);
        }
    }

    [Fact]
    public void Missing_values_of_a_random_walk_leave_the_density_of_the_jumps()
    {
        // y_5 - y_2 of a random walk has three innovations in it, and so on.
        var spec = new ArimaSpec { D = 1 };
        double[] y = [1, 3, double.NaN, double.NaN, 2.5, 4, double.NaN, 1];
        Assert.True(new StateSpaceFilter(Simulation.Polynomials(spec, []), DifferenceOperator.Weights(spec), y, null)
            .TryEvaluate(out var sums));
        Assert.Equal(4 + (0.25 / 3) + 2.25 + (9.0 / 2), sums.Yy, 1e-4);
        Assert.Equal(Math.Log(3 * 2), sums.LogDeterminant, 1e-4);
        Assert.Equal(4, sums.Count);
    }

    [Theory]
    [InlineData(0.5, -0.6, 0.3)]
    [InlineData(0.9, 0.4, -0.95)]
    [InlineData(-0.5, -1.4, 0.8)]
    public void Constant_gain_and_lag_recursion_change_nothing_in_a_long_series(double phi, double theta, double seasonalTheta)
    {
        // So long that the gain becomes constant, and for an invertible moving average the defining equation takes over.
        var spec = new ArimaSpec { P = 1, Q = 1, SeasonalQ = 1, Period = 4, Constant = false };
        var polynomials = Simulation.Polynomials(spec, [phi, theta, seasonalTheta]);
        var data = EstimationData.Create(spec, Simulation.Noise(1500, 3));
        Assert.True(new ArmaFilter(polynomials, data).TryEvaluate(out var fast));
        var (quadratic, logDeterminant) = DenseAlgebra.Density(DenseAlgebra.Covariance(polynomials, 1500), data.Series);
        Assert.Equal(quadratic, fast.Yy, 1e-9 * quadratic);
        Assert.Equal(logDeterminant, fast.LogDeterminant, 1e-7);
    }

    [Fact]
    public void The_concentrated_constant_is_generalised_least_squares()
    {
        var spec = new ArimaSpec { P = 2, Q = 1 };
        var polynomials = Simulation.Polynomials(spec, [0.5, 0.2, 0.4]);
        var y = Simulation.Arima(spec, [0.5, 0.2, 0.4], 80, 5).Select(value => value + 3).ToArray();
        var data = EstimationData.Create(spec, y);
        Assert.True(new ArmaFilter(polynomials, data).TryEvaluate(out var sums));

        var inverse = DenseAlgebra.Covariance(polynomials, y.Length).Inverse();
        var mean = (inverse * MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(y)).Sum() / inverse.ColumnSums().Sum();
        Assert.Equal(mean, data.Offset + (data.Scale * sums.Slope), 1e-10);
    }
}
