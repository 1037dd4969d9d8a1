using System.Globalization;
using System.Text.Json;
using Backtest.Core.Series.Csv;
using Backtest.Core.Series.Csv.Roles;
using Backtest.Core.Text;
using Spectre.Console;

namespace Backtest.Commands.Output;

/// <summary>How a file was read: its form, its columns with their first cells, and the guesses.</summary>
internal static class ReadingText
{
    private const int ShownRows = 3;

    public static void Write(IAnsiConsole console, string file, FileReading reading)
    {
        console.MarkupLineInterpolated($"[bold]{file}[/]: {Form(reading)}");
        var table = new Table().Border(TableBorder.Simple).AddColumn("column").AddColumn("read as").AddColumn("written as");
        var shown = Math.Min(ShownRows, reading.FirstRows.Count);
        for (var row = 0; row < shown; row++)
        {
            table.AddColumn(row == 0 ? "first rows" : "");
        }

        for (var column = 0; column < reading.Columns.Count; column++)
        {
            var (name, kind, role, format) = reading.Columns[column];
            string[] cells = [name, RoleText(kind, role), FormatText(format), .. reading.FirstRows.Take(shown)
                .Select(row => column < row.Count ? row[column] : "")];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        console.Write(table);
        foreach (var note in reading.Notes)
        {
            console.MarkupLineInterpolated($"[grey]{note}[/]");
        }
    }

    private static string Form(FileReading reading)
    {
        var separator = reading.Separator switch
        {
            "none" => "",
            "tab" or "space" => $", {reading.Separator}s between cells",
            var mark => $", '{mark}' between cells",
        };
        var hasNames = reading.Columns.Index().Any(column => column.Item.Name != (column.Index + 1).ToString(CultureInfo.InvariantCulture));
        var header = reading.HeaderLine is { } line ? $", header on line {line}" : hasNames ? "" : ", no header";
        var lines = reading.HeaderLine is null && hasNames ? "" : $" on lines {reading.FirstLine} to {reading.LastLine}";
        return string.Create(CultureInfo.InvariantCulture, $"{reading.Encoding}{separator}{header}, {Counted.Of(reading.Rows, "row")}{lines}");
    }

    private static string FormatText(string? format) => format switch
    {
        "." => "decimal point",
        "," => "decimal comma",
        _ => format ?? "",
    };

    private static string RoleText(CsvColumnKind kind, ColumnRole role) => role switch
    {
        ColumnRole.LeftOut => $"not read ({JsonSerializer.SerializeToElement(kind).GetString()})",
        ColumnRole.PastCovariate => "covariate, known up to the forecast",
        ColumnRole.FutureCovariate => "covariate, known ahead",
        _ => JsonSerializer.SerializeToElement(role).GetString()!,
    };
}
