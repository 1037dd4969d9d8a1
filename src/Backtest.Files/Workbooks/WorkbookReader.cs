using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Files.Archives;
using Backtest.Files.Tables;

namespace Backtest.Files.Workbooks;

/// <summary>Reads a sheet of a workbook in the format of Office Open XML, <c>.xlsx</c>.</summary>
internal static class WorkbookReader
{
    // The markup around a cell takes several times the size of the cell in CSV.
    private const int MarkupRatio = 8;

    private const int NamedSheets = 20;

    /// <summary>Reads a sheet.</summary>
    /// <param name="content">The file.</param>
    /// <param name="sheetName">Name of the sheet; null for the first one that is shown.</param>
    /// <param name="limits">How much to accept.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">The workbook is damaged or too large, or has no such sheet, or nothing in it.</exception>
    public static ExtractedText Read(ReadOnlyMemory<byte> content, string? sheetName, CsvLimits limits, CancellationToken cancellationToken)
    {
        using var archive = PackageParts.OpenArchive(content);
        var parts = new PackageParts(archive, MarkupRatio * limits.MaxBytes, cancellationToken);
        var workbook = Workbook.Read(parts);
        var sheet = Choose(workbook.Sheets, sheetName);
        var texts = workbook.Texts is { } path ? CellTexts.ReadShared(parts, path, limits.MaxBytes) : [];
        var origin = TextOrigin.Of(sheet.Name);
        var table = new TableText(origin, limits, cancellationToken);
        var reader = new SheetReader(workbook, texts, origin, table);
        if (!WorkbookXml.Read(parts, sheet.Path, reader.Read))
        {
            throw PackageParts.Damaged();
        }

        if (table.IsEmpty)
        {
            throw new InputException("The sheet is empty.", $"sheet '{sheet.Name}'", workbook.Sheets.Count > 1
                ? Right(workbook.Sheets)
                : "Put the table into it.");
        }

        var notes = new List<string>();
        if (workbook.Sheets.Count > 1 && sheetName is null)
        {
            notes.Add(
                $"The sheet '{sheet.Name}', the first of {workbook.Sheets.Count}, was read; set \"sheet\" in the grid's columns to "
                    + $"read another: {Names(workbook.Sheets)}.");
        }

        if (reader.TallMerges > 0)
        {
            notes.Add("Some cells are merged across rows; their value counts for the first row only.");
        }

        return table.ToText(notes);
    }

    private static Sheet Choose(IReadOnlyList<Sheet> sheets, string? name) => name is null
        ? sheets.FirstOrDefault(sheet => !sheet.IsHidden)
            ?? (sheets.Count > 0 ? sheets[0] : null)
            ?? throw new InputException("The workbook has no worksheet.", null, "Add a worksheet with the table.")
        : sheets.FirstOrDefault(sheet => sheet.Name == name)
            ?? sheets.FirstOrDefault(sheet => sheet.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InputException($"The workbook has no sheet '{name}'.", "columns.sheet", Right(sheets));

    private static string Right(IReadOnlyList<Sheet> sheets) =>
        $"Name one of its sheets as \"sheet\" in the grid's columns: {Names(sheets)}.";

    private static string Names(IReadOnlyList<Sheet> sheets) =>
        string.Join(", ", sheets.Take(NamedSheets).Select(sheet => $"'{sheet.Name}'")) + (sheets.Count > NamedSheets ? ", ..." : "");
}
