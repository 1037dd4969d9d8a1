using System.Globalization;

namespace Backtest.Core.Text;

/// <summary>Formats counts for sentences.</summary>
public static class Counted
{
    /// <summary>The number and the noun: <c>1 window</c>, <c>9 windows</c>.</summary>
    /// <param name="count">The number.</param>
    /// <param name="one">The noun for one of them.</param>
    /// <param name="many">The noun for several; null for the singular with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");
}
