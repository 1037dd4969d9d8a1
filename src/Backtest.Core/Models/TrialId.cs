using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Backtest.Core.Problems;
using Backtest.Core.Text;

namespace Backtest.Core.Models;

/// <summary>The id of a trial, which becomes part of blob paths and addresses; <see cref="TrialIdentity.Of"/> makes it.</summary>
[JsonConverter(typeof(Converter))]
public sealed partial record TrialId
{
    /// <summary>The rule as a pattern: a model family and ten hexadecimal digits.</summary>
    public const string Pattern = "^[a-z]+-[0-9a-f]{10}$";

    private readonly string _text;

    private TrialId(string text) => _text = text;

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text.</param>
    /// <param name="where">Name of the parameter that holds it.</param>
    /// <exception cref="InputException">The text is not the id of a trial.</exception>
    public static TrialId Parse(string text, string where = "trial") => TryParse(text, out var id)
        ? id
        : throw new InputException(
            $"'{InputProblem.Shorten(text)}' is not the id of a trial.",
            where,
            "Give an id of the leaderboard: a model family, '-' and ten hexadecimal digits, such as ets-0123456789.");

    /// <summary>Reads an id, if the text is one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TrialId? id)
    {
        id = Rule().IsMatch(text) ? new TrialId(text) : null;
        return id is not null;
    }

    /// <summary>The text of an id.</summary>
    public static implicit operator string(TrialId id) => id._text;

    /// <inheritdoc/>
    public override string ToString() => _text;

    // Unlike $, \z does not match before a trailing line break.
    [GeneratedRegex(@"\A[a-z]+-[0-9a-f]{10}\z")]
    private static partial Regex Rule();

    private sealed class Converter() : IdConverter<TrialId>(text => TryParse(text, out var id) ? id : null);
}
