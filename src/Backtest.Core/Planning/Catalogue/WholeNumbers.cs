using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Whole numbers between two bounds.</summary>
/// <param name="Minimum">The smallest.</param>
/// <param name="Maximum">The largest.</param>
public sealed record WholeNumbers(int Minimum, int Maximum) : AxisValues
{
    // Ends of ranges are rounded, halves to even.
    private const double Rounding = 0.5;

    /// <summary>All 32-bit integers.</summary>
    public static WholeNumbers Any { get; } = new(int.MinValue, int.MaxValue);

    /// <inheritdoc/>
    public override string InWords => this == Any
        ? "a whole number"
        : string.Create(CultureInfo.InvariantCulture, $"a whole number from {Minimum} to {Maximum}");

    /// <inheritdoc/>
    public override bool AreNumbers => true;

    /// <inheritdoc/>
    public override bool AreWhole => true;

    /// <inheritdoc/>
    public override bool Accepts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= Minimum && number <= Maximum;

    /// <inheritdoc/>
    public override JsonObject ToSchema() => new() { ["type"] = "integer", ["minimum"] = Minimum, ["maximum"] = Maximum };

    /// <inheritdoc/>
    internal override JsonObject ToRangeEndSchema() => new() { ["minimum"] = Minimum - Rounding, ["maximum"] = Maximum + Rounding };
}
