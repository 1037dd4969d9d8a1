using Backtest.Core.Models;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Tests.Models;

public sealed class HistoryTests
{
    private const double Gap = double.NaN;

    // Six values, with six more of the covariate known ahead.
    private static readonly TimeSeries Sales = new(
        "x",
        [1, 2, 3, 4, 5, 6],
        Covariates: [
            new Covariate("price", [1, Gap, 3, Gap, Gap, 9, 10, 11, Gap, 13, Gap, 15], true),
            new Covariate("late", [Gap, Gap, Gap, Gap, Gap, Gap, 7], true)]);

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(3, "The covariate 'price' has no value at step 3 ahead, but the forecast needs 3 steps.")]
    [InlineData(6, "The covariate 'price' has no value at step 3 ahead, but the forecast needs 6 steps.")]
    [InlineData(7, "The covariate 'price' is known for 6 steps ahead, but the forecast needs 7.")]
    public void A_hole_after_the_last_value_is_named_and_never_filled(int ahead, string? reason)
    {
        if (reason is null)
        {
            Assert.Equal(Enumerable.Range(10, ahead)
                .Select(value => (double)value), History.Of(Sales)
                .Covariate("price", ahead)[6..]
                .ToArray());
        }
        else
        {
            Assert.Equal(reason, Reason(6, "price", ahead));
        }
    }

    [Fact]
    public void A_hole_is_counted_from_where_the_history_ends() =>
        Assert.Equal("The covariate 'price' has no value at step 5 ahead, but the forecast needs 6 steps.", Reason(4, "price", 6));

    [Theory]
    [InlineData(3, 1, new[] { 1, Gap, 3, 5 })]
    [InlineData(3, 3, new[] { 1, Gap, 3, 5, 7, 9 })]
    [InlineData(4, 4, new[] { 1, Gap, 3, Gap, 7, 9, 10, 11 })]
    public void A_window_takes_what_lies_between_the_neighbours_in_the_series(int length, int ahead, double[] expected) =>
        Assert.Equal(expected, History.Of(Sales)[..length].Covariate("price", ahead).ToArray());

    [Fact]
    public void What_has_no_value_in_the_series_is_not_made_up_from_the_steps_after_it()
    {
        Assert.Contains("'late' has no value", Reason(3, "late", 2));
        Assert.Equal(7, History.Of(Sales).Covariate("late", 1)[^1]);
    }

    private static string Reason(int length, string covariate, int ahead) =>
        Assert.Throws<FitException>(() => History.Of(Sales)[..length].Covariate(covariate, ahead).Length).Message;
}
