namespace Backtest.Reports.Tests;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0, 1, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(-30, 70, "-20 0 20 40 60")]
    [InlineData(1700000000000, 1700000000050, "1700000000000 1700000000010 1700000000020 1700000000030 1700000000040 1700000000050")]
    [InlineData(0, 1e15, "0 2E+14 4E+14 6E+14 8E+14 1E+15")]
    [InlineData(-1.7e308, 1.7e308, "-1E+308 0 1E+308")]
    public void Ticks_are_round_and_their_labels_tell_them_apart(double from, double to, string labels) =>
        Assert.Equal(labels, string.Join(' ', new Axis(from, to).Ticks.Select(tick => tick.Label)));

    [Theory]
    [InlineData(1.0, 1.0000000000000002)]
    [InlineData(-1.0000000000000002, -1.0)]
    [InlineData(0, double.Epsilon)]
    [InlineData(-double.Epsilon, double.Epsilon)]
    [InlineData(0, 40 * double.Epsilon)]
    [InlineData(double.MinValue, double.MaxValue)]
    [InlineData(1.7976931348623155e308, double.MaxValue)]
    [InlineData(-1e-300, 1e308)]
    public void The_narrowest_and_the_widest_ranges_have_ticks(double from, double to) => Check(from, to);

    [Fact]
    public void Any_range_has_a_few_ticks_inside_it()
    {
        var random = new Random(1);
        for (var k = 0; k < 20_000; k++)
        {
            var from = Any(random);
            var to = random.Next(2) == 0 ? Any(random) : Later(from, random.Next(1, 1_000));
            if (from != to && double.IsFinite(to))
            {
                Check(Math.Min(from, to), Math.Max(from, to));
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(double.NaN, 1)]
    public void What_is_no_range_is_refused(double from, double to) => Assert.Throws<ArgumentException>(() => new Axis(from, to));

    private static void Check(double from, double to)
    {
        var axis = new Axis(from, to);

        Assert.InRange(axis.Ticks.Count, 2, 12);
        Assert.All(axis.Ticks, tick => Assert.InRange(tick.Value, from, to));
        Assert.All(axis.Ticks.Zip(axis.Ticks.Skip(1)), pair => Assert.True(pair.First.Value < pair.Second.Value));
        Assert.Equal(axis.Ticks.Count, axis.Ticks.Select(tick => tick.Label).Distinct().Count());
        Assert.Equal((0, 1), (axis.ShareBefore(from), axis.ShareBefore(to)));
        Assert.All(axis.Ticks, tick => Assert.InRange(axis.ShareBefore(tick.Value), 0, 1));
    }

    private static double Any(Random random)
    {
        var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
        return double.IsFinite(value) ? value : random.NextDouble();
    }

    private static double Later(double value, int steps)
    {
        for (var k = 0; k < steps; k++)
        {
            value = Math.BitIncrement(value);
        }

        return value;
    }
}
