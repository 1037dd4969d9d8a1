using System.Globalization;

namespace Backtest.Reports;

/// <summary>Formats numbers for tables and reports.</summary>
public static class NumberText
{
    /// <summary>Three digits after the point, one from 100 on, and scientific notation for very large or small numbers.</summary>
    public static string Show(double value) => Math.Abs(value) switch
    {
        >= 1e6 or (> 0 and < 1e-3) => value.ToString("0.###e0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };

    /// <summary>"p = 0.123", or "p &lt; 0.001".</summary>
    public static string PValue(double p) => p < 0.001 ? "p < 0.001" : "p = " + p.ToString("0.000", CultureInfo.InvariantCulture);
}
