using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Backtest.Testing.Contract;

/// <summary>
/// The schemas of a contract, to validate answers. They are strict: a property that they do not name is wrong, though clients of the
/// contract should expect new ones.
/// </summary>
/// <param name="contract">The OpenAPI document.</param>
public sealed class AnswerSchemas(JsonElement contract)
{
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private readonly JsonNode _definitions = Standalone(contract.GetProperty("components").GetProperty("schemas"));
    private readonly Dictionary<string, JsonSchema> _schemas = [];

    /// <summary>The faults of an answer, with their paths.</summary>
    /// <param name="schema">The answer's schema in the contract.</param>
    /// <param name="answer">The answer.</param>
    public IReadOnlyList<string> Check(JsonElement schema, JsonElement answer)
    {
        var text = schema.GetRawText();
        if (!_schemas.TryGetValue(text, out var compiled))
        {
            _schemas[text] = compiled = JsonSchema.FromText(new JsonObject
            {
                ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
                ["$defs"] = _definitions.DeepClone(),
                ["allOf"] = new JsonArray(Standalone(schema)),
            }.ToJsonString());
        }

        var result = compiled.Evaluate(answer, Options);
        return result.IsValid
            ? []
            : [.. from detail in result.Details
                ?? [] from error in detail.Errors
                ?? [] select $"{detail.InstanceLocation}: {error.Value} ({detail.EvaluationPath})", "It does not match its schema."];
    }

    private static JsonNode Standalone(JsonElement schema)
    {
        var node = JsonNode.Parse(schema.GetRawText().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))!;
        Close(node);
        return node;
    }

    private static void Close(JsonNode? node)
    {
        if (node is JsonObject schema && schema["properties"] is JsonObject && !schema.ContainsKey("additionalProperties"))
        {
            schema["additionalProperties"] = false;
        }

        foreach (var child in node switch
        {
            JsonObject fields =>
            fields.Select(field => field.Value).ToList(),
            JsonArray items =>
            items.ToList(),
            _ =>
            []
        })
        {
            Close(child);
        }
    }
}
