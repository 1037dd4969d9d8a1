using System.Text.Json.Nodes;
using Backtest.Core.Models.Theta;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>The Theta method in a grid.</summary>
internal static class ThetaAxes
{
    /// <summary>The family and its axes.</summary>
    public static GridFamily Family { get; } = new(
        new ThetaSpec(),
        "Theta",
        "The Theta method: half a straight line, half exponential smoothing.",
        "{}",
        """{"model": "DOTM"}""",
        [
            new(
                "model",
                Choices.Of<ThetaForm>(
                    "exponential smoothing with half the drift of the line",
                    "the line's weight is estimated",
                    "the line is fitted anew at every value",
                    "both"),
                "Which of the Theta models.")
            {
                Start = JsonValue.Create("DOTM"),
            },
            SharedAxes.SeasonLength(SharedAxes.LongestSeason, "Values per season, which is removed if a test finds it."),
            new(
                "season",
                Choices.Of<ThetaSeason>("divided out where all values are positive, else subtracted", "subtracted"),
                "How to remove a season.")
            {
                Start = JsonValue.Create("additive"),
            },
        ]);
}
