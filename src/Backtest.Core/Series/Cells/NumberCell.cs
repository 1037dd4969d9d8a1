using System.Globalization;
using System.Text;

namespace Backtest.Core.Series.Cells;

/// <summary>Reads a cell as a number: first its digits and marks, whatever they mean, then its value.</summary>
internal static class NumberCell
{
    /// <summary>Longest cell that is a number, in bytes.</summary>
    public const int Longest = 64;

    private const string Percent = "%";

    // Signs and codes of currencies, and percent signs, before or after a number.
    private static readonly byte[][] Units =
    [
        .. new[]
        {
            Percent,
                "％",
                "‰",
                "US$",
                "HK$",
                "NT$",
                "R$",
                "A$",
                "C$",
                "S$",
                "$",
                "€",
                "£",
                "¥",
                "￥",
                "₹",
                "₽",
                "₩",
                "₺",
                "₪",
                "฿",
                "₫",
                "₱",
                "₴",
                "₦",
                "₡",
                "EUR",
                "USD",
                "GBP",
                "JPY",
                "CNY",
            "RMB",
                "INR",
                "AUD",
                "CAD",
                "NZD",
                "CHF",
                "SEK",
                "NOK",
                "DKK",
                "PLN",
                "CZK",
                "HUF",
                "BRL",
                "MXN",
                "ZAR",
                "TRY",
                "RUB",
                "KRW",
                "SGD",
                "HKD",
                "SFr.",
                "Fr.",
                "Rs.",
                "Rs",
                "Rp",
                "RM",
                "zł",
                "kr.",
                "kr",
            "Kč", "Ft", "lei", "元", "円", "원", "TL", "руб.", "р.",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>A unit by its number in <see cref="TryScan"/>.</summary>
    public static string Unit(int unit) => Encoding.UTF8.GetString(Units[unit - 1]);

    /// <summary>Whether a unit is percent or permille, which changes what the number means.</summary>
    public static bool IsShare(int unit) => unit is >= 1 and <= 3;

    /// <summary>Whether a cell is a number in any notation.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> cell)
    {
        Span<byte> digits = stackalloc byte[Longest];
        return TryScan(cell, digits, out _, out _, out _);
    }

    /// <summary>Extracts the digits and marks of a cell.</summary>
    /// <param name="cell">The cell, as UTF-8.</param>
    /// <param name="digits">
    /// Receives the sign, the digits with points and commas, and an exponent; at least <see cref="Longest"/> bytes.
    /// </param>
    /// <param name="length">Number of bytes in <paramref name="digits"/>.</param>
    /// <param name="marks">What the marks tell about the notation.</param>
    /// <param name="unit">Number of the unit, from 1; 0 for none.</param>
    /// <returns>Whether the cell is a number.</returns>
    public static bool TryScan(ReadOnlySpan<byte> cell, Span<byte> digits, out int length, out NumberMarks marks, out int unit)
    {
        (length, marks, unit) = (0, NumberMarks.None, 0);
        if (cell.Length is 0 or > Longest)
        {
            return false;
        }

        var isNegative = false;
        if (cell is [(byte)'(', .., (byte)')'])
        {
            cell = cell[1..^1];
            isNegative = true;
        }

        var hasSign = TakeSign(ref cell, ref isNegative);
        TakeUnitBefore(ref cell, ref unit);
        hasSign |= !hasSign && TakeSign(ref cell, ref isNegative);
        if (!TakeUnitAfter(ref cell, ref unit))
        {
            return false;
        }

        if (!hasSign && cell is [.., (byte)'-'])
        {
            cell = cell[..^1];
            isNegative = true;
            if (!TakeUnitAfter(ref cell, ref unit))
            {
                return false;
            }
        }

        if (isNegative)
        {
            digits[length++] = (byte)'-';
        }

        return TryCopy(cell, digits, ref length, out var hasOther) && TryJudge(digits[(isNegative ? 1 : 0)..length], hasOther, out marks);
    }

    /// <summary>Computes the value of digits and marks.</summary>
    /// <param name="digits">The output of <see cref="TryScan"/>, which is changed.</param>
    /// <param name="decimalComma">
    /// Whether the comma is the decimal mark and the point separates groups, or the other way round.
    /// </param>
    /// <param name="value">The value; infinite if it is too large.</param>
    public static bool TryValue(Span<byte> digits, bool decimalComma, out double value)
    {
        var (mark, group) = decimalComma ? ((byte)',', (byte)'.') : ((byte)'.', (byte)',');
        var length = 0;
        foreach (var digit in digits)
        {
            if (digit != group)
            {
                digits[length++] = digit == mark ? (byte)'.' : digit;
            }
        }

        return double.TryParse(digits[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private static bool TakeSign(ref ReadOnlySpan<byte> cell, ref bool isNegative)
    {
        var (length, isMinus) = cell switch
        {
            [(byte)'-', ..] => (1, true),
            [(byte)'+', ..] => (1, false),
            [0xE2, 0x88, 0x92, ..] or [0xE2, 0x80, 0x93, ..] or [0xEF, 0xBC, 0x8D, ..] => (3, true),
            _ => (0, false),
        };
        cell = cell[length..].TrimStart((byte)' ');
        isNegative |= isMinus;
        return length > 0;
    }

    private static void TakeUnitBefore(ref ReadOnlySpan<byte> cell, ref int unit)
    {
        if (cell.IsEmpty || char.IsAsciiDigit((char)cell[0]) || cell[0] is (byte)'.' or (byte)',')
        {
            return;
        }

        for (var k = 0; k < Units.Length; k++)
        {
            if (cell.StartsWith(Units[k]))
            {
                cell = TrimStart(cell[Units[k].Length..]);
                unit = k + 1;
                return;
            }
        }
    }

    private static bool TakeUnitAfter(ref ReadOnlySpan<byte> cell, ref int unit)
    {
        if (cell.IsEmpty || char.IsAsciiDigit((char)cell[^1]))
        {
            return true;
        }

        for (var k = 0; k < Units.Length; k++)
        {
            if (cell.EndsWith(Units[k]))
            {
                cell = TrimEnd(cell[..^Units[k].Length]);
                unit = unit == 0 ? k + 1 : -1;
                break;
            }
        }

        return unit >= 0;
    }

    private static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> cell)
    {
        while (!cell.IsEmpty && SpaceAt(cell, 0) is > 0 and var length)
        {
            cell = cell[length..];
        }

        return cell;
    }

    private static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> cell)
    {
        while (true)
        {
            var length = cell switch
            {
                [.., (byte)' '] => 1,
                [.., 0xC2, 0xA0] => 2,
                [.., 0xE2, 0x80, 0xAF] or [.., 0xE2, 0x80, 0x89] => 3,
                _ => 0,
            };
            if (length == 0)
            {
                return cell;
            }

            cell = cell[..^length];
        }
    }

    // Including no-break spaces.
    private static int SpaceAt(ReadOnlySpan<byte> cell, int k) => cell[k..] switch
    {
        [(byte)' ', ..] => 1,
        [0xC2, 0xA0, ..] => 2,
        [0xE2, 0x80, 0xAF or 0x89 or 0x88, ..] => 3,
        _ => 0,
    };

    private static int ApostropheAt(ReadOnlySpan<byte> cell, int k) => cell[k..] switch
    {
        [(byte)'\'', ..] => 1,
        [0xE2, 0x80, 0x99, ..] => 3,
        _ => 0,
    };

    // Copies digits, points, commas and an exponent, but not other marks between groups of three digits.
    private static bool TryCopy(ReadOnlySpan<byte> cell, Span<byte> digits, ref int length, out bool hasOther)
    {
        var start = length;
        var (group, inGroup) = ((byte)0, 0);
        hasOther = false;
        for (var k = 0; k < cell.Length;)
        {
            var character = cell[k];
            if (char.IsAsciiDigit((char)character) || character is (byte)'.' or (byte)',')
            {
                var isDigit = char.IsAsciiDigit((char)character);
                if (hasOther && !isDigit && inGroup != 3)
                {
                    return false;
                }

                inGroup = isDigit ? inGroup + 1 : int.MinValue / 2;
                digits[length++] = character;
                k++;
                continue;
            }

            if (character is (byte)'e' or (byte)'E' && length > start)
            {
                digits[length++] = character;
                return TryCopyExponent(cell[(k + 1)..], digits, ref length);
            }

            var (size, kind) = SpaceAt(cell, k) is > 0 and var space ? (space, (byte)' ') : (ApostropheAt(cell, k), (byte)'\'');
            if (size == 0 || (group != 0 && group != kind) || inGroup is < 1 or > 3 || (hasOther && inGroup != 3))
            {
                return false;
            }

            (group, inGroup, hasOther) = (kind, 0, true);
            k += size;
        }

        return length > start && (!hasOther || inGroup is 3 or < 0);
    }

    private static bool TryCopyExponent(ReadOnlySpan<byte> cell, Span<byte> digits, ref int length)
    {
        if (cell is [(byte)'+' or (byte)'-', ..])
        {
            digits[length++] = cell[0];
            cell = cell[1..];
        }

        cell.CopyTo(digits[length..]);
        length += cell.Length;
        return cell.Length is >= 1 and <= 4 && cell.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    private static bool TryJudge(ReadOnlySpan<byte> digits, bool hasOther, out NumberMarks marks)
    {
        marks = hasOther ? NumberMarks.OtherIsGroup : NumberMarks.None;
        var exponent = digits.IndexOfAny((byte)'e', (byte)'E');
        var hasExponent = exponent >= 0;
        digits = hasExponent ? digits[..exponent] : digits;
        var (points, commas) = (digits.Count((byte)'.'), digits.Count((byte)','));
        if (digits.Length == points + commas)
        {
            return false;
        }

        if (points == 0 && commas == 0)
        {
            marks |= NumberMarks.Whole | (digits.Length > 3 && !hasOther ? NumberMarks.LongWithoutGroup : 0);
            return true;
        }

        if (points > 0 && commas > 0)
        {
            var isCommaLast = digits.LastIndexOf((byte)',') > digits.LastIndexOf((byte)'.');
            marks |= isCommaLast
                ? NumberMarks.CommaIsDecimal | NumberMarks.PointIsGroup
                : NumberMarks.PointIsDecimal | NumberMarks.CommaIsGroup;
            var whole = digits[..digits.LastIndexOf(isCommaLast ? (byte)',' : (byte)'.')];
            return (isCommaLast ? commas : points) == 1 && !hasOther && AreGroups(whole, isCommaLast ? (byte)'.' : (byte)',');
        }

        var mark = points > 0 ? (byte)'.' : (byte)',';
        var (isDecimal, isGroup, isEither) = points > 0
            ? (NumberMarks.PointIsDecimal, NumberMarks.PointIsGroup, NumberMarks.PointIsEither)
            : (NumberMarks.CommaIsDecimal, NumberMarks.CommaIsGroup, NumberMarks.CommaIsEither);
        if (points + commas > 1)
        {
            marks |= isGroup;
            return !hasOther && !hasExponent && AreGroups(digits, mark);
        }

        var before = digits.IndexOf(mark);
        var mayBeGroup = !hasOther && !hasExponent && before is >= 1 and <= 3 && digits.Length - before - 1 == 3 && digits[0] != '0';
        marks |= mayBeGroup ? isEither : isDecimal | (before > 3 ? NumberMarks.LongWithoutGroup : 0);
        return true;
    }

    // Groups have three digits; in India, those before the last have two.
    private static bool AreGroups(ReadOnlySpan<byte> digits, byte mark)
    {
        var last = digits.LastIndexOf(mark);
        if (last < 0 || digits.Length - last - 1 != 3)
        {
            return false;
        }

        var first = digits.IndexOf(mark);
        if (first is < 1 or > 3)
        {
            return false;
        }

        var size = 0;
        for (var k = first + 1; k < last; k = k + size + 1)
        {
            var next = digits[k..].IndexOf(mark);
            if (next is not (2 or 3) || (size != 0 && next != size))
            {
                return false;
            }

            size = next;
        }

        return size != 2 || first <= 2;
    }
}
