using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>The values that a key of a grid or an axis of its blocks takes.</summary>
public abstract record AxisValues
{
    /// <summary>The values in words, as messages give them, such as <c>a whole number from 1 to 8</c>.</summary>
    public abstract string InWords { get; }

    /// <summary>Whether they are numbers, which a range may give.</summary>
    public virtual bool AreNumbers => false;

    /// <summary>Whether they are whole numbers.</summary>
    public virtual bool AreWhole => false;

    /// <summary>Whether one value is itself a JSON array.</summary>
    public virtual bool AreLists => false;

    /// <summary>Whether a value is one of them.</summary>
    /// <param name="value">A JSON value.</param>
    public abstract bool Accepts(JsonElement value);

    /// <summary>The values as a JSON Schema (2020-12).</summary>
    public abstract JsonObject ToSchema();

    /// <summary>Bounds for the ends of a range of them; null where they have none or are not numbers.</summary>
    internal virtual JsonObject? ToRangeEndSchema() => null;
}
