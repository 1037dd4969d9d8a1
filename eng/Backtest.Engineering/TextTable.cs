namespace Backtest.Engineering;

/// <summary>Tables as aligned text.</summary>
public static class TextTable
{
    /// <summary>Writes a table as wide as its cells need to the console.</summary>
    /// <param name="headings">One for each column; a heading that starts with a space has its column aligned to the right.</param>
    /// <param name="rows">The cells of each row.</param>
    public static void Write(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows) =>
        Console.Write(Format(headings, rows));

    /// <summary>The lines of such a table.</summary>
    public static string Format(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var names = headings.Select(heading => heading.Trim()).ToList();
        var widths = names.Select((name, column) => rows.Select(row => row[column].Length).Append(name.Length).Max()).ToList();
        string Line(IReadOnlyList<string> cells) => string.Join("   ", cells.Select((cell, column) =>
            headings[column].StartsWith(' ') ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd();

        var lines = rows.Select(Line).Prepend(new string('-', widths.Sum() + (3 * (widths.Count - 1)))).Prepend(Line(names));
        return string.Concat(lines.Select(line => line + Environment.NewLine));
    }
}
