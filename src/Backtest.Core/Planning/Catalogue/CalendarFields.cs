using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>The grid's key <c>calendar</c>: an object that describes the covariates computed from the dates.</summary>
internal static class CalendarFields
{
    private const int MostDaysAround = 3;

    private static readonly GridAxis Fourier =
        new("fourier", new TermCounts(), "Sines and cosines of the date: the number of pairs by the length of a season in steps.")
        {
            Label = "Fourier terms",
            Otherwise = "none",
        };

    /// <summary>The fields of the object.</summary>
    public static IReadOnlyList<GridField<CalendarChoice>> All { get; } =
    [
        GridField<CalendarChoice>.Of(
            new(
                "country",
                new Choices([.. HolidayTable.Countries.Select(code => new Choice(code))]),
                "Country whose public holidays are a covariate (ISO 3166-1); longer steps than a day count theirs.")
            {
                Label = "Holidays of",
                Otherwise = "none",
            },
            calendar => calendar.Country,
            (calendar, value) => calendar with { Country = value }),
        GridField<CalendarChoice>.Of(
            new(
                "subdivision",
                new Texts(),
                "Part of the country with holidays of its own, such as BY in DE (ISO 3166-2).")
            {
                Label = "Part of the country",
                Otherwise = "the whole country",
            },
            calendar => calendar.Subdivision,
            (calendar, value) => calendar with { Subdivision = value }),
        GridField<CalendarChoice>.Of(
            new(
                "daysAround",
                new WholeNumbers(0, MostDaysAround),
                "Days before and after a holiday, each a covariate; longer steps than a day have none.")
            {
                Label = "Days around a holiday",
            },
            calendar => calendar.DaysAround,
            (calendar, value) => calendar with { DaysAround = value }),
        GridField<CalendarChoice>.Of(
            new(
                "workingDays",
                new TrueOrFalse(),
                "Whether working days are a covariate: their number in a month, quarter or week, and whether a day is one.")
            {
                Label = "Working days",
            },
            calendar => calendar.WorkingDays,
            (calendar, value) => calendar with { WorkingDays = value }),
        new(
            Fourier,
            (calendar, value, where) => calendar with { Fourier = Waves(FieldReader.Check(Fourier, value, where)) },
            calendar => calendar.Fourier is [] ? null : Terms(calendar.Fourier)),
    ];

    /// <summary>The key.</summary>
    public static GridField<Grid> Field { get; } = new(
        new(
            "calendar",
            new Objects([.. All.Select(field => field.Axis)]),
            "Covariates that come from the dates: holidays, working days, Fourier terms; known ahead.")
        {
            Otherwise = "none",
        },
        (grid, value, where) => grid with { Calendar = Read(value, where) },
        grid => grid.Calendar is { } calendar ? Write(calendar) : null);

    private static CalendarChoice Read(JsonElement value, string where)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new InputException(
                "The calendar is not an object.", where, "Give an object such as {\"country\": \"DE\", \"workingDays\": true}.");
        }

        var calendar = FieldReader.Read(All, value, where);
        if (calendar.Subdivision is { } part)
        {
            CheckSubdivision(calendar.Country, part, $"{where}.subdivision");
        }

        return calendar.Country is not null || calendar.WorkingDays || calendar.Fourier.Count > 0
            ? calendar
            : throw new InputException("The calendar gives no covariate.", where, "Give a country, workingDays or fourier.");
    }

    private static void CheckSubdivision(string? country, string part, string where)
    {
        if (country is null)
        {
            throw new InputException($"'{part}' is a part of no country.", where, "Give the country as well, such as \"country\": \"DE\".");
        }

        var known = HolidayTable.SubdivisionsOf(country);
        if (!known.Contains(part))
        {
            throw new InputException(
                $"The table of holidays knows no part '{part}' of {country}.",
                where,
                known.Count == 0
                    ? $"Leave it out: the holidays of {country} are those of the whole country."
                    : $"Give one of {string.Join(", ", known)}, or leave it out.");
        }
    }

    private static List<CalendarWave> Waves(JsonElement value) =>
    [
        .. value.EnumerateObject()
            .Select(season => new CalendarWave(TermCounts.LengthOf(season.Name)!.Value, season.Value.GetInt32()))
            .OrderBy(wave => wave.SeasonLength),
    ];

    private static JsonObject Terms(IReadOnlyList<CalendarWave> waves) =>
        new(waves.Select(wave => KeyValuePair.Create(
            wave.SeasonLength.ToString(CultureInfo.InvariantCulture), (JsonNode?)JsonValue.Create(wave.Terms))));

    // Defaults are omitted.
    private static JsonObject Write(CalendarChoice calendar)
    {
        var usual = new CalendarChoice();
        return new(All
            .Select(field => (field.Axis.Name, Value: field.Write(calendar), Usual: field.Write(usual)))
            .Where(field => field.Value is not null && !JsonNode.DeepEquals(field.Value, field.Usual))
            .Select(field => KeyValuePair.Create(field.Name, field.Value)));
    }
}
