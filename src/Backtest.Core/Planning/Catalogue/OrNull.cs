using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Some values, or null.</summary>
/// <param name="Of">The values.</param>
/// <param name="Meaning">Meaning of null, as part of a sentence.</param>
public sealed record OrNull(AxisValues Of, string Meaning) : AxisValues
{
    /// <inheritdoc/>
    public override string InWords => Of.InWords + ", or null";

    /// <inheritdoc/>
    public override bool AreNumbers => Of.AreNumbers;

    /// <inheritdoc/>
    public override bool AreWhole => Of.AreWhole;

    /// <inheritdoc/>
    public override bool AreLists => Of.AreLists;

    /// <inheritdoc/>
    public override bool Accepts(JsonElement value) => value.ValueKind == JsonValueKind.Null || Of.Accepts(value);

    /// <inheritdoc/>
    public override JsonObject ToSchema() => new() { ["anyOf"] = new JsonArray(Of.ToSchema(), new JsonObject { ["type"] = "null" }) };

    /// <inheritdoc/>
    internal override JsonObject? ToRangeEndSchema() => Of.ToRangeEndSchema();
}
