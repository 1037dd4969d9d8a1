using System.Text.Json.Nodes;
using Backtest.Core.Numerics;

namespace Backtest.Core.Planning;

/// <summary>Combinations of the values of a block's axes.</summary>
internal static class GridProduct
{
    /// <summary>Number of combinations of a block.</summary>
    public static double Count(GridBlock block) => block.Axes.Aggregate(1.0, (count, axis) => count * axis.Values.Count);

    /// <summary>Whether a random search draws from a block; other blocks are taken whole.</summary>
    public static bool IsDrawn(GridBlock block) => block.Family is not ("baseline" or "ensemble");

    /// <summary>The combinations that a search takes, in the order of the grid.</summary>
    /// <param name="blocks">The blocks; baselines and ensembles are always taken whole.</param>
    /// <param name="search">The search.</param>
    public static IEnumerable<(GridBlock Block, JsonObject Fields)> Of(IReadOnlyList<GridBlock> blocks, Search search)
    {
        if (search.Method != SearchMethod.Random)
        {
            return blocks.SelectMany(block => All(block).Select(fields => (block, fields)));
        }

        var random = new SeededRandom((ulong)search.Seed);
        var shares = Shares(blocks, search.Trials);
        return blocks.SelectMany((block, k) =>
            (Count(block) <= shares[k] ? All(block) : Some(block, shares[k], random)).Select(fields => (block, fields))).ToList();
    }

    // Shares are equal, so that a large block does not crowd out a small one; small blocks leave the rest of their share to the others.
    private static double[] Shares(IReadOnlyList<GridBlock> blocks, int trials)
    {
        var shares = new double[blocks.Count];
        Array.Fill(shares, double.PositiveInfinity);
        double left = trials;
        var drawn = Enumerable.Range(0, blocks.Count).Where(k => IsDrawn(blocks[k])).OrderBy(k => Count(blocks[k])).ToList();
        for (var k = 0; k < drawn.Count; k++)
        {
            shares[drawn[k]] = Math.Min(Count(blocks[drawn[k]]), Math.Floor(left / (drawn.Count - k)));
            left -= shares[drawn[k]];
        }

        return shares;
    }

    private static IEnumerable<JsonObject> All(GridBlock block)
    {
        var positions = new int[block.Axes.Count];
        while (true)
        {
            yield return At(block, positions);
            var axis = positions.Length - 1;
            while (axis >= 0 && ++positions[axis] == block.Axes[axis].Values.Count)
            {
                positions[axis--] = 0;
            }

            if (axis < 0)
            {
                yield break;
            }
        }
    }

    // Without replacement, since there are more combinations than draws.
    private static IEnumerable<JsonObject> Some(GridBlock block, double count, SeededRandom random)
    {
        var drawn = new HashSet<string>();
        while (drawn.Count < count)
        {
            var positions = block.Axes.Select(axis => random.NextBelow(axis.Values.Count)).ToArray();
            if (drawn.Add(string.Join(',', positions)))
            {
                yield return At(block, positions);
            }
        }
    }

    private static JsonObject At(GridBlock block, int[] positions)
    {
        var fields = new JsonObject();
        for (var k = 0; k < positions.Length; k++)
        {
            fields[block.Axes[k].Name] = block.Axes[k].Values[positions[k]]?.DeepClone();
        }

        return fields;
    }
}
