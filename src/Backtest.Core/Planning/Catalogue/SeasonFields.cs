using System.Globalization;
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
        if (FirstOf(value) is { } first && first != Math.Floor(first))
        {
            throw new InputException(
                string.Create(CultureInfo.InvariantCulture, $"A first season of {first} values is not a whole number."),
                where,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Give {Math.Round(first)}. ARIMA can have the fraction: \"arima\": {{\"auto\": \"stepwise\", \"fourier\": ")
                    + string.Create(CultureInfo.InvariantCulture, $"[{{\"season\": {first}}}]}}."));
        }

        if (FieldReader.Check(Field.Axis, value, where).ValueKind == JsonValueKind.Number)
        {
            return grid with { SeasonLength = value.GetInt32(), LongSeasons = [] };
        }

        var lengths = value.Deserialize<double[]>()!;
        return lengths.Length is >= 1 and <= MostSeasons
            && lengths.Zip(lengths.Skip(1)).All(pair => pair.First < pair.Second)
            ? grid with { SeasonLength = (int)lengths[0], LongSeasons = lengths[1..] }
            : throw new InputException(
                $"{value.GetRawText()} is not a list of seasons.",
                where,
                $"Give one to {MostSeasons} lengths that increase, the first of them a whole number, such as [24, 168] or [7, 365.25].");
    }

    // Null if there is none that could be a season.
    private static double? FirstOf(JsonElement value)
    {
        var first = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().FirstOrDefault() : value;
        return first.ValueKind == JsonValueKind.Number
            && first.TryGetDouble(out var length)
            && length is >= SharedAxes.ShortestSeason and <= SharedAxes.LongestSeason
            ? length
            : null;
    }
}
