using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>Finds the columns to read by their names.</summary>
internal static class ValueColumns
{
    /// <summary>The column to forecast: the one that is named, or the only one that is no covariate.</summary>
    public static int Target(CsvTable table, ColumnChoice choice, int firstValueColumn)
    {
        var columns = Enumerable.Range(firstValueColumn, table.Columns - firstValueColumn).ToList();
        if (choice.Target is { } target)
        {
            return Find(table, columns, target, "value column");
        }

        var names = choice.PastCovariates.Concat(choice.FutureCovariates).ToHashSet();
        return columns.FindAll(column => !names.Contains(table.NameOf(column))) is [var only]
            ? only
            : throw new InputException(
                $"The file has {columns.Count} value columns.",
                $"line {table.Line(0)}",
                $"Name the one to forecast as \"target\" in the grid: {Names(table, columns)}.");
    }

    /// <summary>The covariates that are chosen, read; null where none is.</summary>
    public static IReadOnlyList<Covariate>? Covariates(CsvTable table, ColumnChoice choice)
    {
        var columns = Enumerable.Range(0, table.Columns).ToList();
        var covariates = choice.PastCovariates.Select(name => Read(name, false))
            .Concat(choice.FutureCovariates.Select(name => Read(name, true)))
            .ToList();
        return covariates.Count > 0 ? covariates : null;

        Covariate Read(string name, bool isKnownAhead) =>
            new(name, NumberCell.ParseColumn(table, Find(table, columns, name, "covariate")), isKnownAhead);
    }

    private static int Find(CsvTable table, List<int> columns, string name, string kind) =>
        columns.FindAll(column => table.NameOf(column) == name) switch
        {
            [var column] => column,
            [] => throw new InputException(
                $"There is no {kind} named '{CellText.Shown(name)}'.", "line 1", $"Name one of: {Names(table, columns)}."),
            var several => throw new InputException(
                $"{several.Count} columns are named '{CellText.Shown(name)}'.", "line 1", "Give every column a name of its own."),
        };

    private static string Names(CsvTable table, IEnumerable<int> columns) => string.Join(", ", columns.Take(20).Select(table.ColumnName));
}
