using Backtest.Core.Models.Intervals;

namespace Backtest.Core.Tests.Models.Intervals;

public sealed class ErrorSpreadTests
{
    [Fact]
    public void The_variance_is_the_least_squares_line_of_the_mean_squares()
    {
        // Mean squares 2, 5 and 5 at steps 1 to 3: slope 1.5, and 4 in the middle.
        var spread = ErrorSpread.Of([[1, Math.Sqrt(3)], [2, Math.Sqrt(6)], [Math.Sqrt(5), Math.Sqrt(5)]], 2);

        Assert.Equal((1, 1.5, 4), (Math.Round(spread.Intercept, 12), Math.Round(spread.Slope, 12), spread.DegreesOfFreedom));
        Assert.Equal(Math.Sqrt(7), spread.Deviation(4), 1e-12);
    }

    [Fact]
    public void It_never_falls_and_never_starts_below_zero()
    {
        var falling = ErrorSpread.Of([[3.0], [1]], 1);
        var steep = ErrorSpread.Of([[0.0], [0], [6]], 1);

        Assert.Equal((5, 0), (falling.Intercept, falling.Slope));

        // The mean square of all steps stays, 12, in proportion to the step.
        Assert.Equal((0, 6), (steep.Intercept, steep.Slope));
    }

    [Fact]
    public void A_step_counts_by_its_known_errors_and_one_alone_has_a_degree_of_freedom_per_window()
    {
        var spread = ErrorSpread.Of([[], [2.0, 2, 2]], 3);

        Assert.Equal((4, 0, 3), (spread.Intercept, spread.Slope, spread.DegreesOfFreedom));

        // 97.5 % of Student's t with 3 degrees of freedom.
        Assert.Equal(3.182446, spread.Quantile(0.95), 1e-6);
    }
}
