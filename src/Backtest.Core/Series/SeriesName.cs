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

    /// <summary>A valid name for any text, such as that of a file: what a name cannot have becomes '-'.</summary>
    /// <param name="text">The text; one that is a valid name in the composed form (NFC) is its own.</param>
    public static string Derive(string text)
    {
        text = text.IsNormalized() ? text : text.Normalize();
        var name = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var character in text.EnumerateRunes())
        {
            if (name.Length + character.Utf16SequenceLength > MaxLength)
            {
                break;
            }

            name.Append(character.ToString());
            var isAllowed = IsAllowed(name.ToString() + "a", name.Length - character.Utf16SequenceLength, character);
            if (isAllowed)
            {
                continue;
            }

            name.Length -= character.Utf16SequenceLength;
            if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        var derived = name.ToString().TrimEnd('-', '.');
        return derived.Length > 0 ? derived : "series";
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

    /// <summary>The name under which an upload can be asked for that some client stored under any name.</summary>
    /// <param name="upload">The upload's own name.</param>
    /// <returns>That name; or where it is not valid, another one and the problem with it.</returns>
    public static (string Name, InputProblem? Problem) OfUpload(string upload)
    {
        try
        {
            return (Validate(upload), null);
        }
        catch (InputException invalid)
        {
            var name = Derive(upload);
            return (name, new InputProblem(
                $"No series can have the name of the upload '{CellText.Shown(upload)}'. {invalid.Problem.What}", "name", $"Upload it as '{name}', say. {Rule}"));
        }
    }

    /// <summary>Whether a name keeps the rule.</summary>
    public static bool IsValid(string name)
    {
        try
        {
            Validate(name);
            return true;
        }
        catch (InputException)
        {
            return false;
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
