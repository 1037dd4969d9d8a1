using System.Text;

namespace Backtest.FuzzTests.Dialects;

/// <summary>
/// The text format of a table: separators, quotes, ends of lines, text around the table, and the encoding.
/// </summary>
internal sealed record TextDialect(string Separator, bool IsQuoted, bool IsChinese)
{
    public static TextDialect Of(Random random, NumberDialect numbers, bool chinese)
    {
        // If the comma is a decimal mark and the point separates thousands, the comma does not separate cells.
        var separator = numbers.DecimalComma && (numbers.Group == "." || random.Next(4) > 0)
            ? ";\t|"[random.Next(3)]
            : ",;\t"[random.Next(3)];
        return new TextDialect(separator.ToString(), random.Next(4) == 0, chinese);
    }

    /// <summary>The file of a table.</summary>
    public byte[] Write(Random random, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var trailing = random.Next(8) == 0 ? Separator : "";
        var lines = new List<string>();
        if (random.Next(6) == 0)
        {
            lines.Add(random.Next(3) switch { 0 => "# source: test", 1 => "Monthly report", _ => "Category: All categories" });
            lines.Add("");
        }

        lines.AddRange(rows.Prepend(header).Select(row => string.Join(Separator, row.Select(Cell)) + trailing));
        if (random.Next(8) == 0)
        {
            lines.Add("");
            lines.Add(random.Next(2) == 0 ? "Source: test" : "* preliminary");
        }

        return Encode(random, string.Join(random.Next(3) == 0 ? "\r\n" : "\n", lines) + "\n");
    }

    private string Cell(string text) => IsQuoted || text.Contains(Separator, StringComparison.Ordinal) ? $"\"{text}\"" : text;

    private byte[] Encode(Random random, string text)
    {
        var codePages = CodePagesEncodingProvider.Instance;
        Encoding encoding = random.Next(6) switch
        {
            0 => new UTF8Encoding(true),
            1 => new UnicodeEncoding(bigEndian: random.Next(2) == 0, byteOrderMark: true),
            2 => new UnicodeEncoding(bigEndian: random.Next(2) == 0, byteOrderMark: false),
            3 or 4 =>
                IsChinese
                ? codePages.GetEncoding("GB18030")!
                : text.Any(character => character is >= '\u3400' and <= '\u9FFF' or '−')
                ? new UTF8Encoding(false)
                : codePages.GetEncoding(1252)!,
            _ => new UTF8Encoding(false),
        };
        return [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
    }
}
