using Backtest.Core.Problems;
using PublicHoliday;

namespace Backtest.Core.Series.Calendars;

/// <summary>
/// Public holidays of countries and their parts from the package PublicHoliday, on the days when they are observed, with
/// <see cref="HolidayCorrections"/>.
/// </summary>
internal static class HolidayTable
{
    // The package caches the days of Easter in a dictionary that is not thread-safe.
    private static readonly Lock Reading = new();

    private static readonly SortedDictionary<string, Country> Known = new(StringComparer.Ordinal)
    {
        ["AT"] = Whole(() => new AustriaPublicHoliday()),
        ["AU"] = Parts<AustraliaPublicHoliday.States>(
            state => new AustraliaPublicHoliday { State = state }, "ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"),
        ["BE"] = Whole(() => new BelgiumPublicHoliday()),
        ["BR"] = Whole(() => new BrazilPublicHoliday()),
        ["CA"] = new(
            province => new CanadaPublicHoliday(province ?? ""),
            ["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"]),
        ["CH"] = Parts<SwitzerlandPublicHoliday.Cantons>(
            canton => new SwitzerlandPublicHoliday { Canton = canton },
            "AG", "AI", "AR", "BE", "BL", "BS", "FR", "GE", "GL", "GR", "JU", "LU", "NE", "NW", "OW", "SG", "SH", "SO", "SZ", "TG", "TI",
            "UR", "VD", "VS", "ZG", "ZH"),
        ["CZ"] = Whole(() => new CzechRepublicPublicHoliday()),
        ["DE"] = Parts<GermanPublicHoliday.States>(
            state => new GermanPublicHoliday { State = state },
            "BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"),
        ["DK"] = Whole(() => new DenmarkPublicHoliday()),
        ["EE"] = Whole(() => new EstoniaPublicHoliday()),
        ["ES"] = Whole(() => new SpainPublicHoliday()),
        ["FI"] = Whole(() => new FinlandPublicHoliday()),
        ["FR"] = Parts<FrancePublicHoliday.Regions>(
            region => new FrancePublicHoliday { Region = region },
            ("57", FrancePublicHoliday.Regions.AlsaceMoselle),
            ("6AE", FrancePublicHoliday.Regions.AlsaceMoselle),
            ("971", FrancePublicHoliday.Regions.Guadeloupe),
            ("972", FrancePublicHoliday.Regions.Martinique),
            ("973", FrancePublicHoliday.Regions.Guyane),
            ("974", FrancePublicHoliday.Regions.Reunion),
            ("976", FrancePublicHoliday.Regions.Mayotte),
            ("BL", FrancePublicHoliday.Regions.SaintBarthelemy),
            ("MF", FrancePublicHoliday.Regions.SaintMartin),
            ("NC", FrancePublicHoliday.Regions.NouvelleCaledonie),
            ("PF", FrancePublicHoliday.Regions.PolynesieFrancaise),
            ("WF", FrancePublicHoliday.Regions.WallisEtFutuna)),
        ["GB"] = Parts<UKBankHoliday.UkCountries>(
            part => new UKBankHoliday { UkCountry = part },
            ("ENG", UKBankHoliday.UkCountries.England),
            ("NIR", UKBankHoliday.UkCountries.NorthernIreland),
            ("SCT", UKBankHoliday.UkCountries.Scotland),
            ("WLS", UKBankHoliday.UkCountries.Wales)),
        ["GR"] = Whole(() => new GreecePublicHoliday()),
        ["HR"] = Whole(() => new CroatiaPublicHoliday()),
        ["HU"] = Whole(() => new HungaryPublicHoliday()),
        ["IE"] = Whole(() => new IrelandPublicHoliday()),
        ["IT"] = Whole(() => new ItalyPublicHoliday()),
        ["JP"] = Whole(() => new JapanPublicHoliday()),
        ["KZ"] = Whole(() => new KazakhstanPublicHoliday()),
        ["LT"] = Whole(() => new LithuaniaPublicHoliday()),
        ["LU"] = Whole(() => new LuxembourgPublicHoliday()),
        ["LV"] = Whole(() => new LatviaPublicHoliday()),
        ["ME"] = Whole(() => new MontenegroPublicHoliday()),
        ["MX"] = Whole(() => new MexicoPublicHoliday()),
        ["NL"] = Whole(() => new DutchPublicHoliday()),
        ["NO"] = Whole(() => new NorwayPublicHoliday()),
        ["NZ"] = Parts<NewZealandPublicHoliday.ProvincialDistricts>(
            district => new NewZealandPublicHoliday { ProvincialDistrict = district },
            ("AUK", NewZealandPublicHoliday.ProvincialDistricts.AUCKLAND),
            ("CAN", NewZealandPublicHoliday.ProvincialDistricts.CANTERBURY),
            ("CIT", NewZealandPublicHoliday.ProvincialDistricts.CHATHAM_ISLANDS),
            ("HKB", NewZealandPublicHoliday.ProvincialDistricts.HAWKES_BAY),
            ("MBH", NewZealandPublicHoliday.ProvincialDistricts.MARLBOROUGH),
            ("NSN", NewZealandPublicHoliday.ProvincialDistricts.NELSON),
            ("NTL", NewZealandPublicHoliday.ProvincialDistricts.NORTHLAND),
            ("OTA", NewZealandPublicHoliday.ProvincialDistricts.OTAGO),
            ("STL", NewZealandPublicHoliday.ProvincialDistricts.SOUTHLAND),
            ("TKI", NewZealandPublicHoliday.ProvincialDistricts.TARANAKI),
            ("WGN", NewZealandPublicHoliday.ProvincialDistricts.WELLINGTON),
            ("WTC", NewZealandPublicHoliday.ProvincialDistricts.WESTLAND)),
        ["PL"] = Whole(() => new PolandPublicHoliday()),
        ["PT"] = Parts<PortugalPublicHoliday.Regions>(
            region => new PortugalPublicHoliday { Region = region },
            ("20", PortugalPublicHoliday.Regions.Acores),
            ("30", PortugalPublicHoliday.Regions.Madeira)),
        ["RO"] = Whole(() => new RomanianPublicHoliday()),
        ["RS"] = Whole(() => new SerbianPublicHoliday()),
        ["SE"] = Whole(() => new SwedenPublicHoliday()),
        ["SI"] = Whole(() => new SloveniaPublicHoliday()),
        ["SK"] = Whole(() => new SlovakiaPublicHoliday()),
        ["TR"] = Whole(() => new TurkeyPublicHoliday()),
        ["US"] = Whole(() => new USAPublicHoliday()),
        ["ZA"] = Whole(() => new SouthAfricaPublicHoliday()),
    };

    /// <summary>The codes of the countries (ISO 3166-1), in order.</summary>
    public static IReadOnlyCollection<string> Countries => Known.Keys;

    /// <summary>The package with its version.</summary>
    public static string Version { get; } = $"PublicHoliday {typeof(IPublicHolidays).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>The codes of a country's parts with their own holidays (ISO 3166-2, without the country), in order.</summary>
    public static IReadOnlyCollection<string> SubdivisionsOf(string country) => Known[country].Subdivisions;

    /// <summary>The package's holidays of a country or one of its parts.</summary>
    internal static IPublicHolidays PackageOf(string country, string? subdivision) => Known[country].Holidays(subdivision);

    /// <summary>The holidays from one day to another, in order, without duplicates.</summary>
    /// <param name="choice">A known country, optionally with one of its parts.</param>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day.</param>
    /// <exception cref="InputException">The table does not know a year.</exception>
    public static IReadOnlyList<DateOnly> Between(CalendarChoice choice, DateOnly first, DateOnly last)
    {
        var days = new SortedSet<DateOnly>();
        lock (Reading)
        {
            var holidays = PackageOf(choice.Country!, choice.Subdivision);

            // A first of January may be observed on the day before.
            for (var year = first.Year; year <= last.Year + 1; year++)
            {
                try
                {
                    days.UnionWith(SeparateHolidays.Of(holidays, year).Select(DateOnly.FromDateTime));
                }
                catch (ArgumentOutOfRangeException) when (year > last.Year)
                {
                    // Later holidays are not needed.
                }
                catch (ArgumentOutOfRangeException)
                {
                    throw new InputException(
                        $"The table of holidays does not know those of {choice.Country} in {year}.",
                        "calendar.country",
                        "Leave the country out, or send values of other years.");
                }
            }
        }

        HolidayCorrections.Apply(days, choice, first.Year, last.Year);
        return [.. days.GetViewBetween(first, last)];
    }

    private static Country Whole(Func<IPublicHolidays> holidays) => new(_ => holidays(), []);

    // Parts whose codes are the names in the package.
    private static Country Parts<T>(Func<T, IPublicHolidays> holidays, params string[] codes)
        where T : struct, Enum =>
        Parts(holidays, [.. codes.Select(code => (code, Enum.Parse<T>(code)))]);

    // The first name in the package stands for the whole country.
    private static Country Parts<T>(Func<T, IPublicHolidays> holidays, params (string Code, T Part)[] parts)
        where T : struct, Enum =>
        new(code => holidays(parts.FirstOrDefault(part => part.Code == code).Part), [.. parts.Select(part => part.Code)]);

    private sealed record Country(Func<string?, IPublicHolidays> Holidays, IReadOnlyCollection<string> Subdivisions);
}
