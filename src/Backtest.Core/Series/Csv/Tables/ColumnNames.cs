using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;

namespace Backtest.Core.Series.Csv.Tables;

/// <summary>Finds columns by their names.</summary>
internal static class ColumnNames
{
    /// <summary>Finds a column by its name.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">Name in the header, or number for a column without a name.</param>
    /// <param name="kind">Its intended role, for the error.</param>
    /// <exception cref="InputException">There is no such column, or there are several.</exception>
    public static int Find(CsvTable table, string name, string kind) =>
        Enumerable.Range(0, table.Columns).Where(column => table.NameOf(column) == name).ToList() switch
        {
            [var column] => column,
            [] => throw new InputException(
                $"There is no {kind} named '{CellText.Shown(name)}'.",
                $"line {table.HeaderLine ?? 1}",
                $"Name one of: {table.ColumnNames(Enumerable.Range(0, table.Columns))}."),
            var several => throw new InputException(
                $"{several.Count} columns are named '{CellText.Shown(name)}'.",
                $"line {table.HeaderLine ?? 1}",
                "Give every column a name of its own."),
        };
}
