using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Problems;

namespace Backtest.Core.Planning;

/// <summary>
/// The networks of a seasonally adjusted series: those of the default grid for a series without a season, except for what a block says.
/// </summary>
internal static class AdjustedNetwork
{
    /// <summary>The axis of an MSTL block that holds their settings.</summary>
    public const string Axis = "lstm";

    /// <summary>Names of the settings, each an axis of LSTMs. There is no season left for the others of the default grid.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. LstmRecipe.Axes.Except(["m", "base", "adjustSeason"]), "layers", "dropout", "transforms", "seed", "lstmEngine"];

    /// <summary>Adds the settings of the default grid to an MSTL block with the model <c>lstm</c>; other blocks stay unchanged.</summary>
    /// <param name="block">The block.</param>
    /// <param name="length">Number of values of the series.</param>
    /// <exception cref="InputException">The block has settings, but no model is an LSTM.</exception>
    public static GridBlock Complete(GridBlock block, int length)
    {
        var given = block.Axes.FirstOrDefault(axis => axis.Name == Axis);
        if (block.Family != "mstl" || !block.Axes.Any(axis => axis.Name == "model" && axis.Values.Any(IsNetwork)))
        {
            return block.Family != "mstl" || given is null
                ? block
                : throw new InputException(
                    "The block has settings of an LSTM, but none of its models is one.",
                    $"{block.Family}.{Axis}",
                    "Set model to lstm, or leave out lstm.");
        }

        var recipe = LstmRecipe.Blocks(length, 1)[0].Axes.Where(axis => Names.Contains(axis.Name)).ToList();
        JsonNode Completed(JsonNode? settings)
        {
            var all = new JsonObject(recipe.Select(axis => KeyValuePair.Create(axis.Name, axis.Values[0]?.DeepClone())));
            foreach (var (name, value) in settings!.AsObject())
            {
                all[name] = value?.DeepClone();
            }

            return all;
        }

        IReadOnlyList<JsonNode?> values = given?.Values ?? [new JsonObject()];
        return block with
        {
            Axes = [.. block.Axes.Where(axis => axis != given), new GridBlockAxis(Axis, [.. values.Select(Completed)])],
        };
    }

    /// <summary>Completes the settings of a trial, or removes them if its model is not an LSTM.</summary>
    /// <param name="fields">The trial's values of the block's axes.</param>
    /// <param name="grid">Provides the seed.</param>
    public static void Settle(JsonObject fields, Grid grid)
    {
        if (!IsNetwork(fields["model"]))
        {
            fields.Remove(Axis);
        }
        else if (fields[Axis] is JsonObject settings)
        {
            settings.TryAdd("seed", grid.Seed);
            if (fields["lambda"] is not null)
            {
                // The series is transformed already.
                settings.TryAdd("transforms", new JsonArray());
            }

            SampleOptions.Complete(settings);
        }
    }

    private static bool IsNetwork(JsonNode? model) => model is not null && model.Deserialize<AdjustedForm>() == AdjustedForm.Lstm;
}
