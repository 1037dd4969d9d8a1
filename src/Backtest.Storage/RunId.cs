using System.Text.RegularExpressions;
using Backtest.Core.Problems;

namespace Backtest.Storage;

/// <summary>The rule for ids of runs, which become parts of blob paths and of addresses.</summary>
public static partial class RunId
{
    /// <summary>The rule as a pattern.</summary>
    public const string Pattern = "^[0-9a-f]{16}$";

    /// <summary>An id.</summary>
    /// <param name="hash">A hash of all that decides the run's result, of at least eight bytes.</param>
    public static string Of(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash[..8]);

    /// <summary>Returns the id if it keeps the rule.</summary>
    /// <exception cref="InputException">It does not.</exception>
    public static string Validate(string id) => Rule().IsMatch(id)
        ? id
        : throw new InputException(
            $"'{InputProblem.Shorten(id)}' is not the id of a run.",
            "run",
            "Give the id of one of the series' runs: 16 hexadecimal digits, such as 0123456789abcdef.");

    // Unlike $, \z does not match before a line break at the end.
    [GeneratedRegex(@"\A[0-9a-f]{16}\z")]
    private static partial Regex Rule();
}
