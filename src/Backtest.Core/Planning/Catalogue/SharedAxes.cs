using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Axes that several model families share.</summary>
internal static class SharedAxes
{
    /// <summary>Longest season of models that do not estimate a state for each of its steps.</summary>
    public const int LongestSeason = 10_000;

    /// <summary>Shortest season.</summary>
    public const int ShortestSeason = 2;

    /// <summary>The season length m.</summary>
    /// <param name="longest">The longest season.</param>
    /// <param name="help">Its purpose.</param>
    public static GridAxis SeasonLength(int longest, string help) =>
        new("m", new WholeNumbers(1, longest), help) { Otherwise = "`seasonLength`", Start = JsonValue.Create(12) };

    /// <summary>The covariates that a model uses.</summary>
    /// <param name="help">Its purpose.</param>
    /// <param name="otherwise">The covariates used by default.</param>
    public static GridAxis Covariates(string help, string otherwise) =>
        new("covariates", new Lists(new Texts()), help) { Otherwise = otherwise, Start = new JsonArray(new JsonArray()) };
}
