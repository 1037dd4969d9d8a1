using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Problems;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>A field of a record that is read from a grid.</summary>
/// <param name="Axis">Its name, values and purpose.</param>
/// <param name="Read">
/// The record with a value that stands in a grid, given with its place; an <see cref="InputException"/> where it is not allowed.
/// </param>
/// <param name="Write">The record's value as JSON; null where it has none.</param>
internal sealed record GridField<T>(GridAxis Axis, Func<T, JsonElement, string, T> Read, Func<T, JsonNode?> Write)
    where T : new()
{
    /// <summary>A field whose JSON is that of a property; what a new record has is its default.</summary>
    /// <param name="axis">Its name, values and purpose.</param>
    /// <param name="get">The property; null where there is no value.</param>
    /// <param name="with">The record with a value of the property.</param>
    public static GridField<T> Of<TValue>(GridAxis axis, Func<T, TValue> get, Func<T, TValue, T> with) => new(
        axis with { Default = axis.Otherwise is null ? JsonSerializer.SerializeToNode(get(new T())) : null },
        (record, value, where) => with(record, FieldReader.Check(axis, value, where).Deserialize<TValue>()!),
        record => JsonSerializer.SerializeToNode(get(record)));
}
