using System.Globalization;

namespace Backtest.Core.Series.Cells;

/// <summary>Reads digits with an optional sign, point and exponent, whose meaning is clear except for the point.</summary>
internal static class PlainNumber
{
    // Up to this many digits, a whole number divided by a power of ten gives the nearest double (Clinger, 1990).
    private const int ExactDigits = 15;

    private static readonly double[] Powers = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">The cell, as UTF-8.</param>
    /// <param name="value">Its value with a decimal point.</param>
    /// <param name="hasPoint">Whether it has a point.</param>
    /// <param name="mayBeGroup">Whether the point may separate thousands: one to three digits precede it and three follow.</param>
    /// <returns>Whether the cell is such a number, and finite.</returns>
    public static bool TryParse(ReadOnlySpan<byte> cell, out double value, out bool hasPoint, out bool mayBeGroup)
    {
        (value, hasPoint, mayBeGroup) = (0, false, false);
        var isNegative = !cell.IsEmpty && cell[0] == '-';
        var digits = isNegative || (!cell.IsEmpty && cell[0] == '+') ? cell[1..] : cell;
        var (mantissa, point) = (0L, -1);
        for (var k = 0; k < digits.Length; k++)
        {
            var digit = (uint)digits[k] - '0';
            if (digit <= 9)
            {
                mantissa = k <= ExactDigits ? (10 * mantissa) + digit : mantissa;
            }
            else if (digits[k] == '.' && point < 0)
            {
                point = k;
            }
            else
            {
                return TryParseOther(cell, digits, point, ref value, ref hasPoint);
            }
        }

        var count = digits.Length - (point >= 0 ? 1 : 0);
        if (count == 0)
        {
            return false;
        }

        hasPoint = point >= 0;
        mayBeGroup = point is >= 1 and <= 3 && digits.Length - point == 4 && digits[0] != '0';
        if (count > ExactDigits)
        {
            return double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        }

        value = point < 0 ? mantissa : mantissa / Powers[digits.Length - point - 1];
        value = isNegative ? -value : value;
        return true;
    }

    // With an exponent, the point is the decimal mark.
    private static bool TryParseOther(ReadOnlySpan<byte> cell, ReadOnlySpan<byte> digits, int point, ref double value, ref bool hasPoint)
    {
        hasPoint = point >= 0;
        return digits.IndexOfAny((byte)'e', (byte)'E') > 0
            && char.IsAsciiDigit((char)digits[0])
            && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
