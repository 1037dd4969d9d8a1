using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>A key of a grid, or an axis of its blocks, with all facts about it in one place.</summary>
/// <param name="Name">Name in the grid's JSON.</param>
/// <param name="Values">The values that it takes.</param>
/// <param name="Help">What it is for, as a sentence.</param>
public sealed record GridAxis(string Name, AxisValues Values, string Help)
{
    /// <summary>Its name in a form; null where its own name stands there.</summary>
    public string? Label { get; init; }

    /// <summary>Where a form has it.</summary>
    public FormPart Part { get; init; }

    /// <summary>Its value where a grid does not give it; null where that is JSON null, or <see cref="Otherwise"/> says it.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>What holds where a grid does not give it, as a part of a sentence; null where <see cref="Default"/> does.</summary>
    public string? Otherwise { get; init; }

    /// <summary>The values that a form starts with where someone adds it; null where it starts with what holds without it.</summary>
    public JsonNode? Start { get; init; }

    /// <summary>Whether it may be <c>auto</c>: the values of the default grid.</summary>
    public bool MayBeAuto { get; init; }
}
