using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Lists, each of which is one value.</summary>
/// <param name="Of">The elements of a list.</param>
public sealed record Lists(AxisValues Of) : AxisValues
{
    /// <inheritdoc/>
    public override string InWords => $"a list, each {Of.InWords}";

    /// <inheritdoc/>
    public override bool AreLists => true;

    /// <inheritdoc/>
    public override bool Accepts(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(Of.Accepts);

    /// <inheritdoc/>
    public override JsonObject ToSchema() => new() { ["type"] = "array", ["items"] = Of.ToSchema() };
}
