using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Backtest.Core.Problems;
using Backtest.Core.Text;

namespace Backtest.Storage;

/// <summary>The id of a run, which is part of blob paths and addresses.</summary>
[JsonConverter(typeof(Converter))]
public sealed partial record RunId
{
    /// <summary>The rule as a pattern: 16 hexadecimal digits.</summary>
    public const string Pattern = "^[0-9a-f]{16}$";

    private readonly string _text;

    private RunId(string text) => _text = text;

    /// <summary>The id of a run.</summary>
    /// <param name="hash">A hash of everything that decides the result of the run, of at least eight bytes.</param>
    public static RunId Of(ReadOnlySpan<byte> hash) => new(Convert.ToHexStringLower(hash[..8]));

    /// <summary>Reads an id.</summary>
    /// <exception cref="InputException">The text is not the id of a run.</exception>
    public static RunId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new InputException(
            $"'{InputProblem.Shorten(text)}' is not the id of a run.",
            "run",
            "Give the id of one of the series' runs: 16 hexadecimal digits, such as 0123456789abcdef.");

    /// <summary>Reads an id, if the text is one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RunId? id)
    {
        id = Rule().IsMatch(text) ? new RunId(text) : null;
        return id is not null;
    }

    /// <summary>The text of an id.</summary>
    public static implicit operator string(RunId id) => id._text;

    /// <inheritdoc/>
    public override string ToString() => _text;

    // Unlike $, \z does not match before a line break at the end.
    [GeneratedRegex(@"\A[0-9a-f]{16}\z")]
    private static partial Regex Rule();

    private sealed class Converter() : IdConverter<RunId>(text => TryParse(text, out var id) ? id : null);
}
