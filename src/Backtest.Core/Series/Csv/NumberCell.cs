using System.Globalization;
using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>A cell as a number. An empty cell or <c>NA</c> is a missing value; NaN and infinities are refused.</summary>
internal static class NumberCell
{
    public static bool IsMissing(string cell) => cell.Length == 0 || cell.Equals("NA", StringComparison.OrdinalIgnoreCase);

    public static bool LooksNumeric(string cell, bool decimalComma) => TryParse(cell, decimalComma, out _);

    public static double Parse(CsvTable table, int row, int column)
    {
        var cell = table.Rows[row][column];
        if (IsMissing(cell))
        {
            return double.NaN;
        }

        if (!TryParse(cell, table.DecimalComma, out var value))
        {
            var shown = cell.Length <= 40 ? cell : cell[..40] + "...";
            throw new InputException(
                $"'{shown}' is not a number.",
                table.Where(row, column),
                "Write a number such as 1234.5, or leave the cell empty for a missing value.");
        }

        return double.IsFinite(value)
            ? value
            : throw new InputException(
                $"'{cell}' is not a finite number.",
                table.Where(row, column),
                "Leave the cell empty for a missing value.");
    }

    private static bool TryParse(string cell, bool decimalComma, out double value)
    {
        var text = decimalComma && !cell.Contains('.') ? cell.Replace(',', '.') : cell;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
