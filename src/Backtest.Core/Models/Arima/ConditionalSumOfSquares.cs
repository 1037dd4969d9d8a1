namespace Backtest.Core.Models.Arima;

/// <summary>
/// The sum of squared innovations, given the first values and zero innovations before them
/// (Box, Jenkins, Reinsel and Ljung, 5th ed., section 7.1.2). It is conditional on the first p + P m differenced values.
/// </summary>
internal sealed class ConditionalSumOfSquares : IEstimationCriterion
{
    private readonly double[] _series;
    private readonly double[]? _regressor;
    private readonly double[] _innovations;
    private readonly double[] _regressorInnovations;

    /// <param name="polynomials">The coefficients, read at each evaluation.</param>
    /// <param name="series">The differenced series, without missing values.</param>
    /// <param name="regressor">The constant's differenced regressor, or null.</param>
    public ConditionalSumOfSquares(ArmaPolynomials polynomials, double[] series, double[]? regressor)
    {
        Polynomials = polynomials;
        _series = series;
        _regressor = regressor;
        _innovations = new double[series.Length];
        _regressorInnovations = new double[regressor?.Length ?? 0];
    }

    /// <inheritdoc/>
    public ArmaPolynomials Polynomials { get; }

    /// <inheritdoc/>
    public bool TryEvaluate(out InnovationSums sums)
    {
        var start = Polynomials.ArOrder;
        double yy = 0, xy = 0, xx = 0;
        LagRecursion.Run(Polynomials, _series, _innovations, start);
        if (_regressor is null)
        {
            for (var t = start; t < _series.Length; t++)
            {
                yy += _innovations[t] * _innovations[t];
            }
        }
        else
        {
            LagRecursion.Run(Polynomials, _regressor, _regressorInnovations, start);
            for (var t = start; t < _series.Length; t++)
            {
                var (v, x) = (_innovations[t], _regressorInnovations[t]);
                yy += v * v;
                xy += x * v;
                xx += x * x;
            }
        }

        sums = new InnovationSums(yy, xy, xx, 0, _series.Length - start);
        return double.IsFinite(yy) && double.IsFinite(xx);
    }
}
