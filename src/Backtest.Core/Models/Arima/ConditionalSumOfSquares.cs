namespace Backtest.Core.Models.Arima;

/// <summary>
/// The sum of squared innovations given the first values and zero innovations before them
/// (Box, Jenkins, Reinsel and Ljung, 5th ed., section 7.1.2). The first p + P m differenced values are conditioned on.
/// </summary>
internal sealed class ConditionalSumOfSquares : IEstimationCriterion
{
    private readonly double[] series;
    private readonly double[]? regressor;
    private readonly double[] innovations;
    private readonly double[] regressorInnovations;

    /// <param name="polynomials">Read at each evaluation.</param>
    /// <param name="series">The differenced series, without missing values.</param>
    /// <param name="regressor">The constant's differenced regressor, or null.</param>
    public ConditionalSumOfSquares(ArmaPolynomials polynomials, double[] series, double[]? regressor)
    {
        Polynomials = polynomials;
        this.series = series;
        this.regressor = regressor;
        innovations = new double[series.Length];
        regressorInnovations = new double[regressor?.Length ?? 0];
    }

    /// <inheritdoc/>
    public ArmaPolynomials Polynomials { get; }

    /// <inheritdoc/>
    public bool TryEvaluate(out InnovationSums sums)
    {
        var start = Polynomials.ArOrder;
        double yy = 0, xy = 0, xx = 0;
        LagRecursion.Run(Polynomials, series, innovations, start);
        if (regressor is null)
        {
            for (var t = start; t < series.Length; t++)
            {
                yy += innovations[t] * innovations[t];
            }
        }
        else
        {
            LagRecursion.Run(Polynomials, regressor, regressorInnovations, start);
            for (var t = start; t < series.Length; t++)
            {
                var (v, x) = (innovations[t], regressorInnovations[t]);
                yy += v * v;
                xy += x * v;
                xx += x * x;
            }
        }

        sums = new InnovationSums(yy, xy, xx, 0, series.Length - start);
        return double.IsFinite(yy) && double.IsFinite(xx);
    }
}
