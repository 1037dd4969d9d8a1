using Backtest.Core.Series.Cells;

namespace Backtest.Core.Series.Csv.Tables;

/// <summary>
/// Finds the separator of a text's cells: the mark that gives most lines the same number of cells, which are dates and numbers. It looks
/// at lines of the beginning, the middle and the end.
/// </summary>
internal static class SeparatorFinder
{
    /// <summary>Stands for no separator: each line is one cell.</summary>
    public const byte None = 0;

    /// <summary>Spaces; several in a row are one separator.</summary>
    public const byte Space = (byte)' ';

    private const byte Comma = (byte)',';
    private const byte Tab = (byte)'\t';
    private const int FirstLines = 300;
    private const int OtherLines = 100;
    private const int LongestRow = 10_000;
    private const int FewestCounts = 3;

    // Cells that are words say little about a mark.
    private const double WeightOfShape = 0.2;
    private const double Clearly = 1e-9;
    private const double NearlyAll = 0.9;

    // In order of preference among equally good ones: a comma may be a decimal mark, and spaces are part of many dates and numbers.
    private static readonly byte[] Candidates = [Tab, (byte)';', (byte)'|', Comma, None, Space];

    /// <summary>Finds the separator.</summary>
    /// <param name="text">The text, as UTF-8.</param>
    /// <param name="missing">Cells that are missing values.</param>
    public static byte Find(ReadOnlySpan<byte> text, MissingMarks missing)
    {
        var lines = Lines(text);
        var (best, most, isMarked) = (None, double.NegativeInfinity, false);
        foreach (var candidate in Candidates)
        {
            // If a mark splits nearly all lines, spaces are part of cells, such as 1/2/2020 2:00 PM.
            if (candidate == Space && isMarked)
            {
                continue;
            }

            var (score, partsNearlyAll) = Score(text, lines, candidate, missing);
            isMarked |= partsNearlyAll
                && (candidate is Tab or (byte)';' or (byte)'|' || (candidate == Comma && HoldsSpaces(text, lines, missing)));
            if (score > most + Clearly)
            {
                (best, most) = (candidate, score);
            }
        }

        return best == None && SeparatesColumns(text, lines, missing) ? Comma : best;
    }

    // A comma in a cell between spaces may be a decimal mark. It is a separator if the text between the surrounding spaces is not a
    // number, or the text between commas is a date with spaces.
    private static bool HoldsSpaces(ReadOnlySpan<byte> text, List<Range> lines, MissingMarks missing)
    {
        var count = 0;
        foreach (var line in lines)
        {
            count += Any(text[line], Space, Comma, isText: true, missing) && Any(text[line], Comma, Space, isText: false, missing) ? 1 : 0;
        }

        return count >= NearlyAll * (lines.Count - 1);

        static bool Any(ReadOnlySpan<byte> line, byte separator, byte inner, bool isText, MissingMarks missing)
        {
            foreach (var part in line.Split(separator))
            {
                var cell = line[part].Trim(Space);
                if (cell.Contains(inner) && CellKinds.Of(cell, missing) == CellKind.Text == isText)
                {
                    return true;
                }
            }

            return false;
        }
    }

    // Numbers with a comma may be two columns: if the header has a comma too, or the first number counts up.
    private static bool SeparatesColumns(ReadOnlySpan<byte> text, List<Range> lines, MissingMarks missing)
    {
        var cells = new List<(int Width, int Typed, Range Line)>();
        foreach (var line in lines)
        {
            var (width, typed) = Cells(text[line], Comma, missing);
            cells.Add((width, typed, line));
        }

        var common = cells.Where(line => line.Width > 1).CountBy(line => line.Width).OrderByDescending(pair => pair.Value).FirstOrDefault();
        if (common.Key < 2 || 2 * common.Value < lines.Count)
        {
            return false;
        }

        var rows = cells.FindAll(line => line.Width == common.Key);
        return rows.Exists(row => row.Typed == 0) || (rows.Count >= FewestCounts && CountsOn(text, rows.ConvertAll(row => row.Line)));
    }

    private static bool CountsOn(ReadOnlySpan<byte> text, List<Range> lines)
    {
        long? last = null;
        foreach (var line in lines)
        {
            var cell = text[line];
            if (!long.TryParse(cell[..cell.IndexOf(Comma)], out var number) || (last is { } before && Math.Abs(number - before) != 1))
            {
                return false;
            }

            last = number;
        }

        return true;
    }

    /// <summary>The separator that the first line declares to spreadsheets, as in <c>sep=;</c>; null if there is none.</summary>
    /// <param name="text">The text, as UTF-8.</param>
    /// <param name="length">Number of bytes of that line, including its end.</param>
    public static byte? Named(ReadOnlySpan<byte> text, out int length)
    {
        var end = text.IndexOfAny((byte)'\r', (byte)'\n');
        var line = (end < 0 ? text : text[..end]).Trim("\" "u8);
        length = end < 0 ? text.Length : end + (text[end..].StartsWith("\r\n"u8) ? 2 : 1);
        return line.Length == 5 && (line.StartsWith("sep="u8) || line.StartsWith("SEP="u8) || line.StartsWith("Sep="u8)) ? line[4] : null;
    }

    /// <summary>Replaces runs of spaces between cells by tabs.</summary>
    public static byte[] WithTabs(ReadOnlySpan<byte> text)
    {
        var result = new byte[text.Length];
        var (length, isQuoted, isPending, isStart) = (0, false, false, true);
        foreach (var character in text)
        {
            isQuoted ^= character == '"';
            if (!isQuoted && character is Space or Tab)
            {
                isPending = !isStart;
                continue;
            }

            var isEnd = character is (byte)'\r' or (byte)'\n';
            if (isPending && !isEnd)
            {
                result[length++] = Tab;
            }

            (isPending, isStart) = (false, isEnd);
            result[length++] = character;
        }

        return result[..length];
    }

    // Also returns whether nearly all lines have the same number of cells, more than one.
    private static (double Score, bool PartsNearlyAll) Score(
        ReadOnlySpan<byte> text, List<Range> lines, byte separator, MissingMarks missing)
    {
        var widths = new Dictionary<int, (int Lines, int Typed)>();
        foreach (var line in lines)
        {
            var (width, typed) = Cells(text[line], separator, missing);
            var (count, sum) = widths.GetValueOrDefault(width);
            widths[width] = (count + 1, sum + typed);
        }

        if (widths.Count == 0)
        {
            return (separator == Comma ? 0 : -1, false);
        }

        var (most, (linesOfMost, typedOfMost)) = widths.MaxBy(pair => (pair.Value.Lines, pair.Key));
        return most == 1 && separator != None
            ? (-1, false)
            : ((double)linesOfMost / lines.Count * (WeightOfShape + ((double)typedOfMost / (linesOfMost * most))), most > 1
                && linesOfMost >= NearlyAll * lines.Count);
    }

    private static (int Width, int Typed) Cells(ReadOnlySpan<byte> line, byte separator, MissingMarks missing)
    {
        var (width, typed, start, isQuoted) = (0, 0, 0, false);
        line = separator == Space ? line.Trim(Space) : line;
        for (var k = 0; k <= line.Length; k++)
        {
            if (k < line.Length && line[k] == '"')
            {
                isQuoted = !isQuoted;
            }

            if (k < line.Length && (isQuoted || separator == None || line[k] != separator))
            {
                continue;
            }

            var cell = line[start..k].Trim(" \t"u8);
            start = k + 1;
            if (separator == Space && cell.IsEmpty)
            {
                continue;
            }

            width++;
            cell = cell is [(byte)'"', .., (byte)'"'] ? cell[1..^1].Trim(Space) : cell;

            // A tab is either a separator or nothing: 9, a tab and Dec 1999 are not a date.
            typed += CellKinds.Of(cell, missing) == CellKind.Text || cell.Contains(Tab) ? 0 : 1;
        }

        return (width, typed);
    }

    private static List<Range> Lines(ReadOnlySpan<byte> text)
    {
        var lines = new List<Range>();
        Add(text, 0, FirstLines, lines);
        foreach (var part in new[] { 0.5, 0.9 })
        {
            var from = (int)(part * text.Length);
            if (lines.Count > 0 && lines[^1].End.Value < from && text[from..].IndexOf((byte)'\n') is >= 0 and var next)
            {
                Add(text, from + next + 1, OtherLines, lines);
            }
        }

        return lines;
    }

    // A quoted cell may span several lines; a mark that is not closed soon does not start a quotation.
    private static int EndOfRow(ReadOnlySpan<byte> text, int at)
    {
        var (isQuoted, firstEnd) = (false, -1);
        var most = Math.Min(text.Length, at + LongestRow);
        for (var k = at; k < most; k++)
        {
            isQuoted ^= text[k] == '"';
            if (text[k] is (byte)'\r' or (byte)'\n')
            {
                firstEnd = firstEnd < 0 ? k : firstEnd;
                if (!isQuoted)
                {
                    return k;
                }
            }
        }

        return firstEnd >= 0 ? firstEnd : text[most..].IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and var rest ? most + rest : text.Length;
    }

    private static void Add(ReadOnlySpan<byte> text, int at, int most, List<Range> lines)
    {
        for (; most > 0 && at < text.Length; most--)
        {
            var end = EndOfRow(text, at);
            if (!text[at..end].Trim(" \t"u8).IsEmpty)
            {
                lines.Add(at..end);
            }

            at = end + 1;
        }
    }
}
