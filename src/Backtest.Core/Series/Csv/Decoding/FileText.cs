using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;

namespace Backtest.Core.Series.Csv.Decoding;

/// <summary>The text of a file and its encoding, found from all of its bytes.</summary>
/// <param name="Utf8">The text as UTF-8 without a mark; for a UTF-8 file, a part of its bytes.</param>
/// <param name="Encoding">Name of the encoding.</param>
/// <param name="Note">The guess that was made; null if the encoding is certain.</param>
internal sealed record FileText(ReadOnlyMemory<byte> Utf8, string Encoding, string? Note)
{
    private const int MarkOfUtf8 = 3;
    private const int MarkOfUtf16 = 2;
    private const int FirstPart = 4096;
    private const int MuchMore = 4;

    private static readonly UnicodeEncoding StrictUtf16 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);

    private static readonly UnicodeEncoding StrictUtf16BigEndian = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a file.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="encoding">Name of the encoding; null to find it.</param>
    /// <exception cref="InputException">It is not text in a known encoding, or could be text in two encodings.</exception>
    public static FileText Of(ReadOnlyMemory<byte> bytes, string? encoding)
    {
        var text = encoding is null ? Find(bytes) : Given(bytes, encoding);

        // Text never contains the character 0; binary files and UTF-32 do.
        return text is not null && !text.Utf8.Span.Contains((byte)0)
            ? text
            : throw new InputException(
                "The file is not text in a known encoding.",
                null,
                "Save it as CSV in UTF-8 (UTF-16, Windows-1252 and GB18030 are read too), or give its encoding "
                    + "as \"encoding\" in the grid's \"columns\".");
    }

    private static FileText? Given(ReadOnlyMemory<byte> bytes, string name)
    {
        Encoding encoding;
        try
        {
            encoding = Strict(name);
        }
        catch (ArgumentException)
        {
            throw new InputException(
                $"There is no encoding named '{CellText.Shown(name)}'.",
                "columns.encoding",
                "Give a name such as utf-8, windows-1252, gb18030, shift_jis or windows-1251.");
        }

        var mark = bytes.Span switch
        {
            [0xEF, 0xBB, 0xBF, ..] when encoding.WebName == "utf-8" => MarkOfUtf8,
            [0xFF, 0xFE, ..] when encoding.WebName == "utf-16" => MarkOfUtf16,
            [0xFE, 0xFF, ..] when encoding.WebName == "utf-16BE" => MarkOfUtf16,
            _ => 0,
        };
        return Convert(encoding, bytes[mark..], encoding.WebName)
            ?? throw new InputException(
                $"The file is not text in {encoding.WebName}.", "columns.encoding", "Give another encoding, or leave it out.");
    }

    private static FileText? Find(ReadOnlyMemory<byte> bytes) => bytes.Span switch
    {
        [0xEF, 0xBB, 0xBF, ..] => IfUtf8(bytes[MarkOfUtf8..]),
        [0xFF, 0xFE, ..] => Convert(StrictUtf16, bytes[MarkOfUtf16..], "UTF-16"),
        [0xFE, 0xFF, ..] => Convert(StrictUtf16BigEndian, bytes[MarkOfUtf16..], "UTF-16"),
        _ => bytes.Span.Contains((byte)0) ? Utf16WithoutMark(bytes) : IfUtf8(bytes) ?? OneOfTwo(bytes),
    };

    private static FileText? IfUtf8(ReadOnlyMemory<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes.Span) ? new FileText(bytes, "UTF-8", null) : null;

    // In UTF-16, every other byte of a table's marks and digits is zero; in UTF-32, three in four are.
    private static FileText? Utf16WithoutMark(ReadOnlyMemory<byte> bytes)
    {
        var (even, odd) = (0, 0);
        var part = bytes.Span[..Math.Min(bytes.Length, FirstPart)];
        for (var k = 0; k < part.Length; k++)
        {
            if (part[k] == 0)
            {
                _ = (k & 1) == 0 ? even++ : odd++;
            }
        }

        // Some characters of other scripts have a zero on the other side.
        return odd > MuchMore * even ? WithoutControls(Convert(StrictUtf16, bytes, "UTF-16"))
            : even > MuchMore * odd ? WithoutControls(Convert(StrictUtf16BigEndian, bytes, "UTF-16"))
            : null;

        // Binary files contain control characters; tables do not.
        static FileText? WithoutControls(FileText? text) =>
            text?.Utf8.Span.IndexOfAnyInRange((byte)1, (byte)8) >= 0 || text?.Utf8.Span.IndexOfAnyInRange((byte)14, (byte)31) >= 0
                ? null
                : text;
    }

    private static FileText? OneOfTwo(ReadOnlyMemory<byte> bytes)
    {
        var bytesOf = HighBytes.Of(bytes.Span);
        return (bytesOf.AreChinese, bytesOf.AreWestern) switch
        {
            (true, false) => Convert(Strict("GB18030"), bytes, "GB18030"),
            (false, true) => Convert(Strict("windows-1252"), bytes, "Windows-1252") is { } text
                ? text with
                {
                    Note = "The file is not in UTF-8 and was read as Windows-1252, the "
                    + "encoding of western European spreadsheets."
                }
                : null,
            (true, true) => throw new InputException(
                "The file may be text in Windows-1252 or in GB18030: its bytes fit both.",
                null,
                "Save it in UTF-8, or give \"windows-1252\" or \"gb18030\" as \"encoding\" in the grid's \"columns\"."),
            _ => null,
        };
    }

    private static FileText? Convert(Encoding encoding, ReadOnlyMemory<byte> bytes, string name)
    {
        try
        {
            return new FileText(System.Text.Encoding.UTF8.GetBytes(encoding.GetString(bytes.Span)), name, null);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static Encoding Strict(string name) =>
        CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
        ?? System.Text.Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
}
