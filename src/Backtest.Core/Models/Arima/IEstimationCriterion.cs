namespace Backtest.Core.Models.Arima;

/// <summary>
/// A function of the polynomials' present coefficients that estimation minimises: exact likelihood or conditional sum of squares.
/// </summary>
internal interface IEstimationCriterion
{
    /// <summary>The polynomials from which the coefficients are read.</summary>
    ArmaPolynomials Polynomials { get; }

    /// <summary>Evaluates the criterion without allocating.</summary>
    /// <returns>False where it is undefined, as for a non-stationary autoregression.</returns>
    bool TryEvaluate(out InnovationSums sums);
}
