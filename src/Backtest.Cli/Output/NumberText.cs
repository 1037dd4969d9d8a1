using System.Globalization;

namespace Backtest.Cli.Output;

/// <summary>Numbers as the tables show them.</summary>
internal static class NumberText
{
    public static string Show(double value) => Math.Abs(value) switch
    {
        >= 1e6 or (> 0 and < 1e-3) => value.ToString("0.###e0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };
}
