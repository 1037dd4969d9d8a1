using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning;

/// <summary>Writes a grid as the JSON that <see cref="GridReader"/> reads, a line per field and block.</summary>
public static class GridWriter
{
    /// <summary>Writes a grid; fields that are null or as they are by default are left out.</summary>
    /// <param name="grid">The grid.</param>
    public static string Write(Grid grid)
    {
        var usual = new Grid();
        var lines = new List<string>();
        void Add<T>(string name, T value, T byDefault)
        {
            if (value is not null && !EqualityComparer<T>.Default.Equals(value, byDefault))
            {
                lines.Add($"{JsonSerializer.Serialize(name)}: {Inline(JsonSerializer.SerializeToNode(value))}");
            }
        }

        Add("target", grid.Target, null);
        Add("pastCovariates", grid.PastCovariates.Count > 0 ? grid.PastCovariates : null, null);
        Add("futureCovariates", grid.FutureCovariates.Count > 0 ? grid.FutureCovariates : null, null);
        Add(GridColumns.Key, GridColumns.Write(grid.Columns), null);
        Add("seasonLength", grid.SeasonLength, null);
        Add("horizon", grid.Horizon, null);
        Add("testLength", grid.TestLength, null);
        Add("windows", grid.Windows, null);
        Add("step", grid.Step, null);
        Add("gap", grid.Gap, usual.Gap);
        Add("trainingLength", grid.TrainingLength, null);
        Add("refitEvery", grid.RefitEvery, null);
        Add("metric", grid.Metric, usual.Metric);
        Add("winner", grid.Winner, usual.Winner);
        Add("nonNegative", grid.NonNegative, null);
        Add("search", Search(grid.Search), null);
        Add("seed", grid.Seed, usual.Seed);
        Add("batchSeconds", grid.BatchSeconds, usual.BatchSeconds);
        foreach (var engine in (grid.Blocks ?? []).GroupBy(block => block.Engine))
        {
            lines.Add(Blocks(engine.Key, [.. engine]));
        }

        return $"{{\n  {string.Join(",\n  ", lines)}\n}}\n";
    }

    // What a method does not use is left out, and so all of the usual one.
    private static JsonObject? Search(Search search) => search.Method switch
    {
        SearchMethod.Random => new JsonObject { ["method"] = "random", ["trials"] = search.Trials, ["seed"] = search.Seed },
        SearchMethod.Halving => new JsonObject { ["method"] = "halving", ["reduction"] = search.Reduction, ["rounds"] = search.Rounds },
        _ => null,
    };

    private static string Blocks(string engine, List<GridBlock> blocks)
    {
        if (engine == "baseline")
        {
            var methods = blocks.SelectMany(block => block.Axes).SelectMany(axis => axis.Values).Select(value => value?.DeepClone());
            return $"\"baselines\": {(blocks.Exists(block => block.IsAuto) ? "\"auto\"" : Inline(new JsonArray([.. methods])))}";
        }

        return blocks.Exists(block => block.IsAuto)
            ? $"\"{engine}\": \"auto\""
            : $"\"{engine}\": [\n    {string.Join(",\n    ", blocks.Select(block => Inline(Axes(block))))}\n  ]";
    }

    // A list of values as a list; one alone as it is, unless that is a list itself.
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
                return fields.Count == 0 ? "{}" : $"{{ {string.Join(", ", fields.Select(field => $"{JsonSerializer.Serialize(field.Key)}: {Inline(field.Value)}"))} }}";
            case JsonArray values:
                return $"[{string.Join(", ", values.Select(Inline))}]";
            default:
                return node?.ToJsonString() ?? "null";
        }
    }
}
