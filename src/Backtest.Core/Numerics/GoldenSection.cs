namespace Backtest.Core.Numerics;

/// <summary>The minimum of a function of one variable by golden sections (Kiefer, 1953, Proceedings of the AMS 4, 502-506).</summary>
internal static class GoldenSection
{
    private const double Share = 0.6180339887498949;

    /// <summary>The minimum between the bounds; a local one if there are several.</summary>
    /// <param name="function">The function.</param>
    /// <param name="low">Lower bound.</param>
    /// <param name="high">Upper bound.</param>
    /// <param name="sections">Number of times the range shrinks, each time to 62 %.</param>
    public static double Minimum(Func<double, double> function, double low, double high, int sections)
    {
        var (left, right) = (high - (Share * (high - low)), low + (Share * (high - low)));
        var (atLeft, atRight) = (function(left), function(right));
        for (var k = 0; k < sections; k++)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Share * (high - low));
                atLeft = function(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Share * (high - low));
                atRight = function(right);
            }
        }

        return (low + high) / 2;
    }
}
