using Backtest.Core.Diagnostics;

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

        var parts = SeriesParts.Of(values, Season)!;

        for (var t = 0; t < values.Length; t++)
        {
            Assert.Equal(100 + (2.0 * t), parts.Trend[t], 0.5);
            Assert.Equal(pattern[t % Season], parts.Seasonal[t], 0.5);
            Assert.Equal(t == 20, double.IsNaN(parts.Remainder[t]));
            Assert.True(t == 20 || Math.Abs(values[t] - parts.Trend[t] - parts.Seasonal[t] - parts.Remainder[t]) < 1e-9);
        }
    }

    [Theory]
    [InlineData(12, Season)]
    [InlineData(48, 1)]
    public void Without_a_season_or_more_than_two_of_them_there_are_no_parts(int length, int season) =>
        Assert.Null(SeriesParts.Of(Enumerable.Range(0, length).Select(t => (double)t).ToArray(), season));
}
