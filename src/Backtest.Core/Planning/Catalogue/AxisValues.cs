using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>The allowed values of a grid's key or of an axis of its blocks.</summary>
public abstract record AxisValues
{
    /// <summary>The values as words in messages, such as <c>a whole number from 1 to 8</c>.</summary>
    public abstract string InWords { get; }

    /// <summary>Whether they are numbers, which can be given as a range.</summary>
    public virtual bool AreNumbers => false;

    /// <summary>Whether they are whole numbers.</summary>
    public virtual bool AreWhole => false;

    /// <summary>Whether a single value is itself a JSON array.</summary>
    public virtual bool AreLists => false;

    /// <summary>Whether a value is allowed.</summary>
    /// <param name="value">A JSON value.</param>
    public abstract bool Accepts(JsonElement value);

    /// <summary>The values as a JSON Schema (2020-12).</summary>
    public abstract JsonObject ToSchema();

    /// <summary>The bounds for the ends of a range; null if there are none or the values are not numbers.</summary>
    internal virtual JsonObject? ToRangeEndSchema() => null;
}
