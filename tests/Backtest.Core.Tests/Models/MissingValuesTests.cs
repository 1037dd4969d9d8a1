using Backtest.Core.Models;
using Backtest.Core.Problems;

namespace Backtest.Core.Tests.Models;

public sealed class MissingValuesTests
{
    private const double Gap = double.NaN;

    public static TheoryData<double[], double[]> Series => new()
    {
        { [1, 2, 3], [1, 2, 3] },
        { [1, Gap, 3], [1, 2, 3] },
        { [0, Gap, Gap, Gap, 8, Gap, 4], [0, 2, 4, 6, 8, 6, 4] },
        { [Gap, Gap, 5, 6, Gap], [5, 5, 5, 6, 6] },
        { [Gap, 7, Gap], [7, 7, 7] },
    };

    [Theory]
    [MemberData(nameof(Series))]
    public void Gaps_are_filled_by_a_straight_line_and_ends_by_the_nearest_value(double[] values, double[] expected)
    {
        var filled = MissingValues.Interpolate(values, out var missing);

        Assert.Equal(expected, filled);
        Assert.Equal(values.Count(double.IsNaN), missing);
    }

    [Fact]
    public void A_series_of_gaps_is_refused() =>
        Assert.Contains("Every value", Assert.Throws<FitException>(() => MissingValues.Interpolate([Gap, Gap], out _)).Message);
}
