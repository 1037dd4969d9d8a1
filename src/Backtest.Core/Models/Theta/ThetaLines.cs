using System.Runtime.InteropServices;

namespace Backtest.Core.Models.Theta;

/// <summary>
/// The two lines of a Theta model along a series: a smoothed level, and the straight line through all values so far, which a dynamic model
/// refits at every value (Fiorucci et al., 2016, equations 8 to 14).
/// </summary>
/// <remarks>
/// With i values known, the forecast of the next one is l + w (a (1 - alpha)^i + b (1 - (1 - alpha)^{i + 1}) / alpha), where l is the
/// level, a + b t the line, and w = 1 - 1 / theta its weight. It is linear in level, line and mean.
/// </remarks>
/// <param name="alpha">Smoothing parameter of the level.</param>
/// <param name="isDynamic">Whether the line is refitted at every value.</param>
[StructLayout(LayoutKind.Auto)]
internal struct ThetaLines(double alpha, bool isDynamic)
{
    private int _count;
    private double _power = 1;

    /// <summary>Level l.</summary>
    public double Level { get; set; }

    /// <summary>Mean of the values.</summary>
    public double Mean { get; set; }

    /// <summary>The line's value at time 0, one step before the first value.</summary>
    public double Intercept { get; set; }

    /// <summary>The line's slope.</summary>
    public double Slope { get; set; }

    /// <summary>The contribution of a line with weight 1 to the forecast of the next value.</summary>
    public readonly double Trend => (Intercept * _power) + (Slope * (1 - (_power * (1 - alpha))) / alpha);

    /// <summary>(1 - alpha)^i: the share of the initial level in the current one.</summary>
    public readonly double Power => _power;

    /// <summary>Advances by a value.</summary>
    public void Advance(double value)
    {
        Level += alpha * (value - Level);
        if (isDynamic)
        {
            // A single value does not determine a slope.
            Slope = _count == 0 ? 0 : (((_count - 1) * Slope) + (6 * (value - Mean) / (_count + 1))) / (_count + 2);
            Mean += (value - Mean) / (_count + 1);
            Intercept = Mean - (Slope * (_count + 2) / 2);
        }

        _count++;
        _power *= 1 - alpha;
    }
}
