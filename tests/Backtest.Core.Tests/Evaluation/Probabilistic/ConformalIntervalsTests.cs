using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Numerics;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Evaluation.Probabilistic;

public sealed class ConformalIntervalsTests
{
    [Fact]
    public void The_half_width_is_the_finite_sample_quantile_of_each_steps_errors()
    {
        // 19 windows with errors 1..19 one step ahead and 10..190 two ahead: ceil(20 * 0.8) = 16, ceil(20 * 0.5) = 10.
        var calibration =
            new ConformalIntervals([.. Enumerable.Range(0, 19).Select(k => Window(2 * k, (7 * k % 19) + 1, -10 * ((7 * k % 19) + 1)))]);

        var intervals = calibration.Around([100, 200], [0.5, 0.8]);

        Assert.Equal([90, 100], intervals[0].Lower);
        Assert.Equal([116, 360], intervals[1].Upper);
    }

    [Fact]
    public void With_few_windows_the_interval_is_that_of_a_Student_distribution()
    {
        var interval = new ConformalIntervals([Window(0, 3), Window(1, 4), Window(2, 0)]).Around([10], [0.8, 0.95]);

        // Quantiles of Student's t with 3 degrees of freedom at 90 and 97.5 %, from its tables.
        Assert.Equal(10 + (1.637744 * Math.Sqrt(25 / 3.0)), interval[0].Upper[0], 1e-5);
        Assert.Equal(10 - (3.182446 * Math.Sqrt(25 / 3.0)), interval[1].Lower[0], 1e-5);
    }

    [Fact]
    public void Beyond_the_windows_last_step_the_half_width_grows_as_that_of_a_random_walk()
    {
        var few = new ConformalIntervals([Window(0, 3, 3), Window(2, 4, 4)]).Around(new double[8], [0.8])[0].Upper;
        var many =
            new ConformalIntervals([.. Enumerable.Range(1, 19).Select(k => Window(2 * k, k, k))]).Around(new double[8], [0.8])[0].Upper;

        Assert.All(
            new[] { few, many },
            upper => Assert.Equal((1, Math.Sqrt(1.5), 2), (upper[1] / upper[0], upper[2] / upper[1], Math.Round(upper[7] / upper[1], 12))));
    }

    [Fact]
    public void Windows_that_overlap_count_for_what_they_add_to_the_span()
    {
        // Four windows of two steps, one apart, are 1 + 3 / 2 windows: 5 degrees of freedom. Apart from each other they have 8.
        double Upper(int step) =>
            new ConformalIntervals([.. Enumerable.Range(0, 4).Select(k => Window(step * k, 1, 1))]).Around([0, 0], [0.95])[0].Upper[1];

        Assert.Equal(2.570582, Upper(1), 1e-5);
        Assert.Equal(2.306004, Upper(2), 1e-5);
    }

    [Fact]
    public void A_wider_level_is_wider_and_a_step_further_ahead_never_surer() => RandomCases.Holds(
        from windows in Gen.Choose(1, 30)
        from steps in Gen.Choose(1, 8)
        from errors in Gen.Choose(-50, 50).ArrayOf(windows * steps)
        from horizon in Gen.Choose(1, 12)
        from apart in Gen.Choose(1, 8)
        select (windows, steps, errors, horizon, apart),
        input =>
        {
            var calibration = new ConformalIntervals(
                [.. Enumerable.Range(0, input.windows).Select(k =>
                    Window(input.apart * k, [.. input.errors.Skip(k * input.steps).Take(input.steps).Select(error => (double)error)]))]);

            var intervals = calibration.Around(new double[input.horizon], [0.95, 0.5, 0.8, 0.99]);

            double Width(int level, int h) => intervals[level].Upper[h] - intervals[level].Lower[h];
            for (var h = 0; h < input.horizon; h++)
            {
                // With many errors two levels may use the same one; with few they never do.
                var apart = input.windows < ConformalIntervals.FewestErrors && input.errors.Any(error => error != 0) ? 1.05 : 1;
                Assert.True(apart * Width(1, h) <= Width(2, h) + 1e-9
                    && apart * Width(2, h) <= Width(0, h) + 1e-9
                    && Width(0, h) <= Width(3, h) + 1e-9);
                Assert.True(h == 0 || Enumerable.Range(0, 4).All(level => Width(level, h) >= Width(level, h - 1) - 1e-9));
            }
        });

    // With n = 60, five windows and six steps ahead, the quantile of a normal distribution covered 88 % at 95 %.
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.0)]
    public void Intervals_from_five_windows_cover_as_often_as_their_level_says(double persistence)
    {
        var random = new SeededRandom(5);
        var (at80, at95, count) = (0, 0, 0);
        for (var k = 0; k < 2000; k++)
        {
            double[] Errors()
            {
                var errors = new double[6];
                for (var h = 0; h < 6; h++)
                {
                    errors[h] = (h > 0 ? persistence * errors[h - 1] : 0) + random.NextNormal();
                }

                return errors;
            }

            var intervals =
                new ConformalIntervals([.. Enumerable.Range(0, 5).Select(t => Window(6 * t, Errors()))]).Around(new double[6], [0.8, 0.95]);
            foreach (var (h, error) in Errors().Index())
            {
                at80 += Math.Abs(error) <= intervals[0].Upper[h] ? 1 : 0;
                at95 += Math.Abs(error) <= intervals[1].Upper[h] ? 1 : 0;
                count++;
            }
        }

        Assert.InRange((double)at80 / count, 0.79, 0.84);
        Assert.InRange((double)at95 / count, 0.94, 0.975);
    }

    [Fact]
    public void Steps_inside_the_gap_are_as_wide_as_the_first_one_after_it()
    {
        var calibration = new ConformalIntervals([.. Enumerable.Range(1, 19).Select(k => Window(k, k, 3 * k))], Gap: 2);
        var few = new ConformalIntervals(
            [.. Enumerable.Range(1, 4).Select(k => Window(k, k, 3 * k))], Gap: 2).Around(new double[4], [0.8])[0].Upper;

        Assert.Equal([16, 16, 16, 48], calibration.Around(new double[4], [0.8])[0].Upper);
        Assert.Equal([few[0], few[0]], few[1..3]);
        Assert.True(few[3] > few[2]);
    }

    [Fact]
    public void Only_windows_that_were_over_are_known_at_an_origin()
    {
        var calibration = new ConformalIntervals([Window(0, 1, 1), Window(1, 2, 2), Window(2, 3, 3)]);

        Assert.Equal([0, 1], calibration.KnownAt(3)!.Windows.Select(window => window.TestStart));
        Assert.Null(calibration.KnownAt(1));
    }

    // Exchangeable errors: the coverage of n = 19 at 80 % is 16 / 20 exactly, whatever their distribution.
    [Fact]
    public void The_next_error_is_covered_as_often_as_the_level_says()
    {
        var random = new SeededRandom(3);
        var covered = 0;
        for (var k = 0; k < 20_000; k++)
        {
            double Error() => Math.Pow(random.NextNormal(), 3);
            var interval = new ConformalIntervals([.. Enumerable.Range(0, 19).Select(t => Window(t, Error()))]).Around([0], [0.8])[0];
            covered += Math.Abs(Error()) <= interval.Upper[0] ? 1 : 0;
        }

        // Four standard errors are 0.011.
        Assert.Equal(0.8, covered / 20_000.0, 0.012);
    }

    [Fact]
    public void Adaptive_intervals_follow_errors_that_grow()
    {
        // Errors grow tenfold half-way: fixed intervals cover too little then, and adaptive ones less so.
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
        // At 50 % with rate 0.2 and errors 1, 2, 3, ...: each is a miss, which takes 0.1 off alpha, until the whole line covers
        // the sixth, which puts 0.1 back. From then on alpha goes down to 0 and, after error 19, is 0.1: ceil(20 * 0.9) = 18.
        var grown = new ConformalIntervals([.. Enumerable.Range(1, 19).Select(k => Window(k, k))], 0, 0.2);
        Assert.Equal(18, grown.Around([0], [0.5])[0].Upper[0]);
        Assert.Equal(10, (grown with { Adaptation = 0 }).Around([0], [0.5])[0].Upper[0]);
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
        var held = Evaluator.RunHoldOut(values, spec, protocol, stop, calibration: new ConformalIntervals(windows.Windows)).Score!.Overall;

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
