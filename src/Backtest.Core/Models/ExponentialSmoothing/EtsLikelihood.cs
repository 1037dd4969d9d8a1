using Backtest.Core.Numerics;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>
/// The Gaussian likelihood of a form, concentrated over the innovations' variance, and its exact gradient.
/// </summary>
/// <remarks>
/// Per observation and without constants, the negative log-likelihood is (1/2) ln (S / n) + (1/n) sum ln mu_t, where S sums the squared
/// errors. Multiplicative errors are relative to mu, and only they have the second term (Hyndman et al., 2008, chapter 5). The gradient
/// goes backwards through the recursion.
/// </remarks>
internal sealed class EtsLikelihood
{
    /// <summary>Added to the mean square of series of the order of 1: smaller errors are rounding, and perfect fits stay finite.</summary>
    public const double RoundingVariance = 1e-28;

    private readonly EtsComponents _components;
    private readonly double[] _series;
    private readonly double[] _forecast;
    private readonly double[] _base;
    private readonly double[] _seasonal;
    private readonly double[] _trend;
    private readonly double[] _season;
    private readonly double[] _seasonGradient;

    /// <summary>Prepares the likelihood of a series.</summary>
    /// <param name="components">The form.</param>
    /// <param name="series">Values of the order of 1, NaN where missing, positive if the form requires it.</param>
    /// <param name="seasonLength">Season length m of a seasonal form.</param>
    public EtsLikelihood(EtsComponents components, double[] series, int seasonLength)
    {
        _components = components;
        _series = series;
        _forecast = new double[series.Length];
        _base = new double[series.Length];
        _seasonal = new double[series.Length];
        _trend = new double[series.Length];
        _season = new double[components.IsSeasonal ? seasonLength : 1];
        _seasonGradient = new double[_season.Length];
        foreach (var value in series)
        {
            Observations += double.IsNaN(value) ? 0 : 1;
        }
    }

    /// <summary>n: number of values that are not missing.</summary>
    public int Observations { get; }

    /// <summary>S / n of the last evaluation.</summary>
    public double MeanSquare { get; private set; }

    /// <summary>Sum of ln mu_t of the last evaluation; 0 under additive errors.</summary>
    public double LogForecasts { get; private set; }

    /// <summary>The criterion to minimise; infinite if the recursion leaves the domain of the form.</summary>
    /// <param name="parameters">Smoothing parameters.</param>
    /// <param name="level">Initial level.</param>
    /// <param name="trend">Initial trend.</param>
    /// <param name="season">Initial seasonal states, that of the first value first.</param>
    public double Evaluate(SmoothingParameters parameters, double level, double trend, ReadOnlySpan<double> season)
    {
        season.CopyTo(_season);
        var recursion = new EtsRecursion(_components.Season, parameters, level, trend, _season);
        var isMultiplicative = _components.Season == EtsSeason.Multiplicative;
        var isRelative = _components.HasMultiplicativeErrors;
        double squares = 0, logarithms = 0;
        for (var t = 0; t < _series.Length; t++)
        {
            _trend[t] = recursion.Trend;
            var forecast = recursion.Predict();
            _forecast[t] = forecast;
            _base[t] = recursion.Base;
            _seasonal[t] = recursion.Seasonal;
            if (isMultiplicative && !(recursion.Base > 0 && recursion.Seasonal > 0))
            {
                return double.PositiveInfinity;
            }

            var error = _series[t] - forecast;
            if (double.IsNaN(_series[t]))
            {
                error = 0;
            }
            else if (isRelative)
            {
                if (!(forecast > 1e-300))
                {
                    return double.PositiveInfinity;
                }

                var relative = error / forecast;
                squares += relative * relative;
                logarithms += PortableMath.Log(forecast);
            }
            else
            {
                squares += error * error;
            }

            recursion.Advance(error);
        }

        MeanSquare = squares / Observations;
        LogForecasts = logarithms;
        return double.IsFinite(MeanSquare)
            ? (PortableMath.Log(MeanSquare + RoundingVariance) / 2) + (logarithms / Observations)
            : double.PositiveInfinity;
    }

    /// <summary>The criterion's derivatives at the point of the last evaluation, which was finite.</summary>
    /// <param name="parameters">Its smoothing parameters.</param>
    /// <param name="ofParameters">Receives the derivatives by alpha, beta, gamma, phi, level and trend.</param>
    /// <param name="ofSeason">Receives the derivatives by the initial seasonal states.</param>
    public void Gradient(SmoothingParameters parameters, Span<double> ofParameters, Span<double> ofSeason)
    {
        var (alpha, beta, gamma, phi) = parameters;
        var weight = 1 / (Observations * (MeanSquare + RoundingVariance));
        double byAlpha = 0, byBeta = 0, byGamma = 0, byPhi = 0, byLevel = 0, byTrend = 0;
        Array.Clear(_seasonGradient);
        var phase = (_series.Length - 1) % _season.Length;
        for (var t = _series.Length - 1; t >= 0; t--)
        {
            var (value, forecast, q, s, trend) = (_series[t], _forecast[t], _base[t], _seasonal[t], _trend[t]);
            var isMissing = double.IsNaN(value);
            var error = isMissing ? 0 : value - forecast;
            var bySeason = _seasonGradient[phase];
            var byError = 0.0;
            var byBase = byLevel;
            var bySeasonal = bySeason;
            if (_components.Season == EtsSeason.Multiplicative)
            {
                var (ofLevel, ofSeasonal) = ((alpha * byLevel) + (beta * byTrend), gamma * bySeason);
                byAlpha += byLevel * error / s;
                byBeta += byTrend * error / s;
                byGamma += bySeason * error / q;
                byError = (ofLevel / s) + (ofSeasonal / q);
                bySeasonal -= ofLevel * error / (s * s);
                byBase -= ofSeasonal * error / (q * q);
            }
            else
            {
                byAlpha += byLevel * error;
                byBeta += byTrend * error;
                byGamma += bySeason * error;
                byError = (alpha * byLevel) + (beta * byTrend) + (gamma * bySeason);
            }

            if (!isMissing)
            {
                var byForecast = -byError + (_components.HasMultiplicativeErrors
                    ? (-weight * (error / forecast) * value / (forecast * forecast)) + (1 / (Observations * forecast))
                    : -weight * error);
                var (times, plus) = _components.Season == EtsSeason.Multiplicative ? (s, q) : (1.0, 1.0);
                byBase += byForecast * times;
                bySeasonal += byForecast * plus;
            }

            byPhi += (byTrend + byBase) * trend;
            byTrend = phi * (byTrend + byBase);
            byLevel = byBase;
            _seasonGradient[phase] = bySeasonal;
            phase = phase == 0 ? _season.Length - 1 : phase - 1;
        }

        ofParameters[0] = byAlpha;
        ofParameters[1] = byBeta;
        ofParameters[2] = byGamma;
        ofParameters[3] = byPhi;
        ofParameters[4] = byLevel;
        ofParameters[5] = byTrend;
        _seasonGradient.AsSpan(0, ofSeason.Length).CopyTo(ofSeason);
    }
}
