using System.Globalization;
using System.Text;
using System.Xml;
using Backtest.Core.Problems;
using Backtest.Files.Archives;
using Backtest.Files.Tables;

namespace Backtest.Files.Workbooks;

/// <summary>
/// Reads the cells of a sheet: numbers, dates by their number formats, booleans as 1 and 0, errors and anything else as text.
/// </summary>
/// <param name="workbook">The workbook.</param>
/// <param name="texts">The texts that its cells share.</param>
/// <param name="origin">What to call the sheet.</param>
/// <param name="table">What takes the cells.</param>
internal sealed class SheetReader(Workbook workbook, IReadOnlyList<string> texts, TextOrigin origin, TableText table)
{
    // Those of the format: 2^20 rows of 2^14 cells.
    private const int MaxRow = 1 << 20;
    private const int MaxColumns = 1 << 14;

    private const string DateFormat = "yyyy-MM-dd";
    private const string TimeFormat = "HH:mm:ss.FFF";

    // Above it, not all whole numbers are doubles, and none are written out.
    private const double LargestWhole = 1L << 53;

    private static readonly char[] Letters = [.. Enumerable.Range('A', 26).Select(letter => (char)letter)];

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _value = new();
    private int _row;
    private int _column;

    /// <summary>Number of ranges of merged cells that reach over several rows.</summary>
    public int TallMerges { get; private set; }

    /// <summary>Reads a sheet.</summary>
    /// <param name="reader">Its part.</param>
    /// <exception cref="InputException">A cell is damaged or has no value, or the table passes a limit.</exception>
    public void Read(XmlReader reader)
    {
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (reader.LocalName)
            {
                case "row":
                    BeginRow(reader.GetAttribute("r"));
                    break;
                case "c":
                    ReadCell(reader);
                    break;
                case "mergeCell":
                    TallMerges += IsTall(reader.GetAttribute("ref")) ? 1 : 0;
                    break;
            }
        }
    }

    // Such as A2:A7.
    private static bool IsTall(string? range) =>
        range?.Split(':') is [var from, var to] && from.TrimStart(Letters) != to.TrimStart(Letters);

    private void BeginRow(string? number)
    {
        var row = _row + 1;
        if (number is not null
            && !(int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out row) && row > _row && row <= MaxRow))
        {
            throw PackageParts.Damaged();
        }

        (_row, _column) = (row, -1);
        table.BeginRow(row);
    }

    private void ReadCell(XmlReader reader)
    {
        _column = reader.GetAttribute("r") is { } reference ? ColumnOf(reference) : _column + 1;
        var type = reader.GetAttribute("t");
        var style = reader.GetAttribute("s");
        if (reader.IsEmptyElement)
        {
            return;
        }

        var depth = reader.Depth;
        var (isFormula, isValue) = (false, false);
        string? inline = null;
        _value.Clear();
        while (reader.Read() && reader.Depth > depth)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName == "f":
                    isFormula = true;
                    break;
                case XmlNodeType.Element when reader.LocalName == "is":
                    inline = CellTexts.Read(reader, _text);
                    break;
                case XmlNodeType.Element or XmlNodeType.EndElement when reader.LocalName == "v":
                    isValue = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when isValue:
                    _value.Append(reader.Value);
                    break;
            }
        }

        if (inline is not null || _value.Length > 0)
        {
            Add(inline ?? _value.ToString(), type, style);
        }
        else if (isFormula && type != "str")
        {
            throw new InputException(
                "The formula in the cell has no stored value.",
                Place(),
                "Open the workbook in a spreadsheet program, which computes its formulas, and save it.");
        }
    }

    private void Add(string value, string? type, string? style)
    {
        switch (type)
        {
            case "s":
                table.AddText(_column, int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    && index < texts.Count ? texts[index] : throw PackageParts.Damaged());
                break;
            case "inlineStr":
                table.AddText(_column, value);
                break;
            case "str":
                table.AddText(_column, CellTexts.Unescape(value));
                break;
            case "b":
                table.AddNumber(_column, value is "1" or "true" ? 1 : 0);
                break;
            case "e":
                table.AddText(_column, value);
                break;
            case "d":
                AddIsoDate(value);
                break;
            default:
                if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
                {
                    throw PackageParts.Damaged();
                }

                AddNumber(number, workbook.FormatOf(style));
                break;
        }
    }

    private void AddNumber(double number, CellFormat format)
    {
        if (format == CellFormat.Number)
        {
            if (number == Math.Floor(number) && Math.Abs(number) <= LargestWhole)
            {
                table.AddNumber(_column, (long)number);
            }
            else
            {
                table.AddNumber(_column, number);
            }

            return;
        }

        var time = SerialDate.ToTime(number, workbook.Is1904, toSecond: !format.HasFlag(CellFormat.Fraction))
            ?? throw new InputException(
                string.Create(CultureInfo.InvariantCulture, $"The cell is formatted as a date, but {number} is not a valid date."),
                Place(),
                "Enter a date, or format the cell as a number.");
        if (format.HasFlag(CellFormat.Elapsed))
        {
            var elapsed = TimeSpan.FromSeconds(Math.Round(number * 86_400, 3));
            table.AddTime(_column, string.Create(CultureInfo.InvariantCulture, $"{(int)elapsed.TotalHours:00}:{elapsed:mm\\:ss\\.FFF}")
                .TrimEnd('.'));
        }
        else if (number < 1)
        {
            table.AddTime(_column, time.ToString(TimeFormat, CultureInfo.InvariantCulture));
        }
        else
        {
            var hasTime = format.HasFlag(CellFormat.Time) || time.TimeOfDay != TimeSpan.Zero;
            table.AddTime(_column, time.ToString(hasTime ? $"{DateFormat} {TimeFormat}" : DateFormat, CultureInfo.InvariantCulture));
        }
    }

    // A time of its own, which ISO 8601 writes with a T.
    private void AddIsoDate(string value)
    {
        if (!DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time))
        {
            throw PackageParts.Damaged();
        }

        table.AddTime(_column, time.ToString(value.Contains(':', StringComparison.Ordinal)
            ? $"{DateFormat} {TimeFormat}K"
            : DateFormat, CultureInfo.InvariantCulture));
    }

    private int ColumnOf(string reference)
    {
        var column = 0;
        var k = 0;
        for (; k < reference.Length && char.IsAsciiLetterUpper(reference[k]) && column <= MaxColumns; k++)
        {
            column = (column * 26) + (reference[k] - 'A' + 1);
        }

        var isRight = column is > 0 and <= MaxColumns && column - 1 > _column
            && int.TryParse(reference.AsSpan(k), NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row == _row;
        return isRight ? column - 1 : throw PackageParts.Damaged();
    }

    private string Place()
    {
        var name = "";
        for (var left = _column + 1; left > 0; left = (left - 1) / 26)
        {
            name = (char)('A' + ((left - 1) % 26)) + name;
        }

        return $"{origin.Row(_row)}, cell {name}{_row}";
    }

}
