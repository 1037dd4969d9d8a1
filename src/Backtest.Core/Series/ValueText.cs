using System.Globalization;

namespace Backtest.Core.Series;

/// <summary>
/// Formats values of a series and its forecasts for display: with as many decimals as the data, but enough for three significant digits of
/// the largest value. Data with more than four decimals were computed rather than measured, so four significant digits are
/// enough.
/// </summary>
public sealed class ValueText
{
    private const int MostDecimalsOfData = 4;
    private const int FewestSignificant = 3;
    private const int MostSignificant = 4;
    private const int MostDecimals = 9;

    // From here on, a double has no more digits to show, so a power of ten is easier to read.
    private const double Large = 1e15;
    private const double Small = 1e-6;

    // From here on, commas separate thousands.
    private const double Grouped = 1e4;

    private ValueText(int? decimals) => Decimals = decimals;

    /// <summary>Number of decimals; null if values are shown with a power of ten.</summary>
    public int? Decimals { get; }

    /// <summary>The format of a series' values.</summary>
    public static ValueText Of(TimeSeries series) => Of(series.Values);

    /// <summary>The format of some values; missing ones are NaN.</summary>
    public static ValueText Of(ReadOnlySpan<double> values)
    {
        var (largest, decimals) = (0.0, 0);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                largest = Math.Max(largest, Math.Abs(value));
                decimals = decimals > MostDecimalsOfData ? decimals : Math.Max(decimals, DecimalsOf(value));
            }
        }

        if (largest is >= Large or (> 0 and < Small))
        {
            return new ValueText(null);
        }

        var power = largest > 0 ? (int)Math.Floor(Math.Log10(largest)) : 0;
        var least = Math.Max(0, FewestSignificant - 1 - power);
        return new ValueText(Math.Min(
            MostDecimals, decimals > MostDecimalsOfData ? Math.Max(0, MostSignificant - 1 - power) : Math.Max(least, decimals)));
    }

    /// <summary>A value as text.</summary>
    public string Show(double value)
    {
        if (Decimals is not { } decimals || Math.Abs(value) >= Large)
        {
            return value.ToString("0.###e0", CultureInfo.InvariantCulture);
        }

        // Without the sign of a negative number that rounds to 0.
        var format = (Math.Abs(value) >= Grouped ? "N" : "F") + decimals.ToString(CultureInfo.InvariantCulture);
        var text = value.ToString(format, CultureInfo.InvariantCulture);
        return text.StartsWith('-') && text.AsSpan(1).IndexOfAnyExcept("0.") < 0 ? text[1..] : text;
    }

    // One more than the limit if the value has more decimals.
    private static int DecimalsOf(double value)
    {
        for (var decimals = 0; decimals <= MostDecimalsOfData; decimals++)
        {
            if (Math.Round(value, decimals) == value)
            {
                return decimals;
            }
        }

        return MostDecimalsOfData + 1;
    }
}
