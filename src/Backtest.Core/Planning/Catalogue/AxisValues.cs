using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>The values that a key of a grid or an axis of its blocks takes.</summary>
public abstract record AxisValues
{
    /// <summary>They in words, as messages say them, such as <c>a whole number from 1 to 8</c>.</summary>
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

    /// <summary>They as a JSON Schema (2020-12).</summary>
    public abstract JsonObject ToSchema();

    /// <summary>What an end of a range of them has to keep; null where they have no bounds or are no numbers.</summary>
    internal virtual JsonObject? ToRangeEndSchema() => null;
}
