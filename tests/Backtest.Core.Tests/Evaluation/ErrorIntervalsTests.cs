using Backtest.Core.Evaluation;

namespace Backtest.Core.Tests.Evaluation;

public sealed class ErrorIntervalsTests
{
    [Fact]
    public void The_spread_is_the_backtests_error_times_the_normal_quantile()
    {
        var interval = ErrorIntervals.Around([10, 20], [Step(4), Step(9)], [0.95])[0];

        // 1.959963984540054 is the 97.5 % quantile of the standard normal distribution.
        Assert.Equal([10 - (2 * 1.959963984540054), 20 - (3 * 1.959963984540054)], interval.Lower, Close);
        Assert.Equal([10 + (2 * 1.959963984540054), 20 + (3 * 1.959963984540054)], interval.Upper, Close);
    }

    [Fact]
    public void A_step_further_ahead_is_never_surer()
    {
        var upper = ErrorIntervals.Around(new double[6], [Step(1), Step(9), Step(3), Step(6)], [0.8])[0].Upper;

        Assert.Equal(upper.Order(), upper);

        // The steps 2 to 4 share their mean, 6; beyond the backtest's last step the variance grows in proportion.
        Assert.Equal(6, upper[1] * upper[1] / (upper[0] * upper[0]), 1e-9);
        Assert.Equal(upper[1], upper[3], 1e-12);
        Assert.Equal(6.0 / 4, upper[5] * upper[5] / (upper[3] * upper[3]), 1e-9);
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;

    private static MetricSet Step(double mse) => new() { Count = 1, Mse = mse, Rmse = Math.Sqrt(mse), Mae = 0, Smape = 0, Bias = 0 };
}
