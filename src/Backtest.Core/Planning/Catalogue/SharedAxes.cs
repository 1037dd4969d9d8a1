using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Axes that several model families have.</summary>
internal static class SharedAxes
{
    /// <summary>Longest season of what does not estimate a state for each of its steps.</summary>
    public const int LongestSeason = 10_000;

    /// <summary>Shortest season.</summary>
    public const int ShortestSeason = 2;

    /// <summary>The season length m.</summary>
    /// <param name="longest">The longest.</param>
    /// <param name="help">What it is for.</param>
    public static GridAxis SeasonLength(int longest, string help) =>
        new("m", new WholeNumbers(1, longest), help) { Otherwise = "`seasonLength`", Start = JsonValue.Create(12) };

    /// <summary>The covariates that a model uses.</summary>
    /// <param name="help">What it is for.</param>
    /// <param name="otherwise">Those that it uses without it.</param>
    public static GridAxis Covariates(string help, string otherwise) =>
        new("covariates", new Lists(new Texts()), help) { Otherwise = otherwise, Start = new JsonArray(new JsonArray()) };
}
