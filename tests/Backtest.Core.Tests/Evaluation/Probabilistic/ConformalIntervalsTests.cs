using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Evaluation.Probabilistic;

public sealed class ConformalIntervalsTests
{
    [Fact]
    public void The_half_width_is_the_finite_sample_quantile_of_each_steps_errors()
    {
        // Nine windows with errors 1..9 one step ahead and 10..90 two ahead: ceil(10 * 0.8) = 8, ceil(10 * 0.5) = 5.
        var calibration = new ConformalIntervals([.. new[] { 5, 3, 9, 1, 7, 2, 8, 4, 6 }.Select((error, k) => Window(k, error, -10 * error))]);

        var intervals = calibration.Around([100, 200], [0.5, 0.8]);

        Assert.Equal([95, 150], intervals[0].Lower);
        Assert.Equal([108, 280], intervals[1].Upper);
    }

    [Fact]
    public void With_too_few_windows_the_interval_is_normal_and_no_narrower_than_the_largest_error()
    {
        var calibration = new ConformalIntervals([Window(0, 3), Window(1, 4), Window(2, 0)]);

        var upper = calibration.Around([0, 0, 0, 0], [0.8, 0.95]);

        // The root mean square is sqrt(25 / 3); 1.28 of it are less than 4.
        Assert.Equal(4, upper[0].Upper[0], 1e-12);
        Assert.Equal(1.959963984540054 * Math.Sqrt(25 / 3.0), upper[1].Upper[0], 1e-9);

        // Beyond the windows' last step it grows with the square root of the step.
        Assert.Equal(2 * upper[0].Upper[0], upper[0].Upper[3], 1e-9);
        Assert.Equal(2 * upper[1].Upper[0], upper[1].Upper[3], 1e-9);
    }

    [Fact]
    public void Steps_inside_the_gap_are_as_wide_as_the_first_one_after_it()
    {
        var calibration = new ConformalIntervals([.. Enumerable.Range(1, 4).Select(k => Window(k, k, 3 * k))], Gap: 2);

        Assert.Equal([4, 4, 4, 12], calibration.Around(new double[4], [0.8])[0].Upper);
    }

    [Fact]
    public void Only_windows_that_were_over_are_known_at_an_origin()
    {
        var calibration = new ConformalIntervals([Window(0, 1, 1), Window(1, 2, 2), Window(2, 3, 3)]);

        Assert.Equal([0, 1], calibration.KnownAt(3)!.Windows.Select(window => window.TestStart));
        Assert.Null(calibration.KnownAt(1));
    }

    // Exchangeable errors: the coverage of n = 9 at 80 % is 8 / 10 exactly, whatever their distribution.
    [Fact]
    public void The_next_error_is_covered_as_often_as_the_level_says()
    {
        var random = new SeededRandom(3);
        var covered = 0;
        for (var k = 0; k < 20_000; k++)
        {
            double Error() => Math.Pow(random.NextNormal(), 3);
            var interval = new ConformalIntervals([.. Enumerable.Range(0, 9).Select(t => Window(t, Error()))]).Around([0], [0.8])[0];
            covered += Math.Abs(Error()) <= interval.Upper[0] ? 1 : 0;
        }

        // Four standard errors are 0.011.
        Assert.Equal(0.8, covered / 20_000.0, 0.012);
    }

    [Fact]
    public void Adaptive_intervals_follow_errors_that_grow()
    {
        // Errors grow tenfold half-way: plain ones cover too little then, and adaptive ones less so.
        var random = new SeededRandom(4);
        double Coverage(double adaptation)
        {
            var (covered, count) = (0, 0);
            for (var k = 0; k < 40; k++)
            {
                var windows = new List<WindowScore>();
                for (var t = 0; t < 120; t++)
                {
                    var error = random.NextNormal() * (t < 60 ? 1 : 10);
                    if (t >= 65)
                    {
                        var interval = new ConformalIntervals(windows, 0, adaptation).Around([0], [0.8])[0];
                        covered += Math.Abs(error) <= interval.Upper[0] ? 1 : 0;
                        count++;
                    }

                    windows.Add(Window(t, error));
                }
            }

            return (double)covered / count;
        }

        var (plain, adaptive) = (Coverage(0), Coverage(0.1));
        Assert.True(plain < 0.65);
        Assert.InRange(adaptive, 0.74, 0.86);
    }

    [Fact]
    public void The_adapted_level_is_that_of_the_recursion()
    {
        // At 50 % with rate 0.2: error 2 after {1} misses (alpha 0.5 - 0.1 = 0.4), and 1.5 after {1, 2}, whose quantile
        // ceil(3 * 0.6) = 2 is 2, is covered (alpha 0.5). Of {1, 1.5, 2} the quantile ceil(4 * 0.5) = 2 is 1.5.
        var adapted = new ConformalIntervals([Window(0, 1), Window(1, 2), Window(2, 1.5)], 0, 0.2);
        Assert.Equal(1.5, adapted.Around([0], [0.5])[0].Upper[0]);

        // Two misses in a row: alpha 0.3, and ceil(4 * 0.7) = 3 is 3.
        var missed = new ConformalIntervals([Window(0, 1), Window(1, 2), Window(2, 3)], 0, 0.2);
        Assert.Equal(3, missed.Around([0], [0.5])[0].Upper[0]);
        Assert.Equal(2, (missed with { Adaptation = 0 }).Around([0], [0.5])[0].Upper[0]);
    }

    [Fact]
    public void The_hold_out_of_a_model_without_intervals_is_scored_with_those_of_the_windows()
    {
        var random = new SeededRandom(9);
        var values = new double[400];
        for (var t = 1; t < values.Length; t++)
        {
            values[t] = values[t - 1] + random.NextNormal();
        }

        var protocol = new BacktestProtocol { Horizon = 2, SeasonLength = 1, TestLength = 200, Windows = 60, Step = 2 };
        var spec = new BaselineSpec(BaselineMethod.Naive);
        var stop = TestContext.Current.CancellationToken;
        var windows = Evaluator.Run(values, spec, protocol, stop).Score!;
        var held = Evaluator.RunHoldOut(values, spec, protocol, stop, 1, new ConformalIntervals(windows.Windows)).Score!.Overall;

        Assert.Null(windows.Overall.Coverage95);
        Assert.Null(Evaluator.RunHoldOut(values, spec, protocol, stop).Score!.Overall.Crps);
        Assert.InRange(held.Coverage80!.Value, 0.7, 0.9);
        Assert.InRange(held.Coverage95!.Value, 0.9, 1);

        // Normal errors of standard deviation 1 and sqrt(2): the CRPS of their own distribution is 0.5642 of it on average.
        Assert.Equal((1 + Math.Sqrt(2)) / 2 * 0.5642, held.Crps!.Value, 0.08);
    }

    private static WindowScore Window(int start, params double[] errors) =>
        new(start - 1, start, [.. errors.Select(error => (double?)error)], new double[errors.Length], null);
}
