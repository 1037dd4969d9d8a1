using System.Globalization;

namespace Backtest.Browser.Tests;

/// <summary>Three years of days to the end of 2023, with a week: a series too long for one look, judged on windows far apart.</summary>
internal static class ThreeYears
{
    public const string Name = "three-years";

    public static string Csv { get; } = "day,load in MW\n" + string.Concat(Enumerable.Range(0, 1095).Select(t => string.Create(
        CultureInfo.InvariantCulture,
        $"{new DateTime(2021, 1, 1).AddDays(t):yyyy-MM-dd},{500 + (t / 20) + (40 * Math.Sin(t * Math.PI / 3.5)) + (t * 7919 % 31):0.0}\n")));

    /// <summary>Its run, made once.</summary>
    public static Task StoreAsync(Browsing browsing) =>
        browsing.UploadAsync(Name, Csv, """{ "seasonLength": 7, "horizon": 7, "baselines": ["naive"], "theta": {} }""");
}
