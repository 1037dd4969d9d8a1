using System.Text;
using System.Text.Unicode;
using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>Finds the encoding of a file: UTF-8 and UTF-16 by their marks, UTF-8 without one, else GB18030.</summary>
internal static class TextDecoder
{
    private const int MarkOfUtf8 = 3;
    private const int MarkOfUtf16 = 2;

    private static readonly UnicodeEncoding StrictUtf16 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);

    private static readonly UnicodeEncoding StrictUtf16BigEndian = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    /// <summary>The text of a file as UTF-8 without a mark: a part of its bytes where it is that already.</summary>
    /// <exception cref="InputException">It is no text in one of the encodings.</exception>
    public static ReadOnlyMemory<byte> ToUtf8(ReadOnlyMemory<byte> bytes)
    {
        var text = bytes.Span switch
        {
            [0xEF, 0xBB, 0xBF, ..] => IfUtf8(bytes[MarkOfUtf8..]),
            [0xFF, 0xFE, ..] => TryConvert(StrictUtf16, bytes[MarkOfUtf16..]),
            [0xFE, 0xFF, ..] => TryConvert(StrictUtf16BigEndian, bytes[MarkOfUtf16..]),
            _ => IfUtf8(bytes) ?? TryConvert(Gb18030(), bytes),
        };

        // No text has the character 0; binary files, and UTF-16 and UTF-32 without or with another mark, do.
        return text is { } utf8 && !utf8.Span.Contains((byte)0)
            ? utf8
            : throw new InputException(
                "The file is not text in a known encoding.", null, "Save it as CSV in UTF-8 (UTF-16 and GB18030 are read too).");
    }

    private static ReadOnlyMemory<byte>? IfUtf8(ReadOnlyMemory<byte> bytes)
    {
        if (Utf8.IsValid(bytes.Span))
        {
            return bytes;
        }

        return null;
    }

    private static ReadOnlyMemory<byte>? TryConvert(Encoding encoding, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return Encoding.UTF8.GetBytes(encoding.GetString(bytes.Span));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static Encoding Gb18030() => CodePagesEncodingProvider.Instance
        .GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
}
