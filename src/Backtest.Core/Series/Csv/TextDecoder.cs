using System.Text;
using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>Finds the encoding of a file and decodes it: UTF-8 and UTF-16 by their marks, UTF-8 without one, else GB18030.</summary>
internal static class TextDecoder
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Decode(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, .. var rest] => DecodeUtf8(rest),
        [0xFF, 0xFE, .. var rest] => Encoding.Unicode.GetString(rest),
        [0xFE, 0xFF, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
        _ => DecodeUtf8(bytes),
    };

    private static string DecodeUtf8(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0))
        {
            throw Unreadable();
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return DecodeGb18030(bytes);
        }
    }

    private static string DecodeGb18030(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return CodePagesEncodingProvider.Instance
                .GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!
                .GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable();
        }
    }

    private static InputException Unreadable() =>
        new("The file is not text in a known encoding.", null, "Save it as CSV in UTF-8 (UTF-16 and GB18030 are read too).");
}
