using System.Globalization;
using System.Text;

namespace Backtest.Files.Workbooks;

/// <summary>Rows of a sheet as XML.</summary>
internal static class WorkbookRow
{
    /// <summary>Most characters of a cell.</summary>
    public const int MostCharacters = 32_767;

    // Before it the calendar of workbooks is not that of the world.
    private static readonly DateTime FirstDate = new(1900, 3, 1);

    /// <summary>Appends a row.</summary>
    /// <param name="text">What to append to.</param>
    /// <param name="number">Number of the row, from 1.</param>
    /// <param name="cells">Its cells: texts, numbers, times or null.</param>
    /// <param name="style">Style of its texts.</param>
    public static void Append(StringBuilder text, int number, IReadOnlyList<object?> cells, int style)
    {
        text.Append(CultureInfo.InvariantCulture, $"<row r=\"{number}\">");
        for (var column = 0; column < cells.Count; column++)
        {
            if (cells[column] is { } cell)
            {
                text.Append("<c r=\"").Append(ColumnName(column)).Append(CultureInfo.InvariantCulture, $"{number}\"");
                AppendCell(text, cell, style);
                text.Append("</c>");
            }
        }

        text.Append("</row>");
    }

    private static void AppendCell(StringBuilder text, object cell, int style)
    {
        switch (cell)
        {
            case DateTimeOffset { DateTime: var time } when time >= FirstDate:
                var days = (time - DateTime.UnixEpoch).Ticks / (double)TimeSpan.TicksPerDay;
                AppendNumber(
                    text,
                    time.TimeOfDay == TimeSpan.Zero ? WorkbookParts.DateStyle : WorkbookParts.TimeStyle,
                    (days + SerialDate.OfUnixEpoch).ToString(CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset early:
                AppendText(text, style, early.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
                break;
            case double number when !double.IsFinite(number):
                AppendText(text, style, number.ToString(CultureInfo.InvariantCulture));
                break;
            case string written:
                AppendText(text, style, written);
                break;
            case IFormattable number:
                AppendNumber(text, 0, number.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                throw new ArgumentException($"A cell cannot hold a {cell.GetType()}.", nameof(cell));
        }
    }

    private static void AppendNumber(StringBuilder text, int style, string number) =>
        text.Append(CultureInfo.InvariantCulture, $" s=\"{style}\"><v>{number}</v>");

    private static void AppendText(StringBuilder text, int style, string content)
    {
        text.Append(CultureInfo.InvariantCulture, $" t=\"inlineStr\" s=\"{style}\"><is><t xml:space=\"preserve\">");
        Escape(text, content.Length > MostCharacters ? string.Concat(content.AsSpan(0, MostCharacters - 1), "…") : content);
        text.Append("</t></is>");
    }

    // What XML cannot hold stands as _xHHHH_, and so does the underscore of a text that looks like it.
    private static void Escape(StringBuilder text, string content)
    {
        for (var k = 0; k < content.Length; k++)
        {
            var character = content[k];
            if (char.IsHighSurrogate(character) && k + 1 < content.Length && char.IsLowSurrogate(content[k + 1]))
            {
                text.Append(character).Append(content[++k]);
                continue;
            }

            _ = character switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '>' => text.Append("&gt;"),
                '_' when k + 6 < content.Length && content[k + 1] == 'x' && content[k + 6] == '_' => Coded(text, character),
                '\t' or '\n' => text.Append(character),
                < ' ' or '\uFFFE' or '\uFFFF' => Coded(text, character),
                _ when char.IsSurrogate(character) => Coded(text, character),
                _ => text.Append(character),
            };
        }
    }

    private static StringBuilder Coded(StringBuilder text, char character) =>
        text.Append(CultureInfo.InvariantCulture, $"_x{(int)character:X4}_");

    // A to Z, AA to ZZ, AAA to XFD.
    private static string ColumnName(int column)
    {
        var name = "";
        for (var left = column + 1; left > 0; left = (left - 1) / 26)
        {
            name = (char)('A' + ((left - 1) % 26)) + name;
        }

        return name;
    }
}
