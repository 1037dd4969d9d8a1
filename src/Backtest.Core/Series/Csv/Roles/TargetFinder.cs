using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Series.Csv.Roles;

/// <summary>Finds the column to forecast.</summary>
internal static class TargetFinder
{
    /// <summary>Finds the column.</summary>
    /// <param name="table">The table.</param>
    /// <param name="profiles">The profiles of its columns.</param>
    /// <param name="taken">Columns with other roles: times, ids, covariates and row numbers.</param>
    /// <param name="choice">The user's description of the file.</param>
    /// <exception cref="InputException">There is no candidate, or there are several.</exception>
    public static int Find(CsvTable table, ColumnProfile[] profiles, HashSet<int> taken, ColumnChoice choice)
    {
        if (choice.Target is { } target)
        {
            return ColumnNames.Find(table, target, "value column");
        }

        var left = Enumerable.Range(0, table.Columns).Where(column => !taken.Contains(column)).ToList();
        var numbers = left.FindAll(column => profiles[column].Kind == CellKind.Number);
        if (numbers.Count > 1
            && numbers.FindAll(column => table.Header is { } header && HeaderWords.IsTarget(header[column])) is [var named])
        {
            return named;
        }

        var candidates = numbers.Count > 0 ? numbers : left.FindAll(column => profiles[column].Kind == CellKind.Text);
        candidates = candidates.Count > 0 ? candidates : left;
        return candidates switch
        {
            [var only] => only,
            [] => throw new InputException(
                "The file has no column of values.", $"line {table.Line(0)}", "Add a column of numbers beside the times."),
            var several => throw new InputException(
                $"The file has {several.Count} value columns.",
                $"line {table.Line(0)}",
                $"Name the one to forecast as \"target\" in the grid: {table.ColumnNames(several)}. If each is a series of its own, "
                    + "write them one below the other in the columns unique_id, ds and y."),
        };
    }

    /// <summary>Columns of row numbers, which have no name and count up by one.</summary>
    public static IEnumerable<int> RowNumbers(CsvTable table, ColumnProfile[] profiles) => Enumerable.Range(0, table.Columns)
        .Where(column => table is { Header: { } header, Columns: > 1 }
            && HeaderWords.IsRowNumber(header[column])
            && profiles[column].IsWhole
            && CountsOn(table, column));

    private static bool CountsOn(CsvTable table, int column)
    {
        for (var row = 0; row < table.Rows; row++)
        {
            if (!long.TryParse(table.Utf8(row, column), out var number)
                || !long.TryParse(table.Utf8(0, column), out var first)
                || number != first + row)
            {
                return false;
            }
        }

        return table.Rows > 1;
    }
}
