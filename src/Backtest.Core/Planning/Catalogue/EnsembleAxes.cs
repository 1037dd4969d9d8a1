using System.Text.Json.Nodes;
using Backtest.Core.Models;
using Backtest.Core.Models.Ensembles;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Ensembles in a grid.</summary>
internal static class EnsembleAxes
{
    private static readonly EnsembleSpec Usual = new();

    private static readonly Choices Others =
        new([.. ModelSpec.Families.Where(name => name != Usual.Family && name != "external").Select(name => new Choice(name))]);

    /// <summary>The family and its axes.</summary>
    public static GridFamily Family { get; } = new(
        Usual,
        "Ensemble",
        "Averages of the best other trials.",
        """{ "combine": "trimmedMean", "automatic": true }""",
        """{"combine": "mean", "best": 3}""",
        [
            new(
                "combine",
                Choices.Of<Combination>(
                    "all weigh alike",
                    "the middle one",
                    "the mean without the lowest and the highest fifth",
                    "weights in inverse proportion to the errors"),
                "How the forecasts of the members are combined."),
            new(
                "best",
                new OrNull(new WholeNumbers(1, 100), "all, with `onePerEngine`"),
                "How many trials take part: those with the smallest errors.")
            {
                Start = JsonValue.Create(3),
            },
            new(
                "onePerEngine",
                new TrueOrFalse(),
                "Whether each model family takes part only with its best trial.")
            {
                Start = JsonValue.Create(true),
            },
            new(
                "automatic",
                new TrueOrFalse(),
                "Whether each model family takes part with the forms that choose themselves, beside its best trial; "
                    + "without `best` and `onePerEngine`.")
            {
                Start = JsonValue.Create(true),
            },
            new("engines", new Lists(Others), "Model families whose trials may take part.")
            {
                Otherwise = "all but the baselines",
                Start = new JsonArray(new JsonArray("arima", "lstm")),
            },
        ]);
}
