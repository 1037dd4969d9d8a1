using System.Text.Json;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Planning.Catalogue;
using Backtest.Core.Problems;

namespace Backtest.Core.Planning;

/// <summary>Blocks that say what they leave to defaults.</summary>
internal static class WholeBlock
{
    /// <summary>
    /// A block with the defaults of the axes that it leaves out. An axis without a default, or that may not stand beside those given, such
    /// as the order beside an automatic search, stays left out: the trials are the same. A block that a random search draws from stays as
    /// it is, because another axis would change the draw.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="grid">Its grid.</param>
    /// <param name="protocol">What the grid comes to on a series.</param>
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

    // All of the block's, be they drawn or not.
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
