using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Numbers of Fourier terms by the season's length, such as <c>{"7": 3}</c>.</summary>
public sealed record TermCounts : AxisValues
{
    private const int MostSeasons = 4;

    /// <inheritdoc/>
    public override string InWords =>
        $"an object of up to {MostSeasons} season lengths in steps, each with at most half as many terms, such as "
        + "{\"7\": 3, \"365.25\": 10}";

    /// <inheritdoc/>
    public override bool Accepts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.GetPropertyCount() <= MostSeasons
        && value.EnumerateObject().DistinctBy(season => LengthOf(season.Name)).Count() == value.GetPropertyCount()
        && value.EnumerateObject().All(season =>
            LengthOf(season.Name) is { } length
            && season.Value.ValueKind == JsonValueKind.Number
            && season.Value.TryGetInt32(out var terms)
            && terms >= 1
            && terms <= length / 2);

    /// <inheritdoc/>
    public override JsonObject ToSchema() => new()
    {
        ["type"] = "object",
        ["maxProperties"] = MostSeasons,
        ["propertyNames"] = new JsonObject { ["pattern"] = @"^([2-9]|[1-9][0-9]+)(\.[0-9]+)?$" },
        ["additionalProperties"] = new JsonObject
        {
            ["type"] = "integer",
            ["minimum"] = 1,
            ["maximum"] = SharedAxes.LongestSeason / 2,
        },
    };

    /// <summary>The length given by a name; null if it is not one.</summary>
    internal static double? LengthOf(string name) =>
        double.TryParse(name, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var length)
        && length is >= SharedAxes.ShortestSeason and <= SharedAxes.LongestSeason
        && name[0] is >= '1' and <= '9'
        && !name.EndsWith('.')
            ? length
            : null;
}
