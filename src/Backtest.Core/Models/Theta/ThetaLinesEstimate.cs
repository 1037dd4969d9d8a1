using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Theta;

/// <summary>Least squares estimates of a Theta model of two lines.</summary>
/// <remarks>
/// Bounds are those of the paper's R package forecTheta: alpha from 0.1 to 0.99, theta at least 1. Given alpha, the errors are linear in
/// the initial level and in the line's weight, so regression gives both and the search has a single variable. With a dynamic line, errors
/// count from the third value on, as in the package. Gaps are interpolated, and have no error.
/// </remarks>
/// <param name="Alpha">Smoothing parameter.</param>
/// <param name="Weight">Weight of the line, 1 - 1 / theta.</param>
/// <param name="InitialLevel">Level before the first value.</param>
/// <param name="Intercept">The line's value one step before the first value; 0 if it is dynamic.</param>
/// <param name="Slope">The line's slope; 0 if it is dynamic.</param>
/// <param name="Sigma2">Sum of squared errors over their number minus that of the parameters.</param>
internal sealed record ThetaLinesEstimate(
    double Alpha, double Weight, double InitialLevel, double Intercept, double Slope, double Sigma2)
{
    private const double Least = 0.1;
    private const double Most = 0.99;
    private const int Steps = 40;
    private const int Sections = 30;

    /// <summary>With a smaller determinant, relative to the product of the diagonal, weight and initial level are not identified.</summary>
    private const double Singular = 1e-10;

    /// <summary>Computes the estimates.</summary>
    /// <param name="series">Values of the order of 1, NaN where missing, enough of them known.</param>
    /// <param name="form">Any form except the standard one.</param>
    public static ThetaLinesEstimate Of(double[] series, ThetaForm form)
    {
        var isDynamic = form != ThetaForm.OTM;
        var first = isDynamic ? Array.FindIndex(series, value => !double.IsNaN(value)) : 0;
        var isKnown = Array.ConvertAll(series[first..], value => !double.IsNaN(value));
        var filled = MissingValues.Interpolate(series, out _)[first..];
        var (intercept, slope) = isDynamic ? (0, 0) : LeastSquaresLine.Through(series);
        var problem = new Problem(filled, isKnown, isDynamic, form == ThetaForm.DSTM, intercept - slope, slope);

        // The best point of a grid, refined between its neighbours by golden sections.
        double At(int step) => Least + ((Most - Least) * step / Steps);
        var best = Enumerable.Range(0, Steps + 1).MinBy(step => problem.Solve(At(step)).Squares);
        var between = GoldenSection.Minimum(
            alpha => problem.Solve(alpha).Squares, At(Math.Max(0, best - 1)), At(Math.Min(Steps, best + 1)), Sections);
        var (found, ofGrid) = (problem.Solve(between), problem.Solve(At(best)));
        found = ofGrid.Squares <= found.Squares ? ofGrid : found;

        var errors = isKnown.Skip(problem.FirstError).Count(known => known);
        return new ThetaLinesEstimate(
            found.Alpha,
            found.Weight,
            found.InitialLevel,
            intercept - slope,
            slope,
            found.Squares / (errors - (form == ThetaForm.DSTM ? 2 : 3)));
    }

    private readonly record struct Solution(double Alpha, double Weight, double InitialLevel, double Squares);

    private sealed record Problem(double[] Series, bool[] IsKnown, bool IsDynamic, bool HasFixedWeight, double Intercept, double Slope)
    {
        public int FirstError => IsDynamic ? 2 : 0;

        // With an initial level of 0, the rest of a value is the initial level times its share, plus the weight times the trend.
        public Solution Solve(double alpha)
        {
            var lines = new ThetaLines(alpha, IsDynamic) { Intercept = Intercept, Slope = Slope };
            double shares = 0, mixed = 0, trends = 0, byShare = 0, byTrend = 0, total = 0;
            for (var t = 0; t < Series.Length; t++)
            {
                if (IsKnown[t] && t >= FirstError)
                {
                    var (rest, share, trend) = (Series[t] - lines.Level, lines.Power, lines.Trend);
                    shares += share * share;
                    mixed += share * trend;
                    trends += trend * trend;
                    byShare += share * rest;
                    byTrend += trend * rest;
                    total += rest * rest;
                }

                lines.Advance(Series[t]);
            }

            var determinant = (shares * trends) - (mixed * mixed);
            var weight = HasFixedWeight || !(determinant > Singular * shares * trends)
                ? 0.5
                : Math.Clamp(((shares * byTrend) - (mixed * byShare)) / determinant, 0, 1);
            var level = (byShare - (weight * mixed)) / shares;
            var squares = total + (level * ((level * shares) - (2 * byShare))) + (weight * ((weight * trends) - (2 * byTrend)))
                + (2 * level * weight * mixed);
            return new Solution(alpha, weight, level, Math.Max(0, squares));
        }
    }
}
