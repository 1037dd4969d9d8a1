using Backtest.Core.Diagnostics;
using Backtest.Core.Tests.Models.Arima;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class SeriesPartsTests
{
    private const int Season = 6;

    [Fact]
    public void A_line_and_a_pattern_are_told_apart_and_a_missing_value_has_no_remainder()
    {
        double[] pattern = [3, -1, 4, -1, -5, 0];
        var values = Enumerable.Range(0, 48).Select(t => 100 + (2.0 * t) + pattern[t % Season]).ToArray();
        values[20] = double.NaN;

        var parts = SeriesParts.Of(values, [Season])!;
        var season = Assert.Single(parts.Seasons);
        Assert.Equal(Season, season.Length);

        for (var t = 0; t < values.Length; t++)
        {
            Assert.Equal(100 + (2.0 * t), parts.Trend[t], 0.5);
            Assert.Equal(pattern[t % Season], season.Values[t], 0.5);
            Assert.Equal(t == 20, double.IsNaN(parts.Remainder[t]));
            Assert.True(t == 20 || Math.Abs(values[t] - parts.Trend[t] - season.Values[t] - parts.Remainder[t]) < 1e-9);
        }
    }

    [Theory]
    [InlineData("taylor")]
    [InlineData("AirPassengers")]
    public void The_parts_are_those_of_R(string name)
    {
        var expected = ReferenceFile.Read("r_mstl.json").GetProperty(name);
        var y = expected.TryGetProperty("values", out var values) ? values.Doubles() : ArimaReference.Series(name);

        var parts = SeriesParts.Of(y, expected.GetProperty("seasonLengths").Doubles())!;

        void Same(double[] numbers, double[] part) => Assert.All(
            expected.GetProperty("at").Doubles().Zip(numbers), one => Assert.Equal(one.Second, part[(int)one.First], 1e-8 * y.Max()));
        Same(expected.GetProperty("trend").Doubles(), parts.Trend);
        Same(expected.GetProperty("remainder").Doubles(), parts.Remainder);
        Assert.All(
            expected.GetProperty("seasonal").EnumerateArray().Zip(parts.Seasons),
            season => Same(season.First.Doubles(), season.Second.Values));
    }

    [Theory]
    [InlineData(145, 6, 24)]
    [InlineData(48, 6)]
    public void Seasons_are_rounded_and_those_of_which_there_are_not_more_than_two_are_left_out(int length, params int[] expected)
    {
        double[] values = [.. Enumerable.Range(0, length).Select(t => Math.Sin(t * Math.PI / 3) + (t * 7919 % 11))];

        var parts = SeriesParts.Of(values, [6, 24.3, 72.75])!;

        Assert.Equal(expected, parts.Seasons.Select(season => season.Length));
        Assert.All(parts.Seasons, season => Assert.Equal(length, season.Values.Length));
    }

    [Theory]
    [InlineData(12, Season)]
    [InlineData(48, 1)]
    public void Without_a_season_or_more_than_two_of_them_there_are_no_parts(int length, int season) =>
        Assert.Null(SeriesParts.Of(Enumerable.Range(0, length).Select(t => (double)t).ToArray(), [season]));
}
