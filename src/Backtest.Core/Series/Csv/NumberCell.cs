using System.Globalization;
using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>Cells as numbers. An empty cell or <c>NA</c> is a missing value; NaN and infinities are refused.</summary>
internal static class NumberCell
{
    public static bool IsMissing(string cell) => cell.Length == 0 || cell.Equals("NA", StringComparison.OrdinalIgnoreCase);

    public static bool LooksNumeric(string cell, bool decimalComma) => TryParse(cell, decimalComma, out _);

    /// <summary>Reads a column of numbers.</summary>
    /// <exception cref="InputException">
    /// A cell is no finite number; or some cells have a decimal comma and others a point, so that one of the two
    /// separates thousands.
    /// </exception>
    public static double[] ParseColumn(CsvTable table, int column)
    {
        var values = new double[table.Rows];
        int? withComma = null, withPoint = null;
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = Parse(table, row, column);
            if (!table.DecimalComma)
            {
                continue;
            }

            var cell = table.Cell(row, column);
            withComma ??= cell.Contains(',') ? row : null;
            withPoint ??= cell.Contains('.') ? row : null;
            if (withComma is { } comma && withPoint is { } point)
            {
                throw new InputException(
                    $"'{CellText.Shown(table.Cell(point, column))}' has a decimal point and '{CellText.Shown(table.Cell(comma, column))}' a decimal comma.",
                    table.Where(row, column),
                    "Write the whole column with one decimal mark, and thousands without a separator.");
            }
        }

        return values;
    }

    private static double Parse(CsvTable table, int row, int column)
    {
        var cell = table.Cell(row, column);
        if (IsMissing(cell))
        {
            return double.NaN;
        }

        if (!TryParse(cell, table.DecimalComma, out var value))
        {
            throw new InputException(
                $"'{CellText.Shown(cell)}' is not a number.",
                table.Where(row, column),
                "Write a number such as 1234.5, or leave the cell empty for a missing value.");
        }

        return double.IsFinite(value)
            ? value
            : throw new InputException(
                $"'{CellText.Shown(cell)}' is not a finite number.",
                table.Where(row, column),
                "Leave the cell empty for a missing value.");
    }

    private static bool TryParse(string cell, bool decimalComma, out double value)
    {
        var text = decimalComma && !cell.Contains('.') ? cell.Replace(',', '.') : cell;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
