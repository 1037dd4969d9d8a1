namespace Backtest.Core.Numerics;

/// <summary>
/// Functions made of additions, multiplications and divisions alone, whose bits are therefore the same on every
/// machine; <see cref="Math"/> calls the C library of the platform, and those differ in the last bits.
/// </summary>
internal static class PortableMath
{
    /// <summary>ln x for normal x above zero; relative error below 1e-15.</summary>
    /// <remarks>
    /// With x = 2^e m and m between the root of 1/2 and that of 2: ln x = e ln 2 + 2 artanh z, z = (m - 1) / (m + 1), by the
    /// series of artanh up to z^23, whose remainder is below 1e-18 as |z| &lt; 0.172.
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
}
