using Backtest.Core.Models.ComplexSmoothing;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Complex exponential smoothing in a grid.</summary>
internal static class CesAxes
{
    /// <summary>The family and its axes.</summary>
    public static GridFamily Family { get; } = new(
        new CesSpec(),
        "CES",
        "Complex exponential smoothing: one form for levels and trends, with or without a season.",
        """{ "model": "auto" }""",
        """{"model": ["none", "full"]}""",
        [
            new(
                "model",
                Choices.Of<CesForm>(
                    "the form with the smallest AICc",
                    "no season",
                    "a level for each phase of the season",
                    "a level and an additive season",
                    "a level and a season whose amplitude may change with it"),
                "Which season."),
            SharedAxes.SeasonLength(SharedAxes.LongestSeason, "Values per season; a model without a season has none."),
        ]);
}
