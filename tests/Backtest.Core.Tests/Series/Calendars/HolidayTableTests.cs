using System.Globalization;
using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;
using PublicHoliday;

namespace Backtest.Core.Tests.Series.Calendars;

/// <summary>The table of holidays against the laws of its countries.</summary>
public sealed class HolidayTableTests
{
    // Turkey's table follows the Islamic calendar only until then.
    private const int LastYear = 2076;

    // Of Queen Elizabeth II; a holiday of Newfoundland that has no method of its own.
    private static readonly DateOnly Funeral = new(2022, 9, 19);

    public static TheoryData<string> Countries => [.. HolidayTable.Countries];

    [Theory]
    [MemberData(nameof(Countries))]
    public void Every_year_of_every_part_can_be_read(string country)
    {
        foreach (var part in HolidayTable.SubdivisionsOf(country).Append(null))
        {
            var days = HolidayTable.Between(
                new CalendarChoice { Country = country, Subdivision = part }, new(1950, 1, 1), new(LastYear, 12, 31));

            Assert.Equal(LastYear - 1949, days.Select(day => day.Year).Distinct().Count());
        }
    }

    // Easter was on 23 March 2008 and will be on 13 April 2031 and 25 April 2038.
    [Theory]
    [InlineData("CH", "ZH", 2008, "01-01 01-02 03-21 03-24 05-01 05-12 08-01 12-25 12-26")]
    [InlineData("FR", "972", 2031, "01-01 04-11 04-14 05-01 05-08 05-22 06-02 07-14 07-21 08-15 11-01 11-11 12-25")]
    [InlineData("CA", "NL", 2038, "01-01 03-15 04-23 06-24 07-01 07-12 08-02 09-06 09-30 10-11 11-11 12-27")]
    public void Two_holidays_on_the_same_day_are_one(string country, string part, int year, string expected) =>
        Assert.Equal(expected, Days(country, part, year));

    [Theory]
    [InlineData("CH")]
    [InlineData("FR")]
    public void Holidays_one_by_one_are_those_of_the_package(string country)
    {
        foreach (var part in HolidayTable.SubdivisionsOf(country).Append(null))
        {
            AssertAgreement(HolidayTable.PackageOf(country, part));
        }
    }

    [Fact]
    public void Holidays_of_Newfoundland_one_by_one_are_those_of_the_package() => AssertAgreement(HolidayTable.PackageOf("CA", "NL"));

    // Reformation Day is a holiday of four northern states since 2018; the whole country had it in 2017.
    [Theory]
    [InlineData("DE", "HH", 2016, "01-01 03-25 03-28 05-01 05-05 05-16 10-03 12-25 12-26")]
    [InlineData("DE", "NI", 2017, "01-01 04-14 04-17 05-01 05-25 06-05 10-03 10-31 12-25 12-26")]
    [InlineData("DE", "SH", 2018, "01-01 03-30 04-02 05-01 05-10 05-21 10-03 10-31 12-25 12-26")]
    [InlineData("DE", "BB", 2016, "01-01 03-25 03-27 03-28 05-01 05-05 05-15 05-16 10-03 10-31 12-25 12-26")]
    [InlineData("DE", "BE", 2020, "01-01 03-08 04-10 04-13 05-01 05-08 05-21 06-01 10-03 12-25 12-26")]
    [InlineData("DE", "SN", 2024, "01-01 03-29 04-01 05-01 05-09 05-20 10-03 10-31 11-20 12-25 12-26")]
    [InlineData("DE", "TH", 2019, "01-01 04-19 04-22 05-01 05-30 06-10 09-20 10-03 10-31 12-25 12-26")]
    [InlineData("BR", null, 2024, "01-01 02-12 02-13 03-29 04-21 05-01 05-30 09-07 10-12 11-02 11-15 11-20 12-25")]
    [InlineData("BR", null, 2023, "01-01 02-20 02-21 04-07 04-21 05-01 06-08 09-07 10-12 11-02 11-15 12-25")]
    [InlineData("US", null, 2021, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31")]
    [InlineData("US", null, 2022, "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26")]
    [InlineData("GB", null, 2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27")]
    [InlineData("GB", "SCT", 2024, "01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26")]
    [InlineData("AT", null, 2024, "01-01 01-06 04-01 05-01 05-09 05-20 05-30 08-15 10-26 11-01 12-08 12-25 12-26")]
    public void The_holidays_are_those_of_the_law(string country, string? part, int year, string expected) =>
        Assert.Equal(expected, Days(country, part, year));

    private static string Days(string country, string? part, int year) => string.Join(' ', HolidayTable
        .Between(new CalendarChoice { Country = country, Subdivision = part }, new(year, 1, 1), new(year, 12, 31))
        .Select(day => day.ToString("MM-dd", CultureInfo.InvariantCulture)));

    private static void AssertAgreement(IPublicHolidays holidays)
    {
        for (var year = 1990; year < LastYear; year++)
        {
            if (ByName(holidays, year) is { } known)
            {
                Assert.Equal(Ordered(known).Except([Funeral]), Ordered(SeparateHolidays.OneByOne(holidays, year)));
            }
        }
    }

    private static IEnumerable<DateOnly> Ordered(IEnumerable<DateTime> days) => days.Select(DateOnly.FromDateTime).Distinct().Order();

    // Null if two holidays fall on the same day.
    private static IEnumerable<DateTime>? ByName(IPublicHolidays holidays, int year)
    {
        try
        {
            return holidays.PublicHolidays(year);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
