using System.Reflection;
using PublicHoliday;

namespace Backtest.Core.Series.Calendars;

/// <summary>Holidays of the package PublicHoliday in years in which two of them fall on the same day.</summary>
internal static class SeparateHolidays
{
    /// <summary>The holidays of a year; one that coincides with another may occur twice.</summary>
    /// <remarks>
    /// The package indexes the names of a year's holidays by day, and for some parts of countries it throws if two share one, such as
    /// Labour Day and Ascension in Zurich in 2008. Then its days come one by one.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The package does not know the year.</exception>
    public static IEnumerable<DateTime> Of(IPublicHolidays holidays, int year)
    {
        try
        {
            return holidays.PublicHolidays(year);
        }
        catch (ArgumentException problem) when (problem is not ArgumentOutOfRangeException)
        {
            return OneByOne(holidays, year);
        }
    }

    /// <summary>The holidays of a year by the package's methods for single days, such as <c>LabourDay(year)</c>.</summary>
    /// <remarks><c>HasLabourDay</c> tells whether a part of the country has the day; without it, all parts have it.</remarks>
    internal static IEnumerable<DateTime> OneByOne(IPublicHolidays holidays, int year)
    {
        foreach (var day in holidays.GetType().GetMethods().Where(IsDay))
        {
            if (Has(holidays, day.Name) && day.Invoke(holidays, [year]) is DateTime date)
            {
                yield return date;
            }
        }
    }

    private static bool IsDay(MethodInfo method) =>
        (Nullable.GetUnderlyingType(method.ReturnType) ?? method.ReturnType) == typeof(DateTime)
        && method.GetParameters() is [{ ParameterType: var parameter }]
        && parameter == typeof(int);

    private static bool Has(IPublicHolidays holidays, string day) => holidays.GetType().GetMember($"Has{day}") switch
    {
        [PropertyInfo property] => property.GetValue(holidays) is true,
        [MethodInfo method] => method.Invoke(holidays, [(holidays as CanadaPublicHoliday)?.Province]) is true,
        _ => true,
    };
}
