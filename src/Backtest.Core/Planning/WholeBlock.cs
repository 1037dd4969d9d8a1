using System.Text.Json;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Planning.Catalogue;
using Backtest.Core.Problems;

namespace Backtest.Core.Planning;

/// <summary>Writes out the defaults of blocks.</summary>
internal static class WholeBlock
{
    /// <summary>
    /// A block with the defaults of its missing axes. An axis stays out if it has no default or conflicts with the given ones, such
    /// as the order with an automatic search; the trials are the same. Blocks of a random search stay unchanged, because another axis would
    /// change the draw.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="grid">Its grid.</param>
    /// <param name="protocol">The grid's protocol on a series.</param>
    public static GridBlock Of(GridBlock block, Grid grid, BacktestProtocol protocol)
    {
        if (grid.Search.Method == SearchMethod.Random && GridProduct.IsDrawn(block))
        {
            return block;
        }

        var family = GridCatalogue.Families.FirstOrDefault(family => family.Name == block.Family);
        var trials = Trials(block, grid, protocol);
        foreach (var axis in family?.Axes ?? [])
        {
            if (axis.Default is not { } usual || block.Axes.Any(given => given.Name == axis.Name))
            {
                continue;
            }

            var more = block with { Axes = [.. block.Axes, new GridBlockAxis(axis.Name, [usual.DeepClone()])] };
            block = Trials(more, grid, protocol) == trials ? more : block;
        }

        return block;
    }

    // All trials of the block, drawn or not.
    private static string? Trials(GridBlock block, Grid grid, BacktestProtocol protocol)
    {
        try
        {
            var specs = GridExpansion.Expand(grid with { Blocks = [block], Search = new Search() }, protocol, int.MaxValue / 100);
            return JsonSerializer.Serialize<IReadOnlyList<ModelSpec>>(specs);
        }
        catch (InputException)
        {
            return null;
        }
    }
}
