using System.Globalization;
using Backtest.Core.Problems;

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

        for (var k = 0; k < name.Length; k++)
        {
            if (!IsAllowed(name, k))
            {
                var shown = char.IsControl(name[k]) || char.IsSurrogate(name[k])
                    ? string.Create(CultureInfo.InvariantCulture, $"U+{(int)name[k]:X4}")
                    : name[k].ToString();
                throw new InputException($"The series name has '{shown}' at position {k + 1}.", "name", Rule);
            }
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
            throw new InputException($"The id '{id}' cannot be part of a series name. {problem.Problem.What}", where, Rule);
        }
    }

    private static bool IsAllowed(string name, int k) => name[k] switch
    {
        '-' or '_' => k > 0,
        '.' => k > 0 && k < name.Length - 1 && name[k - 1] != '.',
        _ => char.IsLetterOrDigit(name[k]) || char.GetUnicodeCategory(name[k]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark,
    };
}
