namespace Backtest.Core.Models.Arima;

/// <summary>
/// Sums over the innovations v_t of variance sigma^2 F_t, with which the regression on the constant and sigma^2 are concentrated out of
/// the likelihood (Harvey, 1989, sections 3.4.1 and 4.2.4).
/// </summary>
/// <param name="Yy">Sum of v_t^2 / F_t over the series' own innovations.</param>
/// <param name="Xy">The same sum of products with the innovations of the constant's regressor; 0 without one.</param>
/// <param name="Xx">The same sum of squares of the regressor's innovations; 0 without one.</param>
/// <param name="LogDeterminant">Sum of ln F_t.</param>
/// <param name="Count">Number of innovations in the sums.</param>
internal readonly record struct InnovationSums(double Yy, double Xy, double Xx, double LogDeterminant, int Count)
{
    /// <summary>The generalised-least-squares coefficient of the regressor; 0 without one.</summary>
    public double Slope => Xx > 0 ? Xy / Xx : 0;

    /// <summary>S, the sum of squares with the best coefficient.</summary>
    public double SumOfSquares => Xx > 0 ? Yy - (Xy * Xy / Xx) : Yy;

    /// <summary>
    /// Half of the concentrated -2 ln L / n without its constants, (ln(S / n) + sum of ln F_t / n) / 2; infinite if undefined.
    /// </summary>
    public double Objective
    {
        get
        {
            var value = 0.5 * (Math.Log(SumOfSquares / Count) + (LogDeterminant / Count));
            return double.IsFinite(value) ? value : double.PositiveInfinity;
        }
    }
}
