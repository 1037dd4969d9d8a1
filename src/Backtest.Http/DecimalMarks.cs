using Backtest.Core.Problems;
using Backtest.Runs.Exports;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>Reads <see cref="DecimalMark"/> from a request.</summary>
internal static class DecimalMarks
{
    /// <summary>Name of the parameter.</summary>
    public const string Parameter = "decimal";

    /// <summary>Its values.</summary>
    public static IReadOnlyList<string> Words { get; } = ["point", "comma"];

    /// <summary>The mark that a request asks for; by default a point.</summary>
    /// <exception cref="InputException">It asks for another one.</exception>
    public static DecimalMark Of(HttpRequest request) => Answers.Query(request, Parameter) switch
    {
        null or "point" => DecimalMark.Point,
        "comma" => DecimalMark.Comma,
        var other => throw new InputException(
            $"'{InputProblem.Shorten(other)}' is not a decimal mark.", Parameter, "Give point or comma."),
    };
}
