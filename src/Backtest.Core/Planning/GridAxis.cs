using System.Globalization;
using System.Text.Json;

namespace Backtest.Core.Planning;

/// <summary>A field of a grid: its name and the values that it allows.</summary>
/// <param name="Name">Name in the grid's JSON.</param>
/// <param name="Allowed">The allowed values in words.</param>
/// <param name="Accepts">Whether a value is allowed.</param>
/// <param name="IsList">Whether one value is itself a JSON array.</param>
public sealed record GridAxis(string Name, string Allowed, Func<JsonElement, bool> Accepts, bool IsList = false)
{
    /// <summary>What it is for, as a sentence; null where only the documentation says so.</summary>
    public string? Help { get; init; }

    /// <summary>The texts that it allows; empty where others are allowed too.</summary>
    public IReadOnlyList<string> Words { get; private init; } = [];

    /// <summary>Whether a list of texts is allowed in place of one.</summary>
    public bool AllowsTexts { get; private init; }

    /// <summary>Whether the values are numbers, which a range may give.</summary>
    public bool IsNumber { get; private init; }

    /// <summary>Whether they are whole numbers.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>A whole number between two bounds, both included.</summary>
    public static GridAxis WholeNumber(string name, int minimum, int maximum) => new(
        name,
        (minimum, maximum) == (int.MinValue, int.MaxValue)
            ? "a whole number"
            : string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}"),
        value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= minimum && number <= maximum)
    {
        IsNumber = true,
        IsWhole = true,
    };

    /// <summary>A number between two bounds, both included.</summary>
    public static GridAxis Number(string name, double minimum, double maximum) => new(
        name,
        string.Create(CultureInfo.InvariantCulture, $"a number from {minimum} to {maximum}"),
        value => value.ValueKind == JsonValueKind.Number && value.GetDouble() >= minimum && value.GetDouble() <= maximum)
    {
        IsNumber = true,
    };

    /// <summary>true or false.</summary>
    public static GridAxis Flag(string name) =>
        new(name, "true or false", value => value.ValueKind is JsonValueKind.True or JsonValueKind.False);

    /// <summary>Text that is not empty.</summary>
    public static GridAxis Text(string name) =>
        new(name, "a text", value => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0);

    /// <summary>Text that is not empty, or a list of such texts.</summary>
    public static GridAxis TextOrList(string name) => new(
        name,
        "a text or a list of texts",
        value => Text(name).Accepts(value) || (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(Text(name).Accepts)))
    {
        AllowsTexts = true,
    };

    /// <summary>One of the names of an enumeration, as its JSON has them.</summary>
    public static GridAxis Choice<T>(string name)
        where T : struct, Enum =>
        OneOf(name, [.. Enum.GetValues<T>().Select(value => JsonSerializer.SerializeToElement(value).GetString()!)]);

    /// <summary>One of some texts.</summary>
    public static GridAxis OneOf(string name, IReadOnlyList<string> texts) =>
        new(name, "one of " + string.Join(", ", texts), value => value.ValueKind == JsonValueKind.String && texts.Contains(value.GetString())) { Words = texts };

    /// <summary>The same field with null allowed.</summary>
    public static GridAxis Nullable(GridAxis axis) =>
        axis with { Allowed = axis.Allowed + ", or null", Accepts = value => value.ValueKind == JsonValueKind.Null || axis.Accepts(value) };

    /// <summary>A list of such values as one value.</summary>
    public static GridAxis ListOf(GridAxis axis) => new(
        axis.Name,
        $"a list, each {axis.Allowed}",
        value => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(axis.Accepts),
        IsList: true);
}
