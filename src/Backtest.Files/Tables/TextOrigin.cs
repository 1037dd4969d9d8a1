using System.Globalization;
using System.Text.RegularExpressions;
using Backtest.Core.Problems;
using Backtest.Core.Series.Csv;

namespace Backtest.Files.Tables;

/// <summary>The kind of file that a text was extracted from, which decides how messages name its lines.</summary>
/// <param name="Sheet">Name of the sheet; null if there is none.</param>
/// <param name="HasRows">Whether its lines are rows of a table rather than lines of text.</param>
/// <param name="HeaderRows">Lines of the text above its first row of data that are no rows in the file.</param>
public sealed partial record TextOrigin(string? Sheet, bool HasRows, int HeaderRows)
{
    /// <summary>Text as it was sent.</summary>
    internal static TextOrigin Text { get; } = new(null, false, 0);

    /// <summary>A columnar file, whose names of columns are the first line.</summary>
    internal static TextOrigin Columns { get; } = new(null, true, 1);

    /// <summary>Whether the reader was given text that was written here, with commas between its cells.</summary>
    public bool IsWritten => HasRows;

    /// <summary>What the file is, for its reader; null if that is text in an encoding.</summary>
    public string? Form => Sheet is not null ? $"workbook, sheet '{Sheet}'" : HasRows ? "Parquet" : null;

    /// <summary>A sheet, whose row n is line n.</summary>
    internal static TextOrigin Of(string sheet) => new(sheet, true, 0);

    /// <summary>A problem of the text as one of the file.</summary>
    public InputProblem Translate(InputProblem problem) => HasRows ? problem with { Where = Place(problem.Where) } : problem;

    /// <summary>A reading of the text as one of the file.</summary>
    public FileContent Translate(FileContent content) => !HasRows ? content : new FileContent(
        content.Reading with
        {
            Encoding = Form!,
            Separator = "none",
            HeaderLine = content.Reading.HeaderLine is { } line && line > HeaderRows ? line - HeaderRows : null,
            FirstLine = content.Reading.FirstLine - HeaderRows,
            LastLine = content.Reading.LastLine - HeaderRows,
            LeftOut = [.. content.Reading.LeftOut.Select(
                lines => lines with { First = lines.First - HeaderRows, Last = lines.Last - HeaderRows })],
            Notes = [.. content.Reading.Notes.Select(WithRows)],
        },
        [.. content.Series.Select(series => series with { Notes = series.Notes?.Select(WithRows).ToList() })],
        content.Problem is { } problem ? Translate(problem) : null)
    {
        Refused = [.. content.Refused.Select(series => series with { Problem = Translate(series.Problem) })],
    };

    /// <summary>A row by the number of its line.</summary>
    internal string Row(long line) => Place(string.Create(CultureInfo.InvariantCulture, $"line {line}"))!;

    private string? Place(string? where)
    {
        var rows = where is null ? null : WithRows(where);
        return Sheet is null ? rows : rows is null ? $"sheet '{Sheet}'" : $"sheet '{Sheet}', {rows}";
    }

    private string WithRows(string text) => Lines().Replace(text, match => Rows(match.ValueSpan, match.Groups));

    private string Rows(ReadOnlySpan<char> text, GroupCollection numbers)
    {
        var (first, isStart) = (int.Parse(numbers[1].ValueSpan, CultureInfo.InvariantCulture) - HeaderRows, text[0] == 'L');
        if (first < 1)
        {
            return isStart ? "Names of columns" : "names of columns";
        }

        var several = text[4] == 's' ? "s" : "";
        var last = numbers[3].Success ? string.Create(
            CultureInfo.InvariantCulture,
            $"{numbers[2].ValueSpan}{int.Parse(numbers[3].ValueSpan, CultureInfo.InvariantCulture) - HeaderRows}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{(isStart ? "Row" : "row")}{several} {first}{last}");
    }

    [GeneratedRegex(@"(?<!')\b[Ll]ines? (\d{1,9})(?:( to | and |-|–)(\d{1,9}))?\b", RegexOptions.CultureInvariant)]
    private static partial Regex Lines();
}
