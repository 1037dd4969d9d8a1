using MathNet.Numerics.Distributions;

namespace Backtest.Core.Models.Intervals;

/// <summary>
/// Intervals of a combination: quantiles of the linear pool of its members' distributions, which is their mixture (Stone, 1961,
/// Annals of Mathematical Statistics 32, 1339-1342; Genest and Zidek, 1986, Statistical Science 1, 114-135). If the members disagree,
/// the pool is wider than each of them.
/// </summary>
/// <remarks>
/// A member's distribution is the two-piece normal one with its point forecast and its bounds at the level. So that no member determines
/// the pool's tails alone despite a small weight, its reach is limited to <see cref="Reach"/> times the members' median half-width
/// (trimmed opinion pools: Jose, Grushka-Cockayne and Lichtendahl, 2014, Management Science 60, 463-475). Members treat their form and
/// parameters as known, although both were estimated from n values, so half-widths h steps ahead grow by the square root of
/// 1 + (<see cref="Estimation"/> + <see cref="EstimationByGrowth"/> (r - 1)) / n, where r is the ratio of the variance h steps ahead to
/// that of the first step, from 1 to h. For noise, r is 1. For a random walk it is h, and the error of an estimated trend adds
/// up from step to step: that of the drift alone would make the second term h / n.
/// </remarks>
internal static class LinearPool
{
    /// <summary>
    /// Limit, in median half-widths, of the distance of a member's point forecast from the combined one, and of its bounds from its own.
    /// </summary>
    private const double Reach = 3;

    /// <summary>Number of values' worth of variance that the errors of estimated parameters add at every step.</summary>
    private const double Estimation = 4.5;

    /// <summary>The same in addition for growth of the variance by that of one step ahead.</summary>
    private const double EstimationByGrowth = 2;

    // Half the bits of a double; bounds need no more.
    private const int Halvings = 40;

    /// <summary>The pool's mean.</summary>
    /// <param name="points">Point forecasts by member, at least one member.</param>
    /// <param name="weights">Weights of the members, which sum to 1.</param>
    public static double[] Mean(IReadOnlyList<IReadOnlyList<double>> points, IReadOnlyList<double> weights)
    {
        // Relative to the first member, so that the mean of equal forecasts is exact.
        var mean = points[0].ToArray();
        for (var k = 1; k < points.Count; k++)
        {
            for (var h = 0; h < mean.Length; h++)
            {
                mean[h] += weights[k] * (points[k][h] - points[0][h]);
            }
        }

        return mean;
    }

    /// <summary>The pool's central interval of one level.</summary>
    /// <param name="centre">Combined point forecasts, which the interval contains.</param>
    /// <param name="members">The members, at least one of them with an interval.</param>
    /// <param name="count">Number of values that the members were fitted to; null to keep their half-widths.</param>
    public static PredictionInterval Of(double[] centre, IReadOnlyList<PoolMember> members, int? count = null)
    {
        IReadOnlyList<PredictionInterval> known = [.. members.Select(member => member.Interval).OfType<PredictionInterval>()];
        var level = known[0].Level;
        var (below, above) = (new double[centre.Length], new double[centre.Length]);
        var pieces = new Piece[members.Count];
        for (var h = 0; h < centre.Length; h++)
        {
            var halfWidth = MedianHalfWidth(known, h);
            for (var k = 0; k < pieces.Length; k++)
            {
                pieces[k] = Piece.Of(members[k], h, centre[h], halfWidth, level);
            }

            below[h] = Math.Max(0, centre[h] - Quantile(pieces, (1 - level) / 2));
            above[h] = Math.Max(0, Quantile(pieces, (1 + level) / 2) - centre[h]);
        }

        double Growth(int h)
        {
            var ratio = (below[h] + above[h]) / (below[0] + above[0]);
            var variances = ratio > 1 ? Math.Min(ratio * ratio, h + 1) : 1;
            return count is { } n ? Math.Sqrt(1 + ((Estimation + (EstimationByGrowth * (variances - 1))) / Math.Max(1, n))) : 1;
        }

        return new PredictionInterval(
            level,
            [.. centre.Select((value, h) => value - (Growth(h) * below[h]))],
            [.. centre.Select((value, h) => value + (Growth(h) * above[h]))]);
    }

    private static double MedianHalfWidth(IReadOnlyList<PredictionInterval> intervals, int h)
    {
        var widths = intervals.Select(interval => (interval.Upper[h] - interval.Lower[h]) / 2).Order().ToArray();
        return (widths[(widths.Length - 1) / 2] + widths[widths.Length / 2]) / 2;
    }

    // By bisection of a range that contains it.
    private static double Quantile(Piece[] pieces, double probability)
    {
        var z = -Normal.InvCDF(0, 1, Math.Min(probability, 1 - probability));
        var low = pieces.Min(piece => piece.Point - (z * piece.Below));
        var high = pieces.Max(piece => piece.Point + (z * piece.Above));
        for (var k = 0; k < Halvings; k++)
        {
            var middle = low + ((high - low) / 2);
            var below = 0.0;
            foreach (var piece in pieces)
            {
                below += piece.Weight * piece.ProbabilityBelow(middle);
            }

            (low, high) = below < probability ? (middle, high) : (low, middle);
        }

        return low + ((high - low) / 2);
    }

    // A two-piece normal distribution with its point as the median; deviations of 0 mean certainty.
    private readonly record struct Piece(double Weight, double Point, double Below, double Above)
    {
        public static Piece Of(PoolMember member, int h, double centre, double halfWidth, double level)
        {
            var z = GaussianIntervals.Quantile(level);
            var point = member.Point[h];
            var reach = Reach * halfWidth;
            return new Piece(
                member.Weight,
                Math.Clamp(point, centre - reach, centre + reach),
                (member.Interval is { } below ? Math.Clamp(point - below.Lower[h], 0, reach) : halfWidth) / z,
                (member.Interval is { } above ? Math.Clamp(above.Upper[h] - point, 0, reach) : halfWidth) / z);
        }

        public double ProbabilityBelow(double value)
        {
            var deviation = value < Point ? Below : Above;
            return deviation > 0 ? Normal.CDF(Point, deviation, value) : value < Point ? 0 : 1;
        }
    }
}
