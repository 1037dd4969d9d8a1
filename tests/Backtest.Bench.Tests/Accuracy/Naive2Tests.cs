using Backtest.Bench.Accuracy;

namespace Backtest.Bench.Tests.Accuracy;

/// <summary>
/// The numbers are R 4.2.2's, by M4's rule written with <c>stats::acf</c> and <c>stats::decompose(type = "multiplicative")</c>:
/// the last value over its index, times the indices that follow, where
/// <c>abs(r[m]) > 1.645 * sqrt((1 + 2 * sum(r[1:(m-1)]^2)) / n)</c> and <c>n >= 3 * m</c>.
/// </summary>
public sealed class Naive2Tests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void A_season_is_taken_out_and_put_back_as_in_R()
    {
        double[] expected =
        [
            117.371191914,
            118.479450893,
            119.578278764,
            117.476196626,
            203.320221657,
            119.654583078,
            117.152851325,
            118.291231001,
            119.419669092,
            117.263446415, 118.386563856, 119.500000000, 117.371191914, 118.479450893,
        ];

        AssertEqual(expected, Naive2.Forecast(Peaks(36), 12, 14));
    }

    [Fact]
    public void The_last_value_may_lie_anywhere_in_the_season()
    {
        double[] expected =
        [
            118.289125414,
            116.022762487,
            117.119652431,
            118.207187343,
            116.126909259,
            117.209444435,
            118.136306385,
            116.031791538,
            117.127403439,
            118.213691859, 116.135597971, 201.000000000, 118.289125414, 116.022762487,
        ];

        AssertEqual(expected, Naive2.Forecast(Peaks(41), 12, 14));
    }

    [Fact]
    public void A_season_may_be_of_odd_length()
    {
        double[] week = [0, 1, 3, 8, 2, -4, -6];
        double[] series = [.. Enumerable.Range(0, 60).Select(t => 50 + week[t % 7] + (0.1 * t))];
        double[] expected =
            [
                57.5810492734,
                51.2857539315,
                49.2011343902,
                55.4829795174,
                56.5298165510,
                58.6240617809,
                63.9000000000,
                57.5810492734,
                51.2857539315];

        AssertEqual(expected, Naive2.Forecast(series, 7, 9));
    }

    [Fact]
    public void No_season_is_sought_in_fewer_than_three_seasons()
    {
        Assert.True(Naive2.IsSeasonal(Peaks(36), 12));
        Assert.False(Naive2.IsSeasonal(Peaks(35), 12));
        Assert.Equal([Peaks(35)[^1], Peaks(35)[^1]], Naive2.Forecast(Peaks(35), 12, 2));
    }

    // R: acf of the first 48 values of AirPassengers does not reach the limit, that of all 144 does.
    [Fact]
    public void A_weak_season_is_left_in()
    {
        double[] firstYears =
        [
            112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140,
            145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166, 171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194,
        ];

        Assert.False(Naive2.IsSeasonal(firstYears, 12));
        Assert.Equal(Enumerable.Repeat(194.0, 14), Naive2.Forecast(firstYears, 12, 14));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(150)]
    public void A_series_with_zeros_or_negative_values_is_not_adjusted(double subtracted)
    {
        double[] series = [.. Peaks(48).Select(value => value - subtracted)];

        Assert.True(Naive2.IsSeasonal(series, 12));
        Assert.Equal(Enumerable.Repeat(series[^1], 13), Naive2.Forecast(series, 12, 13));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_constant_series_goes_on_as_it_is(int seasonLength) =>
        Assert.Equal([5.0, 5.0], Naive2.Forecast([.. Enumerable.Repeat(5.0, 20)], seasonLength, 2));

    // The same script over m3_sample.csv finds a season in 37 of 120 series, and the means of their sMAPE and MASE.
    [Fact]
    public void On_the_sample_it_errs_as_in_R()
    {
        var cases = M3Sample.Read().ToList();
        var scores = cases.ConvertAll(one => ForecastScore.Of(one, new(Naive2.Forecast(one.Train, one.SeasonLength, one.Test.Length), [])));

        Assert.Equal(120, cases.Count);
        Assert.Equal(37, cases.Count(one => Naive2.IsSeasonal(one.Train, one.SeasonLength)));
        Assert.Equal(13.73523740485, scores.Average(score => score.Smape), Tolerance);
        Assert.Equal(2.08104895336, scores.Average(score => score.Mase), Tolerance);
    }

    // A peak every twelve values, a cycle of three and a slope.
    private static double[] Peaks(int count) =>
        [.. Enumerable.Range(0, count).Select(t => 100 + (t % 3) + (0.5 * t) + (t % 12 == 4 ? 80 : 0))];

    private static void AssertEqual(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }
}
