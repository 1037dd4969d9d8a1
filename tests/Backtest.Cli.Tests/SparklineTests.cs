using Backtest.Commands.Output;

namespace Backtest.Cli.Tests;

public sealed class SparklineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1e-320)]
    [InlineData(2e307)]
    [InlineData(-2e307)]
    public void A_line_looks_the_same_at_every_size(double size)
    {
        var line = Sparkline.Draw([.. Enumerable.Range(0, 8).Select(t => size * t)], 8);

        Assert.Equal(size > 0 ? "▁▂▃▄▅▆▇█" : "█▇▆▅▄▃▂▁", line);
    }

    [Fact]
    public void Values_that_share_a_place_are_drawn_as_their_mean_even_where_their_sum_is_too_large() =>
        Assert.Equal("▁█ ", Sparkline.Draw([-1.5e308, -1.5e308, 1.5e308, 1.5e308, double.NaN, double.NaN], 3));

    [Fact]
    public void Equal_values_and_a_huge_level_are_no_wave()
    {
        Assert.Equal("▁▁▁", Sparkline.Draw([7, 7, 7], 10));
        Assert.Equal("▁█", Sparkline.Draw([1.7e12, 1.7e12 + 1], 10));
    }
}
