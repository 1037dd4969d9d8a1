namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>Moments of level and trend, times the factors of a season's errors so far.</summary>
/// <param name="Level">Mean of the level.</param>
/// <param name="Trend">Mean of the trend.</param>
/// <param name="LevelVariance">Variance of the level.</param>
/// <param name="Covariance">Covariance of level and trend.</param>
/// <param name="TrendVariance">Variance of the trend.</param>
internal readonly record struct ProductMoments(double Level, double Trend, double LevelVariance, double Covariance, double TrendVariance)
{
    /// <summary>Mean and variance of q = l + phi b.</summary>
    public (double Mean, double Variance) Prediction(double phi) =>
        (Level + (phi * Trend), LevelVariance + (2 * phi * Covariance) + (phi * phi * TrendVariance));

    /// <summary>
    /// Moments after a step with the normal relative error e: of (1 + c e) (q (1 + alpha e), d + beta q e), where d = phi b.
    /// </summary>
    /// <param name="parameters">Smoothing parameters.</param>
    /// <param name="c">Gamma if the error updates the season in question, otherwise 0.</param>
    /// <param name="sigma2">Variance of e; its fourth moment is 3 sigma^4.</param>
    public ProductMoments Next(SmoothingParameters parameters, double c, double sigma2)
    {
        var (alpha, beta, _, phi) = parameters;
        var (q, qVariance) = Prediction(phi);
        var d = phi * Trend;
        var qdCovariance = phi * (Covariance + (phi * TrendVariance));
        var dVariance = phi * phi * TrendVariance;
        var (qq, qd, dd) = (qVariance + (q * q), qdCovariance + (q * d), dVariance + (d * d));

        // The level is q (1 + (alpha + c) e + alpha c e^2), the trend d + (c d + beta q) e + beta c q e^2.
        var level = q + (alpha * c * sigma2 * q);
        var trend = d + (beta * c * sigma2 * q);
        var fourth = 3 * sigma2 * sigma2;
        var levelGain = qq * ((((alpha + c) * (alpha + c)) + (2 * alpha * c)) * sigma2 + (alpha * alpha * c * c * fourth));
        var crossGain = (qd * ((2 * alpha) + c) * c * sigma2) + (qq * beta * (((alpha + (2 * c)) * sigma2) + (alpha * c * c * fourth)));
        var trendGain = (dd * c * c * sigma2) + (4 * qd * beta * c * sigma2) + (qq * beta * beta * (sigma2 + (c * c * fourth)));
        return new ProductMoments(
            level,
            trend,
            qVariance + levelGain - ((level - q) * (level + q)),
            qdCovariance + crossGain - ((level * trend) - (q * d)),
            dVariance + trendGain - ((trend - d) * (trend + d)));
    }
}
