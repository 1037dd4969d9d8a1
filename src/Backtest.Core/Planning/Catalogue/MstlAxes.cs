using System.Text.Json.Nodes;
using Backtest.Core.Models.MultipleSeasons;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>MSTL models in a grid.</summary>
internal static class MstlAxes
{
    // Values forecast as such, in samples that are normalised one by one.
    private static readonly Objects Networks = new(
        [
            .. LstmAxes.Family.Axes.Where(axis => AdjustedNetwork.Names.Contains(axis.Name)).Select(axis => axis with
            {
                Values = axis.Values switch
                {
                    Choices choices => choices.Without("crossEntropy"),
                    OrNull { Of: Choices levels } when axis.Name == "level" => levels.Without("season"),
                    Lists { Of: Choices transforms } => new Lists(transforms.Only("log")),
                    _ => axis.Values,
                },
                Default = null,
            }),
        ])
    {
        FieldsInWords = "axes of lstm, each with one value",
    };

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
                    "complex exponential smoothing",
                    "the last value",
                    "the last value plus the mean change per step",
                    "the mean of all values",
                    "LSTM networks"),
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
            new(AdjustedNetwork.Axis, Networks, "Settings of the model `lstm`, each an axis of the block `lstm` with one value.")
            {
                Otherwise = "those of the default grid for a series without a season",
                Start = new JsonObject { ["units"] = 32 },
            },
        ]);
}
