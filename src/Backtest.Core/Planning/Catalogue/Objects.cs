using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>JSON objects with known fields.</summary>
/// <param name="Fields">The fields.</param>
/// <param name="Required">Name of the required field; null if there is none.</param>
public sealed record Objects(IReadOnlyList<GridAxis> Fields, string? Required = null) : AxisValues
{
    /// <summary>The fields in words; null to list them with their values.</summary>
    public string? FieldsInWords { get; init; }

    /// <inheritdoc/>
    public override string InWords => "an object with "
        + (FieldsInWords ?? string.Join(" and ", Fields.Select(one => $"{one.Name} ({one.Values.InWords})")));

    /// <inheritdoc/>
    public override bool Accepts(JsonElement value) => value.ValueKind == JsonValueKind.Object
        && (Required is null || value.TryGetProperty(Required, out _))
        && value.EnumerateObject().DistinctBy(given => given.Name).Count() == value.GetPropertyCount()
        && value.EnumerateObject().All(given => Fields.Any(field => field.Name == given.Name && field.Values.Accepts(given.Value)));

    /// <inheritdoc/>
    public override JsonObject ToSchema() =>
        GridSchema.ObjectOf(Fields.Select(field => (field.Name, GridSchema.Described(field, field.Values.ToSchema()))), Required);
}
