using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Nonempty texts.</summary>
/// <param name="MayBeList">Whether a list of texts is allowed as well.</param>
public sealed record Texts(bool MayBeList = false) : AxisValues
{
    /// <inheritdoc/>
    public override string InWords => MayBeList ? "a text or a list of texts" : "a text";

    /// <inheritdoc/>
    public override bool Accepts(JsonElement value) =>
        IsText(value) || (MayBeList && value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsText));

    /// <inheritdoc/>
    public override JsonObject ToSchema() => MayBeList
        ? new() { ["anyOf"] = new JsonArray(Text(), new JsonObject { ["type"] = "array", ["items"] = Text() }) }
        : Text();

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0;

    private static JsonObject Text() => new() { ["type"] = "string", ["minLength"] = 1 };
}
