namespace Backtest.Core.Models.Arima;

/// <summary>
/// A function of the polynomials' current coefficients that estimation minimises: exact likelihood or conditional sum of squares.
/// </summary>
internal interface IEstimationCriterion
{
    /// <summary>The polynomials with the coefficients.</summary>
    ArmaPolynomials Polynomials { get; }

    /// <summary>Evaluates the criterion without allocating.</summary>
    /// <returns>False if it is undefined, as for a non-stationary autoregression.</returns>
    bool TryEvaluate(out InnovationSums sums);
}
