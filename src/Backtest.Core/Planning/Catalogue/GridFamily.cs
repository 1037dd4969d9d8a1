using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Models;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>A model family that has blocks in a grid.</summary>
public sealed record GridFamily
{
    /// <summary>Describes a model family.</summary>
    /// <param name="usual">The family's default spec.</param>
    /// <param name="label">Its display name.</param>
    /// <param name="help">Its description, as a sentence.</param>
    /// <param name="start">The initial block in a form, as JSON.</param>
    /// <param name="example">A block to show in messages, as JSON.</param>
    /// <param name="axes">Its axes, each a property of the spec, which has their defaults.</param>
    /// <exception cref="ArgumentException">The spec has no property with the name of an axis.</exception>
    internal GridFamily(ModelSpec usual, string label, string help, string start, string example, IReadOnlyList<GridAxis> axes)
    {
        var fields = JsonSerializerOptions.Default.GetTypeInfo(usual.GetType()).Properties.ToDictionary(property => property.Name);
        (Name, Label, Help, Start, Example) = (usual.Family, label, help, JsonNode.Parse(start)!.AsObject(), example);
        Axes =
        [
            .. axes.Select(axis => !fields.TryGetValue(axis.Name, out var field)
                ? throw new ArgumentException($"{usual.GetType().Name} has no field {axis.Name}.", nameof(axes))
                : axis.Otherwise is not null ? axis
                : axis with { Default = JsonSerializer.SerializeToNode(field.Get!(usual), field.PropertyType) }),
        ];
    }

    /// <summary>Its key in a grid.</summary>
    public string Name { get; }

    /// <summary>Its display name.</summary>
    public string Label { get; }

    /// <summary>Its description, as a sentence.</summary>
    public string Help { get; }

    /// <summary>The initial block in a form.</summary>
    public JsonObject Start { get; }

    /// <summary>The axes of its blocks.</summary>
    public IReadOnlyList<GridAxis> Axes { get; }

    /// <summary>A block to show in messages, as JSON.</summary>
    internal string Example { get; }
}
