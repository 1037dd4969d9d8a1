using Backtest.Core.Diagnostics;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class DemandPatternTests
{
    // The borders of Syntetos, Boylan and Croston (2005): a mean interval of 1.32 and a squared coefficient of variation of 0.49.
    [Theory]
    [InlineData(new double[] { 4, 5, 4, 5, 4, 5, 4 }, nameof(DemandClass.Smooth))]
    [InlineData(new double[] { 1, 9, 1, 20, 1, 1, 2 }, nameof(DemandClass.Erratic))]
    [InlineData(new double[] { 4, 0, 0, 5, 0, 4, 0 }, nameof(DemandClass.Intermittent))]
    [InlineData(new double[] { 1, 0, 0, 20, 0, 1, 0 }, nameof(DemandClass.Lumpy))]
    [InlineData(new double[] { 4, 0, 4, 4, double.NaN, double.NaN, double.NaN }, nameof(DemandClass.Intermittent))]
    public void Interval_and_variation_give_the_class(double[] values, string expected) =>
        Assert.Equal(expected, DemandPattern.Of(values)!.Class.ToString());

    [Fact]
    public void The_numbers_are_those_of_their_definitions()
    {
        var pattern = DemandPattern.Of([0, 2, 0, 0, 6, double.NaN, 4, 0])!;

        Assert.Equal(7 / 3.0, pattern.Interval, 1e-12);
        Assert.Equal(4 / 16.0, pattern.SquaredVariation, 1e-12);
        Assert.True(pattern.IsIntermittent);
    }

    [Theory]
    [InlineData(new double[] { 0, 0, 0, 0 })]
    [InlineData(new double[] { 0, 3, 0, 0 })]
    [InlineData(new double[] { 0, 3, -1, 4 })]
    public void There_is_none_of_negative_values_or_of_one_demand(double[] values) => Assert.Null(DemandPattern.Of(values));
}
