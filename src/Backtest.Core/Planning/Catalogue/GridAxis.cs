using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>A key of a grid, or an axis of its blocks, with all facts about it.</summary>
/// <param name="Name">Name in the grid's JSON.</param>
/// <param name="Values">Its allowed values.</param>
/// <param name="Help">Its purpose, as a sentence.</param>
public sealed record GridAxis(string Name, AxisValues Values, string Help)
{
    /// <summary>Its name in a form; null if the form shows the JSON name.</summary>
    public string? Label { get; init; }

    /// <summary>The part of a form that holds it.</summary>
    public FormPart Part { get; init; }

    /// <summary>Its default value; null if that is JSON null or described by <see cref="Otherwise"/>.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>The default behaviour, as part of a sentence; null if <see cref="Default"/> gives it.</summary>
    public string? Otherwise { get; init; }

    /// <summary>The initial values in a form when someone adds the axis; null for the default.</summary>
    public JsonNode? Start { get; init; }

    /// <summary>Whether it can be <c>auto</c>, the values of the default grid.</summary>
    public bool MayBeAuto { get; init; }
}
