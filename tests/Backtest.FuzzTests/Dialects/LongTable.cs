using System.Globalization;

namespace Backtest.FuzzTests.Dialects;

/// <summary>A table with a row per series and time, its columns and rows in random order.</summary>
internal static class LongTable
{
    /// <summary>Writes it.</summary>
    /// <param name="random">Source of choices.</param>
    /// <param name="rows">The rows, those of each series in time order.</param>
    /// <param name="time">Writes a time; several columns are separated by a semicolon.</param>
    /// <param name="numbers">How the numbers were written.</param>
    /// <param name="chinese">Whether names and ids are Chinese.</param>
    /// <param name="inOrder">Whether the rows of each series stay in order.</param>
    /// <param name="numbered">Whether a column may number the rows.</param>
    public static byte[] Write(
        Random random,
        IReadOnlyList<WrittenRow> rows,
        Func<DateTimeOffset, string> time,
        NumberDialect numbers,
        bool chinese,
        bool inOrder = false,
        bool numbered = true)
    {
        (string Id, string Time, string Value) names = chinese
            ? ("门店", "日期", "销量")
            : random.Next(3) switch { 0 => ("unique_id", "ds", "y"), 1 => ("store", "Date", "sales"), _ => ("Ort", "Datum", "Umsatz") };
        var columns = new List<(string Name, Func<WrittenRow, int, string> Cell)>();
        var parts = time(rows[0].Time).Count(character => character == ';') + 1;
        for (var k = 0; k < parts; k++)
        {
            var part = k;
            columns.Add((k == 0 ? names.Time : "Time", (row, _) => time(row.Time).Split(';')[part]));
        }

        columns.Add((names.Value, (row, _) => row.Number));
        if (rows.Any(row => row.Id != rows[0].Id))
        {
            columns.Add((names.Id, (row, _) => row.Id));
        }

        if (numbered && random.Next(5) == 0)
        {
            columns.Add(("", (_, k) => k.ToString(CultureInfo.InvariantCulture)));
        }

        if (random.Next(6) == 0)
        {
            columns.Add(("note", (_, _) => "n"));
        }

        columns = [.. columns.OrderBy(_ => random.Next())];
        rows = random.Next(inOrder ? 2 : 4) switch
        {
            0 => rows,
            1 => [.. rows.OrderBy(row => row.Time)],
            2 => [.. rows.Reverse()],
            _ => [.. rows.OrderBy(_ => random.Next())],
        };
        return TextDialect.Of(random, numbers, chinese).Write(
            random, [.. columns.Select(column => column.Name)], rows.Select((row, k) => columns.ConvertAll(column => column.Cell(row, k))));
    }
}
