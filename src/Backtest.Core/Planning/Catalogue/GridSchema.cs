using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>
/// The JSON Schema (2020-12) of a grid, for editors and clients of the contract. It accepts everything that the reader accepts; only the
/// reader rejects errors that involve several values, such as contradictory options.
/// </summary>
public static class GridSchema
{
    private const string Auto = "auto";
    private const string Range = "GridRange";

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as a standalone document, with its definitions under <c>$defs</c>.</summary>
    public static string Write()
    {
        const string prefix = "#/$defs/";
        var schema = Root(prefix);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Add("$defs", new JsonObject(Definitions(prefix).Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Schema))));
        return schema.ToJsonString(Indented) + "\n";
    }

    /// <summary>The schema without its definitions.</summary>
    /// <param name="prefix">Prefix of references to definitions.</param>
    public static JsonObject Root(string prefix)
    {
        var schema = ObjectOf(
        [
            .. GridCatalogue.Keys.Prepend(GridCatalogue.Schema).Select(axis => (axis.Name, Described(axis, axis.Values.ToSchema()))),
            (GridCatalogue.Baselines.Name, OfAxis(GridCatalogue.Baselines, prefix)),
            .. GridCatalogue.Families.Select(family => (family.Name, OfFamily(family, prefix))),
        ]);
        schema.Insert(0, "title", "Grid");
        schema.Insert(
            1,
            "description",
            "What to try on a series, and how to score it. Every key is optional; what is left out "
                + "is chosen by the series' length and season.");
        return schema;
    }

    /// <summary>The definitions that the schema refers to, by name.</summary>
    /// <param name="prefix">Prefix of references to definitions.</param>
    public static IEnumerable<(string Name, JsonObject Schema)> Definitions(string prefix)
    {
        yield return (Range, OfRange());
        foreach (var family in GridCatalogue.Families)
        {
            var block = ObjectOf(family.Axes.Select(axis => (axis.Name, OfAxis(axis, prefix))));
            block.Insert(0, "description", $"A block of trials: all combinations of its axes' values. {Plain(family.Help)}");
            yield return (NameOf(family), block);
        }
    }

    /// <summary>A text without code marks.</summary>
    public static string Plain(string text) => text.Replace("`", "", StringComparison.Ordinal);

    /// <summary>The schema of an object with only the given fields.</summary>
    internal static JsonObject ObjectOf(IEnumerable<(string Name, JsonObject Schema)> fields, string? required = null)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Schema))),
            ["additionalProperties"] = false,
        };
        if (required is not null)
        {
            schema["required"] = new JsonArray(required);
        }

        return schema;
    }

    /// <summary>A schema with an axis' purpose first and its default last.</summary>
    internal static JsonObject Described(GridAxis axis, JsonObject schema)
    {
        var meanings = axis.Values is Choices choices ? Meanings(choices) : "";
        var otherwise = axis.Otherwise is null ? "" : $" If left out: {axis.Otherwise}.";
        schema.Insert(0, "description", Plain(axis.Help + meanings + otherwise));
        if (axis.Default is not null)
        {
            schema["default"] = axis.Default.DeepClone();
        }

        return schema;
    }

    private static string NameOf(GridFamily family) => $"Grid{char.ToUpperInvariant(family.Name[0])}{family.Name[1..]}Block";

    private static string Meanings(Choices choices)
    {
        var known = choices.All.Where(choice => choice.Meaning is not null).Select(choice => $"{choice.Word}: {choice.Meaning}").ToList();
        return known.Count == 0 ? "" : $" {string.Join("; ", known)}.";
    }

    // One value, several, a range of numbers, or the values of the default grid.
    private static JsonObject OfAxis(GridAxis axis, string prefix)
    {
        var kinds = new JsonArray(
            axis.Values.ToSchema(),
            new JsonObject { ["type"] = "array", ["items"] = axis.Values.ToSchema(), ["minItems"] = 1 });
        if (axis.Values.ToRangeEndSchema() is { } end)
        {
            kinds.Add(new JsonObject { ["$ref"] = prefix + Range, ["properties"] = new JsonObject { ["from"] = end } });
        }

        if (axis.MayBeAuto)
        {
            kinds.Add(new JsonObject { ["const"] = Auto });
        }

        return Described(axis, new JsonObject { ["anyOf"] = kinds });
    }

    private static JsonObject OfFamily(GridFamily family, string prefix) => new()
    {
        ["description"] = $"{Plain(family.Help)} A block, a list of blocks, or auto for those of the default grid.",
        ["anyOf"] = new JsonArray(
            new JsonObject { ["$ref"] = prefix + NameOf(family) },
            new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = prefix + NameOf(family) } },
            new JsonObject { ["const"] = Auto }),
    };

    private static JsonObject OfRange() => new()
    {
        ["description"] = "A range of numbers: from and to with either a step or a count; with a log "
            + "scale, a count of numbers with equal ratios.",
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["from"] = new JsonObject { ["description"] = "The first number.", ["type"] = "number" },
            ["to"] = new JsonObject { ["description"] = "The last number, or a bound for it.", ["type"] = "number" },
            ["step"] = new JsonObject { ["description"] = "The difference between two numbers.", ["type"] = "number", ["exclusiveMinimum"] = 0 },
            ["count"] = new JsonObject
            {
                ["description"] = "How many numbers.",
                ["type"] = "integer",
                ["minimum"] = 1,
                ["maximum"] = GridRange.MostValues,
            },
            ["scale"] = new JsonObject
            {
                ["description"] = "Whether differences or ratios are equal.",
                ["enum"] = new JsonArray([.. GridRange.Scales.Select(scale => JsonValue.Create(scale))]),
            },
        },
        ["required"] = new JsonArray("from", "to"),
        ["oneOf"] = new JsonArray(
            new JsonObject { ["required"] = new JsonArray("step") },
            new JsonObject { ["required"] = new JsonArray("count") }),
        ["additionalProperties"] = false,
    };
}
