using Backtest.Core.Models.Arima;

namespace Backtest.Core.Tests.Models.Arima;

/// <summary>Seeded series whose process is known.</summary>
internal static class Simulation
{
    public static double[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }

    /// <summary>An ARIMA series with unit innovations, after a run-in.</summary>
    /// <param name="spec">Orders.</param>
    /// <param name="coefficients">phi, theta, Phi, Theta.</param>
    /// <param name="count">Length.</param>
    /// <param name="seed">Seed.</param>
    public static double[] Arima(ArimaSpec spec, double[] coefficients, int count, int seed)
    {
        const int RunIn = 300;
        var polynomials = Polynomials(spec, coefficients);
        var e = Noise(count + RunIn, seed);
        var w = new double[e.Length];
        for (var t = 0; t < w.Length; t++)
        {
            w[t] = e[t];
            foreach (var lag in polynomials.ArLags.Where(lag => lag <= t))
            {
                w[t] += polynomials.Phi[lag - 1] * w[t - lag];
            }

            foreach (var lag in polynomials.MaLags.Where(lag => lag <= t))
            {
                w[t] += polynomials.Theta[lag - 1] * e[t - lag];
            }
        }

        var delta = DifferenceOperator.Weights(spec);
        var y = w[RunIn..];
        for (var t = 0; t < y.Length; t++)
        {
            for (var k = 1; k <= Math.Min(t, delta.Length); k++)
            {
                y[t] += delta[k - 1] * y[t - k];
            }
        }

        return y;
    }

    public static ArmaPolynomials Polynomials(ArimaSpec spec, double[] coefficients)
    {
        var polynomials = new ArmaPolynomials(spec);
        polynomials.Expand(coefficients);
        return polynomials;
    }

    /// <summary>Coefficients with partial autocorrelations (and their analogues of the moving averages) of at most 0.9.</summary>
    public static double[] RandomCoefficients(ArimaSpec spec, Random random)
    {
        double[] Block(int order, int sign)
        {
            var block = Enumerable.Range(0, order).Select(_ => 1.8 * (random.NextDouble() - 0.5)).ToArray();
            PartialAutocorrelation.ToCoefficients(block);
            return [.. block.Select(value => sign * value)];
        }

        return [.. Block(spec.P, 1), .. Block(spec.Q, -1), .. Block(spec.SeasonalP, 1), .. Block(spec.SeasonalQ, -1)];
    }
}
