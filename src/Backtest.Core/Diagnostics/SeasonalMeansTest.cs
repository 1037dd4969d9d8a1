using MathNet.Numerics;

namespace Backtest.Core.Diagnostics;

/// <summary>
/// A series minus its centred moving average over one season, and a test whether its seasonal means differ: the likelihood
/// ratio against a single mean, with a distribution that allows for autocorrelated noise.
/// </summary>
/// <param name="series">Values in time order, none missing.</param>
internal sealed class SeasonalMeansTest(double[] series)
{
    // The moving average removes variance at all frequencies except those of the season, most of all from a random walk. That
    // inflates the statistic by up to about this factor.
    private const double Inflation = 1.5;

    private readonly double[] _sums = CumulativeSums(series);

    /// <summary>Log probability that noise alone makes the seasonal means differ this much.</summary>
    /// <param name="length">Season length m, at least 2 and less than half of the series.</param>
    /// <param name="bound">Above this, the probability need not be precise.</param>
    public double LogProbability(int length, double bound)
    {
        var half = length / 2;
        var count = series.Length - (2 * half);
        var means = new double[length];
        var (sum, squares, phase) = (0.0, 0.0, 0);
        for (var t = half; t < series.Length - half; t++)
        {
            var value = Detrended(t, length);
            means[phase] += value;
            sum += value;
            squares += value * value;
            phase = phase + 1 == length ? 0 : phase + 1;
        }

        var between = -sum * sum / count;
        for (var k = 0; k < length; k++)
        {
            var members = ((count - 1 - k) / length) + 1;
            between += means[k] * means[k] / members;
            means[k] /= members;
        }

        var total = squares - (sum * sum / count);
        if (total <= 0)
        {
            return 0;
        }

        // A season without noise would be infinitely unlikely, and so would its multiples. Bartlett's factor corrects for few values.
        var within = Math.Max(total - between, 1e-12 * total);
        var ratio = (count - 1 - ((length + 1) / 2.0)) * Math.Log(total / within) / Inflation;
        var probability = LogTail(ratio, length - 1);
        if (probability > bound)
        {
            return probability;
        }

        var freedom = EffectiveFreedom(length, NoiseAutocorrelation(means));
        return LogTail(ratio * freedom / (length - 1), freedom);
    }

    // The value minus the moving average; a window of even length has half a value at either end.
    private double Detrended(int t, int length)
    {
        var half = length / 2;
        var window = _sums[t + half + 1] - _sums[t - half];
        if (length % 2 == 0)
        {
            window = (window + _sums[t + half] - _sums[t - half + 1]) / 2;
        }

        return series[t] - (window / length);
    }

    // At lag 1, after removing the seasonal means.
    private double NoiseAutocorrelation(double[] means)
    {
        var (length, half) = (means.Length, means.Length / 2);
        var (products, squares, previous, phase) = (0.0, 0.0, 0.0, 0);
        for (var t = half; t < series.Length - half; t++)
        {
            var noise = Detrended(t, length) - means[phase];
            products += noise * previous;
            squares += noise * noise;
            previous = noise;
            phase = phase + 1 == length ? 0 : phase + 1;
        }

        return squares > 0 ? Math.Clamp(products / squares, -0.999, 0.999) : 0;
    }

    // A sum of independent squares with variances s(j) has about the distribution of chi-squared with (sum s)^2 / sum s^2
    // degrees of freedom (Satterthwaite, 1946); here s is the spectrum of first-order autoregressive noise at j / m.
    private static double EffectiveFreedom(int length, double autocorrelation)
    {
        var (sum, squares) = (0.0, 0.0);
        for (var j = 1; j < length; j++)
        {
            var spectrum = 1 / (1 + (autocorrelation * autocorrelation) - (2 * autocorrelation * Math.Cos(2 * Math.PI * j / length)));
            sum += spectrum;
            squares += spectrum * spectrum;
        }

        return sum * sum / squares;
    }

    // Leading term of the upper incomplete gamma function (Abramowitz and Stegun, 6.5.32): the logarithm of a chi-squared
    // tail that may be too small for a number. 0 below the mean.
    private static double LogTail(double x, double degreesOfFreedom)
    {
        var (a, half) = (degreesOfFreedom / 2, x / 2);
        return half <= a
            ? 0
            : Math.Min(0, ((a - 1) * Math.Log(half)) - half - SpecialFunctions.GammaLn(a) - Math.Log(1 - ((a - 1) / half)));
    }

    private static double[] CumulativeSums(double[] series)
    {
        var sums = new double[series.Length + 1];
        for (var t = 0; t < series.Length; t++)
        {
            sums[t + 1] = sums[t] + series[t];
        }

        return sums;
    }
}
