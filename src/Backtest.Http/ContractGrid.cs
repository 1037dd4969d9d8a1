using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Planning.Catalogue;

namespace Backtest.Http;

/// <summary>The schema of a grid in the contract.</summary>
internal static class ContractGrid
{
    /// <summary>Name of its component.</summary>
    public const string Name = "Grid";

    private const string Prefix = "#/components/schemas/";

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds the schema and what it refers to, among the others by name.</summary>
    /// <param name="contract">A document in OpenAPI 3.1, in JSON.</param>
    /// <remarks>They are added as JSON, because the model of OpenAPI documents cannot express every JSON Schema.</remarks>
    public static string AddTo(string contract)
    {
        // Properties with JSON of any kind are grids.
        var document =
            JsonNode.Parse(contract.Replace($"\"{Prefix}{nameof(JsonNode)}\"", $"\"{Prefix}{Name}\"", StringComparison.Ordinal))!;
        var components = document["components"]!;
        var own = components["schemas"]!.AsObject()
            .Where(schema => schema.Key != nameof(JsonNode))
            .Select(schema => KeyValuePair.Create(schema.Key, schema.Value?.DeepClone()));
        var added = GridSchema.Definitions(Prefix)
            .Append((Name, Schema: GridSchema.Root(Prefix)))
            .Select(schema => KeyValuePair.Create(schema.Name, (JsonNode?)schema.Schema));
        components["schemas"] = new JsonObject(own.Concat(added).OrderBy(schema => schema.Key, StringComparer.Ordinal));
        return document.ToJsonString(Indented);
    }
}
