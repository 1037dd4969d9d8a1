using System.Globalization;
using System.Runtime.CompilerServices;

namespace Backtest.Core.Series.Cells;

/// <summary>The numbers and words of a cell, each with the mark before it.</summary>
internal ref struct TimeTokens
{
    private const int Most = 24;
    private const int LongestNumber = 14;

    private readonly ReadOnlySpan<char> _text;
    private Tokens _tokens;

    private TimeTokens(ReadOnlySpan<char> text) => _text = text;

    /// <summary>Number of tokens.</summary>
    public int Count { get; private set; }

    /// <summary>The mark after the last token, without spaces; '\0' for none.</summary>
    public char Last { get; private set; }

    /// <summary>Finds the tokens of a text.</summary>
    /// <returns>Whether the text may be a time: it has neither too many tokens nor marks that no time has.</returns>
    public static bool TryFind(ReadOnlySpan<char> text, out TimeTokens tokens)
    {
        tokens = new TimeTokens(text);
        for (var k = 0; k < text.Length;)
        {
            var gap = k;
            while (k < text.Length && !char.IsLetterOrDigit(text[k]))
            {
                k++;
            }

            if (!TryMark(text[gap..k], out var mark, out var isSpaced))
            {
                return false;
            }

            if (k == text.Length)
            {
                tokens.Last = mark;
                break;
            }

            if (tokens.Count == Most)
            {
                return false;
            }

            var start = k;
            var isNumber = char.IsAsciiDigit(text[k]);
            long value = 0;
            if (isNumber)
            {
                for (; k < text.Length && char.IsAsciiDigit(text[k]); k++)
                {
                    value = (10 * value) + text[k] - '0';
                }

                if (k - start > LongestNumber)
                {
                    return false;
                }
            }
            else
            {
                k += IsIdeograph(text[k]) ? LengthOfIdeographs(text[k..]) : LengthOfWord(text[k..]);
            }

            tokens._tokens[tokens.Count++] = new Token(start, k - start, isNumber, value, mark, isSpaced);
        }

        return tokens.Count > 0;
    }

    /// <summary>Whether the token exists and is a number.</summary>
    public readonly bool IsNumber(int k) => k < Count && _tokens[k].IsNumber;

    /// <summary>Whether the token is a number of at most two digits.</summary>
    public readonly bool IsShort(int k) => IsNumber(k) && _tokens[k].Length <= 2;

    /// <summary>Whether the token is a number with the given number of digits.</summary>
    public readonly bool IsNumber(int k, int digits) => IsNumber(k) && _tokens[k].Length == digits;

    /// <summary>Whether the token exists and is a word.</summary>
    public readonly bool IsWord(int k) => k < Count && !_tokens[k].IsNumber;

    /// <summary>Whether the token is this word, in lower case.</summary>
    public readonly bool Is(int k, string word) => IsWord(k) && Word(k).Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the token is one of these single-character words.</summary>
    public readonly bool IsOneOf(int k, string characters) =>
        IsWord(k) && _tokens[k].Length == 1 && characters.Contains(_text[_tokens[k].Start], StringComparison.Ordinal);

    /// <summary>The value of a number.</summary>
    public readonly int Number(int k) => (int)_tokens[k].Value;

    /// <summary>The value of a number that may be long.</summary>
    public readonly long LongNumber(int k) => _tokens[k].Value;

    /// <summary>Number of characters of a token.</summary>
    public readonly int Length(int k) => _tokens[k].Length;

    /// <summary>A word.</summary>
    public readonly ReadOnlySpan<char> Word(int k) => _text.Slice(_tokens[k].Start, _tokens[k].Length);

    /// <summary>The mark before a token: '\0' for none, a space, or another mark with or without spaces around it.</summary>
    public readonly char Before(int k) => k < Count ? _tokens[k].Before : '\0';

    /// <summary>Whether a space precedes the mark before a token.</summary>
    public readonly bool IsSpaced(int k) => k < Count && _tokens[k].IsSpaced;

    // A full stop ends an abbreviation, and may stand beside another mark.
    private static bool TryMark(ReadOnlySpan<char> gap, out char mark, out bool isSpaced)
    {
        (mark, isSpaced) = ('\0', false);
        foreach (var character in gap)
        {
            if (char.IsWhiteSpace(character))
            {
                isSpaced |= mark is '\0' or '.';
                mark = mark == '\0' ? ' ' : mark;
            }
            else if (mark is '\0' or ' ' or '.')
            {
                mark = character is '–' or '—' or '−' or '‐' ? '-' : character is '～' ? '~' : character is '’' ? '\'' : character;
            }
            else
            {
                return false;
            }
        }

        return mark is '\0' or ' ' or '-' or '/' or '.' or ',' or ':' or '_' or '+' or '\'' or '~' or '[' or ']' or '(' or ')';
    }

    private static bool IsIdeograph(char character) => character is (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3');

    // Most are words by themselves; some words have two, and months may be numbered in ideographs.
    private static int LengthOfIdeographs(ReadOnlySpan<char> text) => text switch
    {
        ['上' or '下', '午', ..] or ['오', '전' or '후', ..] or ['季', '度', ..] or ['분', '기', ..] or ['周' or '週', >= '一' and <= '龥', ..] => 2,
        ['十', '一' or '二', '月', ..] or ['星', '期', _, ..] => 3,
        ['一' or '二' or '三' or '四' or '五' or '六' or '七' or '八' or '九' or '十', '月', ..] => 2,
        _ => 1,
    };

    private static int LengthOfWord(ReadOnlySpan<char> text)
    {
        var length = 1;
        while (length < text.Length && !char.IsAsciiDigit(text[length]) && !IsIdeograph(text[length])
            && (char.IsLetter(text[length]) || char.GetUnicodeCategory(text[length]) is UnicodeCategory.NonSpacingMark))
        {
            length++;
        }

        return length;
    }

    private readonly record struct Token(int Start, int Length, bool IsNumber, long Value, char Before, bool IsSpaced);

    [InlineArray(Most)]
    private struct Tokens
    {
        private Token _first;
    }
}
