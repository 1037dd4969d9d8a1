namespace Backtest.Core.Models.Arima;

/// <summary>
/// The Kalman filter of an ARIMA process in Harvey's form, with missing values (Gardner, Harvey and Phillips, 1980;
/// Durbin and Koopman, Time Series Analysis by State Space Methods, 2nd ed., sections 3.4 and 4.10). The state is the
/// ARMA part followed by the last values; those start diffuse, with R's prior variance of a million.
/// </summary>
internal sealed class KalmanFilter
{
    private const double DiffuseVariance = 1e6;

    // An innovation of so large a variance only settles the diffuse part, and counts for nothing, as in R.
    private const double LargestCounted = 1e4;

    private readonly double[] _phi;
    private readonly double[] _theta;
    private readonly double[] _delta;
    private readonly int _arma;
    private readonly int _length;
    private readonly double[] _mean;
    private readonly double[] _previousMean;
    private readonly double[] _covariance;
    private readonly double[] _work;
    private readonly double[] _column;

    /// <summary>Starts before the first value.</summary>
    /// <param name="polynomials">The ARMA part.</param>
    /// <param name="partial">Partial autocorrelations of its Phi.</param>
    /// <param name="delta">Differencing; empty for a series that is differenced already.</param>
    public KalmanFilter(LagPolynomials polynomials, ReadOnlySpan<double> partial, double[] delta)
        : this(polynomials, delta)
    {
        Span<double> column = new double[_arma];
        ArmaCovariance.FirstColumn(polynomials, partial, column);
        var stationary = ArmaCovariance.State(Padded(polynomials), column);
        for (var i = 0; i < _arma; i++)
        {
            stationary.AsSpan(i * _arma, _arma).CopyTo(_covariance.AsSpan(i * _length));
        }

        for (var i = _arma; i < _length; i++)
        {
            _covariance[(i * _length) + i] = DiffuseVariance;
        }
    }

    /// <summary>Goes on from a state.</summary>
    public KalmanFilter(LagPolynomials polynomials, double[] delta, ArimaState state)
        : this(polynomials, delta)
    {
        state.Mean.CopyTo(_mean, 0);
        state.Covariance.CopyTo(_covariance, 0);
        Steps = state.Length;
    }

    private KalmanFilter(LagPolynomials polynomials, double[] delta)
    {
        (_phi, _theta) = Padded(polynomials);
        _delta = delta;
        _arma = polynomials.StateLength;
        _length = _arma + delta.Length;
        _mean = new double[_length];
        _previousMean = new double[_length];
        _covariance = new double[_length * _length];
        _work = new double[_length * _length];
        _column = new double[_length];
    }

    /// <summary>Number of steps so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Number of innovations that count.</summary>
    public int Counted { get; private set; }

    /// <summary>Sum of the counted innovations' squares over their variances.</summary>
    public double SumOfSquares { get; private set; }

    /// <summary>Sum of the logarithms of the counted innovations' variances.</summary>
    public double SumOfLogs { get; private set; }

    /// <summary>The state now.</summary>
    public ArimaState State => new(Steps, (double[])_mean.Clone(), (double[])_covariance.Clone());

    /// <summary>Moves one step on and takes in a value.</summary>
    /// <param name="value">The value; NaN where it is missing.</param>
    /// <returns>The standardised innovation; NaN where the value is missing.</returns>
    public double Step(double value)
    {
        if (Steps > 0)
        {
            Predict();
        }

        Steps++;
        var (mean, variance) = Observation();
        if (double.IsNaN(value))
        {
            return double.NaN;
        }

        var innovation = value - mean;
        if (variance < LargestCounted)
        {
            Counted++;
            SumOfSquares += innovation * innovation / variance;
            SumOfLogs += Math.Log(variance);
        }

        for (var i = 0; i < _length; i++)
        {
            _mean[i] += _column[i] * innovation / variance;
            for (var j = 0; j < _length; j++)
            {
                _covariance[(i * _length) + j] -= _column[i] * _column[j] / variance;
            }
        }

        return innovation / Math.Sqrt(variance);
    }

    /// <summary>Moves one step on without a value.</summary>
    /// <returns>Mean and variance of that step's value, the latter in units of the innovations' variance.</returns>
    public (double Mean, double Variance) Forecast()
    {
        Predict();
        Steps++;
        return Observation();
    }

    // y = Z a with Z = (1, 0, ..., 0, delta); its variance Z P Z', and the column P Z' for the gain.
    private (double Mean, double Variance) Observation()
    {
        for (var i = 0; i < _length; i++)
        {
            var row = _covariance.AsSpan(i * _length, _length);
            _column[i] = row[0];
            for (var j = 0; j < _delta.Length; j++)
            {
                _column[i] += _delta[j] * row[_arma + j];
            }
        }

        var (mean, variance) = (_mean[0], _column[0]);
        for (var j = 0; j < _delta.Length; j++)
        {
            mean += _delta[j] * _mean[_arma + j];
            variance += _delta[j] * _column[_arma + j];
        }

        return (mean, variance);
    }

    // a = T a and P = T P T' + R R'; T only shifts, but for its first column and the row of the newest value.
    private void Predict()
    {
        _mean.CopyTo(_previousMean, 0);
        Transition(_previousMean, 1, _mean, 1);
        for (var column = 0; column < _length; column++)
        {
            Transition(_covariance.AsSpan(column), _length, _work.AsSpan(column), _length);
        }

        for (var row = 0; row < _length; row++)
        {
            Transition(_work.AsSpan(row * _length), 1, _covariance.AsSpan(row * _length), 1);
        }

        for (var i = 0; i < _arma; i++)
        {
            for (var j = 0; j < _arma; j++)
            {
                _covariance[(i * _length) + j] += Disturbance(i) * Disturbance(j);
            }
        }
    }

    private void Transition(ReadOnlySpan<double> from, int fromStride, Span<double> to, int toStride)
    {
        for (var i = 0; i < _arma; i++)
        {
            to[i * toStride] = (_phi[i] * from[0]) + (i + 1 < _arma ? from[(i + 1) * fromStride] : 0);
        }

        if (_delta.Length == 0)
        {
            return;
        }

        var newest = from[0];
        for (var j = 0; j < _delta.Length; j++)
        {
            newest += _delta[j] * from[(_arma + j) * fromStride];
        }

        for (var j = _delta.Length - 1; j > 0; j--)
        {
            to[(_arma + j) * toStride] = from[(_arma + j - 1) * fromStride];
        }

        to[_arma * toStride] = newest;
    }

    private double Disturbance(int i) => i == 0 ? 1 : _theta[i - 1];

    private static LagPolynomials Padded(LagPolynomials polynomials)
    {
        var phi = new double[polynomials.StateLength];
        var theta = new double[polynomials.StateLength - 1];
        polynomials.Phi.CopyTo(phi, 0);
        polynomials.Theta.CopyTo(theta, 0);
        return new LagPolynomials(phi, theta);
    }
}
