namespace Backtest.Core.Models.Arima;

/// <summary>
/// Sum of squared one-step errors, given the first values and with the innovations before them zero (Box, Jenkins,
/// Reinsel and Ljung, Time Series Analysis, 5th ed., section 7.1.2). A missing value contributes nothing.
/// </summary>
/// <param name="values">The differenced series, missing values NaN.</param>
/// <param name="conditioned">Number of first values that are given: the degree of Phi.</param>
internal sealed class ConditionalSumOfSquares(double[] values, int conditioned)
{
    private readonly double[] _errors = new double[values.Length];

    /// <summary>The mean squared error; infinite where there is none.</summary>
    public double Evaluate(LagPolynomials polynomials, double mean)
    {
        var (phi, theta) = polynomials;
        var (sum, count) = (0.0, 0);
        for (var t = conditioned; t < values.Length; t++)
        {
            var error = values[t] - mean;
            for (var i = 0; i < phi.Length; i++)
            {
                error -= phi[i] * (values[t - 1 - i] - mean);
            }

            for (var j = 0; j < Math.Min(theta.Length, t - conditioned); j++)
            {
                error -= theta[j] * _errors[t - 1 - j];
            }

            if (double.IsNaN(error))
            {
                _errors[t] = 0;
            }
            else
            {
                _errors[t] = error;
                sum += error * error;
                count++;
            }
        }

        return count > 0 && double.IsFinite(sum) ? sum / count : double.PositiveInfinity;
    }
}
