using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Problems;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>The grid's key <c>seasonLength</c>: a season length, or a list of several.</summary>
internal static class SeasonFields
{
    private const int MostSeasons = 4;

    /// <summary>The key.</summary>
    public static GridField<Grid> Field { get; } = new(
        new(
            "seasonLength",
            new Either(
                new WholeNumbers(1, SharedAxes.LongestSeason), new Lists(new Numbers(SharedAxes.ShortestSeason, SharedAxes.LongestSeason))),
            $"Values per season, 1 for none; or a list of up to {MostSeasons} that increase, of which the first is whole.")
        {
            Label = "Season length",
            Part = FormPart.Scoring,
            Otherwise = "by the dates: 12 for months, 4 for quarters, 2 for half years, 52 for weeks, 7 for days, 5 for working days, a "
                + "day of shorter steps; also a year for days and a week for shorter steps, if the series has more than four; otherwise "
                + "from the first half of the values",
        },
        Read,
        grid => grid.SeasonLength is not { } first ? null
            : grid.LongSeasons.Count == 0 ? JsonValue.Create(first)
            : new JsonArray([JsonValue.Create(first), .. grid.LongSeasons.Select(length => JsonValue.Create(length))]));

    private static Grid Read(Grid grid, JsonElement value, string where)
    {
        if (FieldReader.Check(Field.Axis, value, where).ValueKind == JsonValueKind.Number)
        {
            return grid with { SeasonLength = value.GetInt32(), LongSeasons = [] };
        }

        var lengths = value.Deserialize<double[]>()!;
        return lengths.Length is >= 1 and <= MostSeasons
            && lengths[0] == Math.Floor(lengths[0])
            && lengths.Zip(lengths.Skip(1)).All(pair => pair.First < pair.Second)
            ? grid with { SeasonLength = (int)lengths[0], LongSeasons = lengths[1..] }
            : throw new InputException(
                $"{value.GetRawText()} is not a list of seasons.",
                where,
                $"Give one to {MostSeasons} lengths that increase, the first of them a whole number, such as [24, 168] or [7, 365.25].");
    }
}
