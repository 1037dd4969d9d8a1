using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Evaluation;
using Backtest.Core.Planning.Catalogue;

namespace Backtest.Core.Planning;

/// <summary>Writes a grid as JSON that <see cref="GridReader"/> reads, with a line per field and block.</summary>
public static class GridWriter
{
    /// <summary>Writes a grid without fields that are null or have their default.</summary>
    /// <param name="grid">The grid.</param>
    public static string Write(Grid grid)
    {
        var usual = new Grid();
        return Write(
            GridKeys.All.Select(key => (key.Axis.Name, Value: key.Write(grid), Usual: key.Write(usual)))
                .Where(key => key.Value is not null && !JsonNode.DeepEquals(key.Value, key.Usual))
                .Select(key => (key.Name, key.Value)),
            grid.Blocks ?? []);
    }

    /// <summary>Writes a grid with its defaults: every key that has a value, and all axes of every block.</summary>
    /// <param name="grid">The grid, complete for a series: see <see cref="Planner.Complete"/>.</param>
    /// <param name="protocol">Its protocol on the series.</param>
    public static string WriteWhole(Grid grid, BacktestProtocol protocol) => Write(
        GridKeys.All.Select(key => (key.Axis.Name, Value: key.Write(grid) ?? key.Axis.Default))
            .Where(key => key.Value is not (null or JsonArray { Count: 0 })),
        (grid.Blocks ?? []).Select(block => WholeBlock.Of(block, grid, protocol)));

    private static string Write(IEnumerable<(string Name, JsonNode? Value)> keys, IEnumerable<GridBlock> blocks)
    {
        var lines = keys.Select(key => $"{JsonSerializer.Serialize(key.Name)}: {Inline(key.Value)}").ToList();
        foreach (var family in blocks.GroupBy(block => block.Family))
        {
            lines.Add(Blocks(family.Key, [.. family]));
        }

        return $"{{\n  {string.Join(",\n  ", lines)}\n}}\n";
    }

    private static string Blocks(string family, List<GridBlock> blocks)
    {
        if (family == "baseline")
        {
            var methods = blocks.SelectMany(block => block.Axes).SelectMany(axis => axis.Values).Select(value => value?.DeepClone());
            return $"\"baselines\": {(blocks.Exists(block => block.IsAuto) ? "\"auto\"" : Inline(new JsonArray([.. methods])))}";
        }

        return blocks.Exists(block => block.IsAuto)
            ? $"\"{family}\": \"auto\""
            : $"\"{family}\": [\n    {string.Join(",\n    ", blocks.Select(block => Inline(Axes(block))))}\n  ]";
    }

    // Several values become a list; a single value stands alone, unless it is itself a list.
    private static JsonObject Axes(GridBlock block)
    {
        var fields = new JsonObject();
        foreach (var axis in block.Axes)
        {
            fields[axis.Name] = axis.IsAuto ? "auto"
                : axis.Values is [not JsonArray] ? axis.Values[0]?.DeepClone()
                : new JsonArray([.. axis.Values.Select(value => value?.DeepClone())]);
        }

        return fields;
    }

    private static string Inline(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                return fields.Count == 0
                    ? "{}"
                    : $"{{ {string.Join(", ", fields.Select(field => $"{JsonSerializer.Serialize(field.Key)}: {Inline(field.Value)}"))} }}";
            case JsonArray values:
                return $"[{string.Join(", ", values.Select(Inline))}]";
            default:
                return node?.ToJsonString() ?? "null";
        }
    }
}
