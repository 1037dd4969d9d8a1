using System.Text.RegularExpressions;
using Backtest.Core.Problems;

namespace Backtest.Core.Models;

/// <summary>
/// The rule for ids of trials, which become parts of blob paths and of addresses; <see cref="TrialIdentity.Of"/> makes them.
/// </summary>
public static partial class TrialId
{
    /// <summary>The rule as a pattern.</summary>
    public const string Pattern = "^[a-z]+-[0-9a-f]{10}$";

    /// <summary>Returns the id if it keeps the rule.</summary>
    /// <param name="id">An id.</param>
    /// <param name="where">The parameter that it was given as.</param>
    /// <exception cref="InputException">It does not.</exception>
    public static string Validate(string id, string where) => Rule().IsMatch(id)
        ? id
        : throw new InputException(
            $"'{InputProblem.Shorten(id)}' is not the id of a trial.",
            where,
            "Give an id of the leaderboard: a model family, '-' and ten hexadecimal digits, such as ets-0123456789.");

    // Unlike $, \z does not match before a line break at the end.
    [GeneratedRegex(@"\A[a-z]+-[0-9a-f]{10}\z")]
    private static partial Regex Rule();
}
