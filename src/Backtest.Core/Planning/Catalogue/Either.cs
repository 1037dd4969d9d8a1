using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Values of one of two kinds.</summary>
/// <param name="First">The shorter kind.</param>
/// <param name="Second">The other.</param>
public sealed record Either(AxisValues First, AxisValues Second) : AxisValues
{
    /// <inheritdoc/>
    public override string InWords => $"{First.InWords}, or {Second.InWords}";

    /// <inheritdoc/>
    public override bool Accepts(JsonElement value) => First.Accepts(value) || Second.Accepts(value);

    /// <inheritdoc/>
    public override JsonObject ToSchema() => new() { ["anyOf"] = new JsonArray(First.ToSchema(), Second.ToSchema()) };
}
