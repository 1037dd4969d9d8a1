using System.Text.Json.Nodes;
using Backtest.Core.Models.MultipleSeasons;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>MSTL models in a grid.</summary>
internal static class MstlAxes
{
    /// <summary>The family and its axes.</summary>
    public static GridFamily Family { get; } = new(
        new MstlSpec(),
        "MSTL",
        "One or several seasons of any length, removed by MSTL, and a model of the rest.",
        """{ "model": "arima" }""",
        """{"model": ["ets", "arima"]}""",
        [
            new(
                "model",
                Choices.Of<AdjustedForm>(
                    "exponential smoothing, the form with the smallest AICc",
                    "the average of its forms",
                    "ARIMA, its orders searched for stepwise",
                    "the same without differences, so that forecasts return to the mean",
                    "the Theta method",
                    "the dynamic optimised Theta model",
                    "complex exponential smoothing"),
                "The model of the series without its seasons.")
            {
                Start = JsonValue.Create("arima"),
            },
            new(
                "m",
                new Lists(new Numbers(SharedAxes.ShortestSeason, SharedAxes.LongestSeason)),
                "Season lengths, shortest first; fractions are rounded. A season is removed if more than two of it train.")
            {
                Otherwise = "all of `seasonLength`",
                Start = new JsonArray(new JsonArray(24, 168)),
            },
            new(
                "lambda",
                new OrNull(new Numbers(-2, 2), "no transform"),
                "Box-Cox parameter of the series before its seasons are removed: 0 is the logarithm."),
        ]);
}
