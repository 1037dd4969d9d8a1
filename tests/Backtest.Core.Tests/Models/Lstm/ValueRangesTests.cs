using Backtest.Core.Models.Lstm;
using Backtest.Core.Problems;
using Backtest.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Models.Lstm;

public sealed class ValueRangesTests
{
    private static readonly Gen<(float[] Values, int Count, Binning Binning)> Cases =
        from values in Gen.Choose(-50, 50).NonEmptyListOf()
        from count in Gen.Choose(2, 12)
        from binning in Gen.Elements(Binning.Width, Binning.Quantile)
        select ((float[])[-60, .. values.Select(value => value / 4f), 60], count, binning);

    [Fact]
    public void Ranges_of_equal_width_divide_the_span_of_the_values()
    {
        var ranges = ValueRanges.Fit(4, Binning.Width, [8, 0, 1, 1.5f, 7]);

        Assert.Equal([2, 4, 6], ranges.Edges);

        // The means of 0, 1 and 1.5, and of 7 and 8; the middle where there is no value.
        Assert.Equal([2.5 / 3, 3, 5, 7.5], ranges.Means);
    }

    [Fact]
    public void Quantile_ranges_hold_equally_many_values()
    {
        var ranges = ValueRanges.Fit(3, Binning.Quantile, [9, 1, 8, 2, 100, 3]);

        Assert.Equal([3, 9], ranges.Edges);
        Assert.Equal([1.5, 5.5, 54.5], ranges.Means);
    }

    [Fact]
    public void Every_value_lies_within_the_bounds_of_its_range() => RandomCases.Holds(Cases, problem =>
    {
        var ranges = ValueRanges.Fit(problem.Count, problem.Binning, problem.Values);
        foreach (var value in problem.Values)
        {
            var range = ranges.IndexOf(value);
            Assert.InRange(range, 0, problem.Count - 1);
            Assert.True(range == 0 || value >= ranges.Edges[range - 1]);
            Assert.True(range == problem.Count - 1 || value < ranges.Edges[range]);
        }
    });

    [Fact]
    public void The_expected_value_under_the_shares_of_the_ranges_is_the_mean() => RandomCases.Holds(Cases, problem =>
    {
        var ranges = ValueRanges.Fit(problem.Count, problem.Binning, problem.Values);
        var shares = new float[problem.Count];
        foreach (var value in problem.Values)
        {
            shares[ranges.IndexOf(value)] += 1f / problem.Values.Length;
        }

        Assert.Equal(problem.Values.Average(value => (double)value), ranges.Expected(shares), 1e-4);
    });

    [Fact]
    public void Values_that_are_all_equal_have_no_ranges() =>
        Assert.Contains("All values are equal", Assert.Throws<FitException>(() => ValueRanges.Fit(3, Binning.Width, [2, 2, 2])).Message);
}
