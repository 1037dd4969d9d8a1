using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>Adjacent lines of charts are distinguishable, also for colour-blind readers.</summary>
public sealed class ColourTests(Browsing browsing)
{
    // A difference of 2.3 is just noticeable in CIELAB (Mahy, Van Eycken and Oosterlinck, 1994); lines are thin and apart.
    private const double LeastDistance = 10;

    // Actual values are beside each of the others, A beside B, and the forecast beside a naive one.
    private static readonly (string One, string Other)[] Pairs =
    [
        ("actual", "first"), ("actual", "second"), ("actual", "forecast"), ("first", "second"), ("forecast", "second"),
        ("forecast", "first"),
    ];

    // How colours look without one kind of cone, in linear RGB (Machado, Oliveira and Fernandes, 2009, severity 1).
    private static readonly double[][] Simulations =
    [
        [1, 0, 0, 0, 1, 0, 0, 0, 1],
        [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    ];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public Task The_lines_of_a_chart_differ_with_every_kind_of_sight(ColorScheme theme) => browsing.VisitAsync(
        "",
        async page =>
        {
            var names = Pairs.SelectMany(pair => new[] { pair.One, pair.Other }).Distinct().ToArray();
            await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", theme.ToString().ToLowerInvariant());
            var values = await page.EvaluateAsync<string[]>(
                "names => names.map(name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim())", names);
            var colours = names.Zip(values).ToDictionary(colour => colour.First, colour => colour.Second);
            foreach (var simulation in Simulations)
            {
                foreach (var (one, other) in Pairs)
                {
                    var distance = Distance(Lab(colours[one], simulation), Lab(colours[other], simulation));
                    Assert.True(distance >= LeastDistance, $"{one} and {other} are {distance:F1} apart.");
                }
            }
        },
        theme: theme);

    private static double Distance(double[] one, double[] other) =>
        Math.Sqrt(one.Zip(other, (x, y) => (x - y) * (x - y)).Sum());

    // CIELAB of a colour such as #1c5fc2 as it looks, under D65.
    private static double[] Lab(string colour, double[] simulation)
    {
        int[] channels = [0, 1, 2];
        var rgb = Array.ConvertAll(channels, k => Linear(Convert.ToByte(colour.Substring(1 + (2 * k), 2), 16) / 255.0));
        var seen = Array.ConvertAll(channels, k => Math.Clamp(channels.Sum(j => simulation[(3 * k) + j] * rgb[j]), 0, 1));
        var x = Root(((0.4124 * seen[0]) + (0.3576 * seen[1]) + (0.1805 * seen[2])) / 0.9505);
        var y = Root((0.2126 * seen[0]) + (0.7152 * seen[1]) + (0.0722 * seen[2]));
        var z = Root(((0.0193 * seen[0]) + (0.1192 * seen[1]) + (0.9505 * seen[2])) / 1.089);
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];
    }

    private static double Linear(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static double Root(double value) => value > 0.008856 ? Math.Cbrt(value) : (7.787 * value) + (16.0 / 116);
}
