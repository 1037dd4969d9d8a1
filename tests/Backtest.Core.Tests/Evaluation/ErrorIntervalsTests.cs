using Backtest.Core.Evaluation;
using Backtest.Core.Tests.Properties;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Evaluation;

public sealed class ErrorIntervalsTests
{
    [Fact]
    public void The_spread_is_the_backtests_error_times_the_normal_quantile()
    {
        var interval = ErrorIntervals.Around([10, 20], [4, 9], [0.95])[0];

        // 1.959963984540054 is the 97.5 % quantile of the standard normal distribution.
        Assert.Equal([10 - (2 * 1.959963984540054), 20 - (3 * 1.959963984540054)], interval.Lower, Close);
        Assert.Equal([10 + (2 * 1.959963984540054), 20 + (3 * 1.959963984540054)], interval.Upper, Close);
    }

    [Fact]
    public void A_step_further_ahead_is_never_surer()
    {
        var upper = ErrorIntervals.Around(new double[6], [1, 9, 3, 6], [0.8])[0].Upper;

        Assert.Equal(upper.Order(), upper);

        // The steps 2 to 4 share their mean, 6; beyond the backtest's last step the variance grows in proportion.
        Assert.Equal(6, upper[1] * upper[1] / (upper[0] * upper[0]), 1e-9);
        Assert.Equal(upper[1], upper[3], 1e-12);
        Assert.Equal(6.0 / 4, upper[5] * upper[5] / (upper[3] * upper[3]), 1e-9);
    }

    [Fact]
    public void Intervals_are_symmetric_and_widen_with_the_step_and_the_level() => RandomCases.Holds(
        from errors in Gen.Choose(-20, 1000).ListOf(12)
        from horizon in Gen.Choose(1, 20)
        from first in Gen.Choose(1, 98)
        from second in Gen.Choose(first + 1, 99)
        select (Steps: errors.Append(5).Select(error => error < 0 ? (double?)null : error).ToArray(), horizon, first, second),
        input =>
        {
            var point = Enumerable.Range(0, input.horizon).Select(h => 10.0 * h).ToArray();

            var intervals = ErrorIntervals.Around(point, input.Steps, [input.first / 100.0, input.second / 100.0]);

            var widths = intervals.Select(interval => interval.Upper.Zip(interval.Lower, (upper, lower) => upper - lower).ToArray()).ToArray();
            for (var h = 0; h < input.horizon; h++)
            {
                Assert.Equal(2 * point[h], intervals[0].Upper[h] + intervals[0].Lower[h], 1e-9);
                Assert.True(widths[0][h] <= widths[1][h]);
                Assert.True(h == 0 || widths[0][h] >= widths[0][h - 1] - 1e-9);
            }
        });

    [Fact]
    public void A_step_without_a_known_error_is_as_wide_as_the_one_before_or_the_first_known()
    {
        var upper = ErrorIntervals.Around(new double[4], [null, 4, null, 9], [0.95])[0].Upper;

        Assert.Equal([2, 2, 2, 3], upper.Select(value => value / 1.959963984540054), Close);
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;
}
