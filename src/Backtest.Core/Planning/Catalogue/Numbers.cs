using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Numbers between two bounds.</summary>
/// <param name="Minimum">The smallest.</param>
/// <param name="Maximum">The largest.</param>
public sealed record Numbers(double Minimum, double Maximum) : AxisValues
{
    /// <inheritdoc/>
    public override string InWords => string.Create(CultureInfo.InvariantCulture, $"a number from {Minimum} to {Maximum}");

    /// <inheritdoc/>
    public override bool AreNumbers => true;

    /// <inheritdoc/>
    public override bool Accepts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.GetDouble() >= Minimum && value.GetDouble() <= Maximum;

    /// <inheritdoc/>
    public override JsonObject ToSchema() => new() { ["type"] = "number", ["minimum"] = Minimum, ["maximum"] = Maximum };

    /// <inheritdoc/>
    internal override JsonObject ToRangeEndSchema() => new() { ["minimum"] = Minimum, ["maximum"] = Maximum };
}
