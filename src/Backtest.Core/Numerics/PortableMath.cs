namespace Backtest.Core.Numerics;

/// <summary>
/// Functions that use only addition, multiplication and division, so they have the same bits on every machine.
/// <see cref="Math"/> calls the C library of the platform, whose last bits vary.
/// </summary>
internal static class PortableMath
{
    /// <summary>ln x for normal x above zero; relative error below 1e-15.</summary>
    /// <remarks>
    /// x = 2^e m with m between the roots of 1/2 and 2: ln x = e ln 2 + 2 artanh z, z = (m - 1) / (m + 1), by the series of
    /// artanh up to z^23, whose remainder is below 1e-18 as |z| &lt; 0.172.
    /// </remarks>
    public static double Log(double x)
    {
        var exponent = Math.ILogB(x);
        var m = Math.ScaleB(x, -exponent);
        if (m > 1.4142135623730951)
        {
            m /= 2;
            exponent++;
        }

        var z = (m - 1) / (m + 1);
        var square = z * z;
        var series = 0.0;
        for (var power = 23; power > 1; power -= 2)
        {
            series = square * (series + (1.0 / power));
        }

        return (exponent * 0.69314718055994531) + (2 * z * (1 + series));
    }

    /// <summary>e^x; relative error below 1e-15 where the result is a normal number.</summary>
    /// <remarks>
    /// x = n ln 2 + r with |r| at most ln 2 / 2: 2^n times the Taylor polynomial of e^r of degree 13, whose remainder is below
    /// 5e-18.
    /// </remarks>
    public static double Exp(double x)
    {
        if (!(Math.Abs(x) < 800))
        {
            return double.IsNaN(x) ? x : x > 0 ? double.PositiveInfinity : 0;
        }

        // ln 2 in two parts, the first short enough that n times it is exact.
        var n = (int)Math.Round(x / 0.69314718055994531);
        var r = x - (n * 0.6931471803691238) - (n * 1.9082149292705877e-10);
        var series = 1.0;
        for (var power = 13; power > 0; power--)
        {
            series = 1 + (r / power * series);
        }

        return Math.ScaleB(series, n);
    }

    /// <summary>cos(pi x) for x in [0, 1]; absolute error below 1e-15.</summary>
    /// <remarks>sin y with y = pi (1/2 - x), by the Taylor polynomial of degree 21, whose remainder is below 2e-18.</remarks>
    public static double CosineOfPi(double x)
    {
        var y = Math.PI * (0.5 - x);
        var series = 1.0;
        for (var power = 21; power > 1; power -= 2)
        {
            series = 1 - (y * y / (power * (power - 1)) * series);
        }

        return y * series;
    }
}
