using System.Text.Json;
using Backtest.Core.Models.Lstm;

namespace Backtest.Core.Planning;

/// <summary>Separates the blocks of a grid for networks of the panel from those for networks of a single series.</summary>
internal static class GlobalBlocks
{
    private const string Scope = "scope";
    private const string Variants = "variants";

    private static readonly string[] Varied =
        [Variants, .. typeof(LstmVariant).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];

    /// <summary>The grid's blocks of global trials.</summary>
    public static IReadOnlyList<GridBlock> Of(Grid grid) =>
        [.. (grid.Blocks ?? []).Select(block => Of(block, LstmScope.Panel)).OfType<GridBlock>()];

    /// <summary>Whether a panel uses the recipe of the default grid.</summary>
    public static bool HasRecipe(Grid grid) =>
        grid.Preset == GridPreset.Default
        && grid.Search.Method != SearchMethod.Halving
        && (grid.Blocks is null || grid.Blocks.Any(block => block is { Family: "lstm", IsAuto: true }));

    /// <summary>The part of a block for networks of a scope; null if there is none.</summary>
    public static GridBlock? Of(GridBlock block, LstmScope scope)
    {
        if (block.Family != "lstm" || block.Axes.FirstOrDefault(axis => axis.Name == Scope) is not { } axis)
        {
            return scope == LstmScope.Series ? block : null;
        }

        var values = axis.Values.Where(value => value!.Deserialize<LstmScope>() == scope).ToList();
        return values.Count == 0
            ? null
            : block with { Axes = [.. block.Axes.Select(one => one == axis ? axis with { Values = values } : one)] };
    }

    /// <summary>
    /// Completes a block of global trials: with a level it stays as given, otherwise it gets the recipe's axes, including its inputs if the
    /// block has none, and except averaged weights if it stops early.
    /// </summary>
    public static GridBlock Complete(GridBlock block, GridBlock recipe)
    {
        List<GridBlockAxis> axes =
        [
            .. block.Axes.Where(axis => !axis.IsAuto),
            .. recipe.Axes.Where(axis => block.Axes.Any(said => said.IsAuto && said.Name == axis.Name)),
        ];
        if (axes.Exists(axis => axis.Name == "level"))
        {
            return block with { Axes = axes };
        }

        var variesItself = axes.Exists(axis => Varied.Contains(axis.Name));
        var stopsEarly = axes.Exists(axis => axis.Name == "patience" && axis.Values.Any(value => value is not null));
        bool IsMissing(GridBlockAxis axis) => axes.TrueForAll(said => said.Name != axis.Name)
            && !(variesItself && axis.Name == Variants) && !(stopsEarly && axis.Name == "averaging");
        return block with
        {
            Axes =
            [
                .. axes,
                .. recipe.Axes.Where(IsMissing),
            ],
        };
    }
}
