using System.Text.Json;
using Backtest.Testing.Contract;

namespace Backtest.EndToEnd.Tests;

/// <summary>The contract suite's schemas reject wrong answers; else the suite would be of no use.</summary>
public sealed class AnswerSchemasTests
{
    private static readonly JsonElement Contract = JsonDocument.Parse(
        """
        { "components": { "schemas": {
          "Step": { "type": "object", "required": ["at"], "properties": { "at": { "type": "string", "format": "date-time" }, "value": { "type": ["number", "null"] }, "spec": { "$ref": "#/components/schemas/Spec" } } },
          "Spec": { "type": "object", "required": ["engine"], "anyOf": [{ "$ref": "#/components/schemas/Theta" }] },
          "Theta": { "properties": { "engine": { "enum": ["theta"], "type": "string" }, "m": { "type": "integer" } } } } } }
        """).RootElement;

    private static readonly JsonElement Steps =
        JsonDocument.Parse("""{ "type": "array", "items": { "$ref": "#/components/schemas/Step" } }""").RootElement;

    [Theory]
    [InlineData("""[]""", true)]
    [InlineData("""[{ "at": "2020-01-01T00:00:00Z", "value": null, "spec": { "engine": "theta", "m": 4 } }]""", true)]
    [InlineData("""{}""", false)]
    [InlineData("""[{ "value": 1 }]""", false)]
    [InlineData("""[{ "at": "2020-01-01T00:00:00" }]""", false)]
    [InlineData("""[{ "at": "2020-01-01T00:00:00Z", "value": "1" }]""", false)]
    [InlineData("""[{ "at": "2020-01-01T00:00:00Z", "more": 1 }]""", false)]
    [InlineData("""[{ "at": "2020-01-01T00:00:00Z", "spec": null }]""", false)]
    [InlineData("""[{ "at": "2020-01-01T00:00:00Z", "spec": { "engine": "arima" } }]""", false)]
    [InlineData("""[{ "at": "2020-01-01T00:00:00Z", "spec": { "engine": "theta", "p": 1 } }]""", false)]
    public void An_answer_is_held_against_its_schema(string answer, bool isRight)
    {
        var problems = new AnswerSchemas(Contract).Check(Steps, JsonDocument.Parse(answer).RootElement);

        Assert.Equal(isRight, problems.Count == 0);
    }
}
