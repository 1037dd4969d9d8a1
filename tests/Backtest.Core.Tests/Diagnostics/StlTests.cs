using Backtest.Core.Diagnostics;
using Backtest.Core.Tests.Reference;
using Backtest.Testing;
using static Backtest.Core.Tests.Diagnostics.DiagnosticsReference;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class StlTests
{
    [Theory]
    [MemberData(nameof(DiagnosticsReference.RSeasonalSeries), MemberType = typeof(DiagnosticsReference))]
    public void Seasonal_and_trend_are_those_of_R(string name)
    {
        Check("stl11", new StlOptions());
        Check("stlPeriodic", new StlOptions { SeasonalWindow = null });

        // Not every series has one: R's own weights are wrong if the partial sort for the median misses it.
        Check("stlRobust", new StlOptions { SeasonalWindow = 7, SeasonalDegree = 1, RobustnessIterations = 1 });

        void Check(string kind, StlOptions options)
        {
            var values = Named(name);
            if (!R.GetProperty(name).TryGetProperty(kind, out var expected))
            {
                Assert.Equal(("stlRobust", "UKgas"), (kind, name));
                return;
            }

            var tolerance = 1e-9 * values.Max(Math.Abs);

            var parts = Stl.Decompose(values, R.GetProperty(name).GetProperty("m").GetInt32(), options);

            var (at, seasonal, trend) =
                (expected.GetProperty("at").Doubles(), expected.GetProperty("seasonal").Doubles(), expected.GetProperty("trend").Doubles());
            Assert.All(at, (t, k) => Assert.Equal(seasonal[k], parts.Seasonal[(int)t], tolerance));
            Assert.All(at, (t, k) => Assert.Equal(trend[k], parts.Trend[(int)t], tolerance));
        }
    }

    [Fact]
    public void The_parts_add_up_to_the_series() => RandomCases.Holds(RandomCases.Series(13, 60), values =>
    {
        var parts = Stl.Decompose(values, 6);

        Assert.All(values, (value, t) => Assert.Equal(value, parts.Seasonal[t] + parts.Trend[t] + parts.Remainder[t], 1e-9));
        Assert.All(parts.Weights, weight => Assert.Equal(1, weight));
    });

    [Fact]
    public void A_line_and_a_fixed_season_are_told_apart()
    {
        double[] season = [3, -1, 0, -2];
        double[] values = [.. Enumerable.Range(0, 40).Select(t => 5 + (0.25 * t) + season[t % 4])];

        var parts = Stl.Decompose(values, 4, new StlOptions { SeasonalWindow = null });

        // The trend of the first passes takes a little of the season at the ends.
        Assert.All(values, (_, t) => Assert.Equal(season[t % 4], parts.Seasonal[t], 0.05));
        Assert.All(values, (_, t) => Assert.Equal(5 + (0.25 * t), parts.Trend[t], 0.1));
    }

    [Fact]
    public void Robust_weights_leave_an_outlier_out()
    {
        var values = Named("nottem");
        values[100] += 500;

        var parts = Stl.Decompose(values, 12, new StlOptions { RobustnessIterations = 15 });

        Assert.Equal(0, parts.Weights[100]);
        Assert.Equal(500, parts.Remainder[100], 10.0);
    }

    [Fact]
    public void What_cannot_be_decomposed_is_refused()
    {
        Assert.Throws<UndefinedStatisticException>(() => Stl.Decompose(new double[24], 12));
        Assert.Throws<UndefinedStatisticException>(() => Stl.Decompose([1, 2, double.NaN, 4, 5], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stl.Decompose(new double[24], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stl.Decompose(new double[24], 4, new StlOptions { SeasonalWindow = 8 }));
    }
}
