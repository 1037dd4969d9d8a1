using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using Backtest.Core.Text;

namespace Backtest.Core.Series;

/// <summary>The name of a series or an upload, which becomes part of blob paths and addresses.</summary>
[JsonConverter(typeof(Converter))]
public sealed record SeriesName
{
    /// <summary>Longest allowed name, in UTF-16 code units.</summary>
    public const int MaxLength = 100;

    // The part of an upload's name to keep beside a long id.
    private const int LongestUpload = 70;

    private const string Rule =
        "A name has 1 to 100 letters or digits of any script, '-', '_' and '.', starts with a letter or "
            + "digit, does not end with '.' and has no '..'.";

    private readonly string _text;

    private SeriesName(string text) => _text = text;

    /// <summary>Reads a name.</summary>
    /// <exception cref="InputException">The text breaks the rule; the problem says which character is wrong.</exception>
    public static SeriesName Parse(string text) =>
        FaultOf(text) is { } fault ? throw new InputException(fault, "name", Rule) : new SeriesName(text);

    /// <summary>Reads a name, if the text keeps the rule.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SeriesName? name)
    {
        name = FaultOf(text) is null ? new SeriesName(text) : null;
        return name is not null;
    }

    /// <summary>The text of a name.</summary>
    public static implicit operator string(SeriesName name) => name._text;

    /// <summary>Derives a valid name from any text, such as the name of a file, by replacing invalid characters with '-'.</summary>
    /// <param name="text">The text, which stays unchanged if its composed form is a valid name.</param>
    public static SeriesName Derive(string text) => new(Derive(text, MaxLength) is { Length: > 0 } name ? name : "series");

    /// <summary>The name for requests about an upload that a client may have stored under an invalid name.</summary>
    /// <param name="upload">The upload's own name.</param>
    /// <returns>The upload's name, or, if it is invalid, a derived one and the problem.</returns>
    public static (SeriesName Name, InputProblem? Problem) OfUpload(string upload)
    {
        if (FaultOf(upload) is not { } fault)
        {
            return (new SeriesName(upload), null);
        }

        var name = Derive(upload);
        return (name, new InputProblem(
            $"The name of the upload, '{CellText.Shown(upload)}', cannot be the name of a series. {fault}",
            "name",
            $"Upload it as '{name}', for example. {Rule}"));
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <summary>The name of a series in an upload: the upload's name, a dot, and the series' id without invalid characters.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="id">The series' id in the file, any text.</param>
    /// <param name="given">Names of other series of the upload; a number at the end distinguishes the new one.</param>
    internal static string ForPart(string upload, string id, IReadOnlySet<string> given)
    {
        var part = Derive(id, MaxLength - Math.Min(upload.Length, LongestUpload) - 1) is { Length: > 0 } derived ? derived : "id";
        upload = Derive(upload, MaxLength - part.Length - 1);
        var name = $"{upload}.{part}";
        for (var number = 2; given.Contains(name); number++)
        {
            var end = string.Create(CultureInfo.InvariantCulture, $"-{number}");
            name = $"{upload}.{part[..Math.Min(part.Length, MaxLength - upload.Length - 1 - end.Length)]}{end}";
        }

        return name;
    }

    // The valid part of a text; empty if there is none.
    private static string Derive(string text, int maxLength)
    {
        var name = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var character in ComposedText.Of(text).EnumerateRunes())
        {
            var isAllowed = character.Value is '-' or '_' ? name.Length > 0
                : character.Value == '.' ? name.Length > 0 && name[^1] != '.'
                : IsLetterOrDigit(character) || (name.Length > 0 && IsMark(character));
            if (name.Length + (isAllowed ? character.Utf16SequenceLength : 1) > maxLength)
            {
                break;
            }

            if (isAllowed)
            {
                name.Append(character.ToString());
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        return name.ToString().TrimEnd('-', '.');
    }

    // The violation of the rule, as a sentence; null if there is none.
    private static string? FaultOf(string name)
    {
        if (name.Length is 0 or > MaxLength)
        {
            return $"The series name has {name.Length} characters.";
        }

        for (var k = 0; k < name.Length;)
        {
            // Half of a surrogate pair does not decode to a letter.
            Rune.DecodeFromUtf16(name.AsSpan(k), out var character, out var length);
            if (!IsAllowed(name, k, character))
            {
                var shown = char.IsControl(name[k]) || char.IsSurrogate(name[k])
                    ? string.Create(CultureInfo.InvariantCulture, $"U+{(length > 1 ? character.Value : name[k]):X4}")
                    : name[k].ToString();
                return $"The series name has '{shown}' at position {k + 1}.";
            }

            k += length;
        }

        return null;
    }

    private static bool IsAllowed(string name, int k, Rune character) => character.Value switch
    {
        '-' or '_' => k > 0,
        '.' => k > 0 && k < name.Length - 1 && name[k - 1] != '.',
        _ => IsLetterOrDigit(character) || (k > 0 && IsMark(character)),
    };

    // Numbers that scripts write as letters count as digits, such as the zero of 二〇二四.
    private static bool IsLetterOrDigit(Rune character) =>
        Rune.IsLetterOrDigit(character) || Rune.GetUnicodeCategory(character) is UnicodeCategory.LetterNumber;

    private static bool IsMark(Rune character) =>
        Rune.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private sealed class Converter() : IdConverter<SeriesName>(text => TryParse(text, out var name) ? name : null);
}
