using System.Text;
using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>Finds the encoding of a file and decodes it: UTF-8 and UTF-16 by their marks, UTF-8 without one, else GB18030.</summary>
internal static class TextDecoder
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly UnicodeEncoding StrictUtf16 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);

    private static readonly UnicodeEncoding StrictUtf16BigEndian = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = bytes switch
        {
            [0xEF, 0xBB, 0xBF, .. var rest] => TryDecode(StrictUtf8, rest),
            [0xFF, 0xFE, .. var rest] => TryDecode(StrictUtf16, rest),
            [0xFE, 0xFF, .. var rest] => TryDecode(StrictUtf16BigEndian, rest),
            _ => TryDecode(StrictUtf8, bytes) ?? TryDecode(Gb18030(), bytes),
        };

        // No text has the character 0; binary files, and UTF-16 and UTF-32 without or with another mark, do.
        return text is not null && !text.Contains('\0')
            ? text
            : throw new InputException(
                "The file is not text in a known encoding.", null, "Save it as CSV in UTF-8 (UTF-16 and GB18030 are read too).");
    }

    private static string? TryDecode(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static Encoding Gb18030() => CodePagesEncodingProvider.Instance
        .GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
}
