using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>true or false.</summary>
public sealed record TrueOrFalse : AxisValues
{
    /// <inheritdoc/>
    public override string InWords => "true or false";

    /// <inheritdoc/>
    public override bool Accepts(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    /// <inheritdoc/>
    public override JsonObject ToSchema() => new() { ["type"] = "boolean" };
}
