namespace Backtest.Files.Workbooks;

/// <summary>Number formats of workbooks (ECMA-376, part 1, section 18.8.30 and 18.8.31).</summary>
internal static class FormatCode
{
    /// <summary>The meaning of a format that every program knows by its number.</summary>
    public static CellFormat OfBuiltIn(int id) => id switch
    {
        >= 14 and <= 17 => CellFormat.Date,
        18 or 19 or 20 or 21 or 45 => CellFormat.Time,
        46 => CellFormat.Time | CellFormat.Elapsed,
        47 => CellFormat.Time | CellFormat.Fraction,
        22 => CellFormat.Date | CellFormat.Time,

        // Those of East Asia, where the language decides which of them shows a date and which a time.
        (>= 27 and <= 36) or (>= 50 and <= 58) => CellFormat.Date,
        _ => CellFormat.Number,
    };

    /// <summary>The meaning of a format by its text, of which the first section counts.</summary>
    public static CellFormat Of(ReadOnlySpan<char> format)
    {
        var result = CellFormat.Number;
        var hasMonthOrMinute = false;
        for (var k = 0; k < format.Length && format[k] != ';'; k++)
        {
            switch (char.ToLowerInvariant(format[k]))
            {
                // The next character is literal, or sets a width.
                case '\\' or '_' or '*':
                    k++;
                    break;
                case '"':
                    k += Math.Max(format[(k + 1)..].IndexOf('"') + 1, 0);
                    break;

                // A colour, a language or a condition; or hours, minutes or seconds that do not begin again each day.
                case '[':
                    var end = Math.Max(format[k..].IndexOf(']'), 0);
                    result |= format[k..(k + end)].TrimStart('[').Trim("hHmMsS").IsEmpty && end > 1
                        ? CellFormat.Time | CellFormat.Elapsed
                        : CellFormat.Number;
                    k += end;
                    break;
                case 'y' or 'd':
                    result |= CellFormat.Date;
                    break;
                case 'h' or 's':
                    result |= CellFormat.Time;
                    break;
                case 'm':
                    hasMonthOrMinute = true;
                    break;
                case '0' when k > 0 && format[k - 1] == '.' && result.HasFlag(CellFormat.Time):
                    result |= CellFormat.Fraction;
                    break;
                case 'g' when format[k..].StartsWith("General", StringComparison.OrdinalIgnoreCase):
                    k += "General".Length - 1;
                    break;
            }
        }

        return result == CellFormat.Number && hasMonthOrMinute ? CellFormat.Date : result;
    }
}
