using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Problems;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>A field of a record that is read from a grid.</summary>
/// <param name="Axis">Its name, values and purpose.</param>
/// <param name="Read">
/// Returns the record with a value from a grid, given its place; throws an <see cref="InputException"/> if the value is not allowed.
/// </param>
/// <param name="Write">Returns the record's value as JSON; null if it has none.</param>
internal sealed record GridField<T>(GridAxis Axis, Func<T, JsonElement, string, T> Read, Func<T, JsonNode?> Write)
    where T : new()
{
    /// <summary>A field with the JSON of a property; the default is that of a new record.</summary>
    /// <param name="axis">Its name, values and purpose.</param>
    /// <param name="get">Returns the property; null if it has no value.</param>
    /// <param name="with">Returns the record with a value of the property.</param>
    public static GridField<T> Of<TValue>(GridAxis axis, Func<T, TValue> get, Func<T, TValue, T> with) => new(
        axis with { Default = axis.Otherwise is null ? JsonSerializer.SerializeToNode(get(new T())) : null },
        (record, value, where) => with(record, FieldReader.Check(axis, value, where).Deserialize<TValue>()!),
        record => JsonSerializer.SerializeToNode(get(record)));
}
