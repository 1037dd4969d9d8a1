using System.Buffers;

namespace Backtest.Core.Series.Csv.Decoding;

/// <summary>
/// Distinguishes GB18030 from Windows-1252 by all bytes above 127 of a text. Chinese text consists of pairs of bytes, nearly all of them
/// common characters (the first level of GB 2312) or marks. Western text has single letters among ASCII letters, and signs.
/// </summary>
/// <param name="AreChinese">Whether the bytes may be Chinese text.</param>
/// <param name="AreWestern">Whether they may be Western text.</param>
internal readonly record struct HighBytes(bool AreChinese, bool AreWestern)
{
    private const double MostOfAll = 0.85;

    // In Windows-1252: € ' ' " " – — ° ² ³ µ º £ § © « » and the no-break space.
    private static readonly SearchValues<byte> Signs = SearchValues.Create(
        [
            0x80,
            0x91,
            0x92,
            0x93,
            0x94,
            0x96,
            0x97,
            0x99,
            0xA0,
            0xA3,
            0xA5,
            0xA7,
            0xA9,
            0xAA,
            0xAB,
            0xB0,
            0xB1,
            0xB2,
            0xB3,
            0xB5,
            0xB7,
            0xBA,
            0xBB,
            0xBC,
            0xBD]);

    private static readonly SearchValues<byte> Undefined = SearchValues.Create([0x81, 0x8D, 0x8F, 0x90, 0x9D]);

    /// <summary>Judges a text that is not UTF-8.</summary>
    public static HighBytes Of(ReadOnlySpan<byte> text)
    {
        var (western, high) = (0L, 0L);
        var (pairs, common, isPairs) = (0L, 0L, true);
        var (joined, runs) = (0L, 0L);
        for (var k = 0; k < text.Length;)
        {
            var next = text[k..].IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (next < 0)
            {
                break;
            }

            k += next;
            var end = k + 1;
            while (end < text.Length && text[end] >= 0x80)
            {
                end++;
            }

            var run = text[k..end];
            var (before, after) = (k > 0
                && char.IsAsciiLetter((char)text[k - 1]), end < text.Length
                && char.IsAsciiLetter((char)text[end]));
            runs++;
            joined += before && after ? 1 : 0;
            high += run.Length;
            western += WesternIn(run, before || after);
            k = isPairs ? ReadPairs(text, k, end, ref pairs, ref common, ref isPairs) : end;
        }

        // A single pair with letters on both sides is more likely two letters of a word.
        var isWestern = western >= MostOfAll * high && !text.ContainsAny(Undefined);
        var isChinese = isPairs && common >= MostOfAll * pairs && !(isWestern && 2 * joined >= runs);
        return new HighBytes(isChinese, isWestern);
    }

    private static int WesternIn(ReadOnlySpan<byte> run, bool hasLetterBeside)
    {
        var count = 0;
        foreach (var value in run)
        {
            var isLetter = value is >= 0xC0 and not (0xD7 or 0xF7) or 0x8A or 0x8C or 0x8E or 0x9A or 0x9C or 0x9E or 0x9F;
            count += Signs.Contains(value) || (isLetter && (run.Length == 1 || (run.Length == 2 && hasLetterBeside))) ? 1 : 0;
        }

        return count;
    }

    // A pair may end with an ASCII byte, and four bytes, two of them digits, may be one character.
    private static int ReadPairs(ReadOnlySpan<byte> text, int start, int end, ref long pairs, ref long common, ref bool isPairs)
    {
        var k = start;
        while (k < end)
        {
            if (k + 1 >= text.Length || text[k] is 0x80 or 0xFF)
            {
                isPairs = false;
                return end;
            }

            var (first, second) = (text[k], text[k + 1]);
            pairs++;
            if (second is >= (byte)'0' and <= (byte)'9')
            {
                if (k + 3 >= text.Length || text[k + 2] is < 0x81 or 0xFF || text[k + 3] is < (byte)'0' or > (byte)'9')
                {
                    isPairs = false;
                    return end;
                }

                k += 4;
                continue;
            }

            if (second is < 0x40 or 0x7F or 0xFF)
            {
                isPairs = false;
                return end;
            }

            common += second >= 0xA1 && first is (>= 0xA1 and <= 0xA9) or (>= 0xB0 and <= 0xD7) ? 1 : 0;
            k += 2;
        }

        return Math.Max(k, end);
    }
}
