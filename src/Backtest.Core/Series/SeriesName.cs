using System.Globalization;
using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series.Csv;

namespace Backtest.Core.Series;

/// <summary>The rule for names of series, which become parts of blob paths and of addresses.</summary>
public static class SeriesName
{
    /// <summary>Longest allowed name, in UTF-16 code units.</summary>
    public const int MaxLength = 100;

    private const string Rule =
        "A name has 1 to 100 letters or digits of any script, '-', '_' and '.', starts with a letter or digit, does not end with '.' and has no '..'.";

    /// <summary>Returns the name if it keeps the rule.</summary>
    /// <exception cref="InputException">It does not; the problem says which character is wrong.</exception>
    public static string Validate(string name)
    {
        if (name.Length is 0 or > MaxLength)
        {
            throw new InputException($"The series name has {name.Length} characters.", "name", Rule);
        }

        for (var k = 0; k < name.Length;)
        {
            // A half of a surrogate pair decodes to no letter.
            Rune.DecodeFromUtf16(name.AsSpan(k), out var character, out var length);
            if (!IsAllowed(name, k, character))
            {
                var shown = char.IsControl(name[k]) || char.IsSurrogate(name[k])
                    ? string.Create(CultureInfo.InvariantCulture, $"U+{(length > 1 ? character.Value : name[k]):X4}")
                    : name[k].ToString();
                throw new InputException($"The series name has '{shown}' at position {k + 1}.", "name", Rule);
            }

            k += length;
        }

        return name;
    }

    /// <summary>The name of one series of a long-format upload: the upload's name, a dot and the series' id.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="id">The series' unique id in the file, any text.</param>
    /// <param name="where">Where in the file the id is, for the error.</param>
    /// <exception cref="InputException">The two together are not a valid name.</exception>
    public static string ForPart(string upload, string id, string where)
    {
        try
        {
            return Validate($"{upload}.{id}");
        }
        catch (InputException problem)
        {
            throw new InputException($"The id '{CellText.Shown(id)}' cannot be part of a series name. {problem.Problem.What}", where, Rule);
        }
    }

    // Numbers that scripts write as letters count as digits: 二〇二四 has such a zero.
    private static bool IsAllowed(string name, int k, Rune character) => character.Value switch
    {
        '-' or '_' => k > 0,
        '.' => k > 0 && k < name.Length - 1 && name[k - 1] != '.',
        _ => Rune.IsLetterOrDigit(character)
            || Rune.GetUnicodeCategory(character) is UnicodeCategory.LetterNumber
            || (k > 0 && Rune.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark),
    };
}
