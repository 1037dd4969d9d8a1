using Backtest.Core.Diagnostics;
using Backtest.Core.Tests.Models.Arima;
using Backtest.Testing;
using FsCheck.Fluent;
using static Backtest.Core.Tests.Diagnostics.DiagnosticsReference;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class DifferencingTests
{
    [Theory]
    [MemberData(nameof(DiagnosticsReference.RSeries), MemberType = typeof(DiagnosticsReference))]
    public void Numbers_of_differences_are_those_of_forecast(string name)
    {
        var (expected, values) = (R.GetProperty(name), Named(name));
        var seasonLength = expected.GetProperty("m").GetInt32();

        Assert.Equal(expected.GetProperty("ndiffs").GetInt32(), Differencing.Ndiffs(values));
        Assert.Equal(expected.GetProperty("nsdiffs").GetInt32(), Differencing.Nsdiffs(values, seasonLength));
        Assert.Equal(
            (expected.GetProperty("ndiffsAfterSeasonal").GetInt32(), expected.GetProperty("nsdiffs").GetInt32()),
            Differencing.Suggest(values, seasonLength));
    }

    [Fact]
    public void Suggestions_are_what_auto_arima_chose_on_the_M3_series() =>
        Assert.All(
            ArimaReference.M3(), row => Assert.Equal((row.Spec.D, row.Spec.SeasonalD), Differencing.Suggest(row.Train, row.Spec.Period)));

    [Theory]
    [MemberData(nameof(DiagnosticsReference.RSeasonalSeries), MemberType = typeof(DiagnosticsReference))]
    public void The_seasonal_strength_is_that_of_forecast(string name) => AssertClose(
        R.GetProperty(name).GetProperty("strength").GetDouble(),
        SeasonalStrength.Of(Named(name), R.GetProperty(name).GetProperty("m").GetInt32()));

    [Fact]
    public void A_few_missing_values_hardly_change_the_seasonal_strength()
    {
        var values = Named("nottem");
        var complete = SeasonalStrength.Of(values, 12);
        foreach (var t in (int[])[0, 30, 31, 32, 100, 239])
        {
            values[t] = double.NaN;
        }

        Assert.Equal(complete, SeasonalStrength.Of(values, 12), 0.01);
    }

    [Fact]
    public void Each_cumulative_sum_of_white_noise_needs_one_more_difference()
    {
        var counts = new int[3];
        for (var seed = 0UL; seed < 100; seed++)
        {
            var walk = Autoregression(300, 1, seed);
            counts[0] += Differencing.Ndiffs(Noise(300, seed)) == 0 ? 1 : 0;
            counts[1] += Differencing.Ndiffs(walk) == 1 ? 1 : 0;
            counts[2] += Differencing.Ndiffs([.. walk.Select((_, t) => walk[..(t + 1)].Sum())]) == 2 ? 1 : 0;
        }

        Assert.All(counts, count => Assert.InRange(count, 80, 100));
    }

    [Fact]
    public void Differences_that_are_equal_but_for_rounding_need_no_other()
    {
        double[] line = [.. Enumerable.Range(0, 200).Select(t => 1e6 + (0.1 * t))];
        double[] parabola = [.. Enumerable.Range(0, 200).Select(t => 0.1 * t * t)];
        double[] season = [.. Enumerable.Range(0, 60).Select(t => (0.1 * t) + (t % 12))];

        Assert.Equal((1, 0), Differencing.Suggest(line, 1));
        Assert.Equal((2, 0), Differencing.Suggest(parabola, 1));
        Assert.Equal((0, 1), Differencing.Suggest(season, 12));
    }

    [Theory]
    [InlineData(new double[] { })]
    [InlineData(new[] { 1.0 })]
    [InlineData(new[] { 1.0, 2.0 })]
    [InlineData(new[] { 4.0, 4, 4, 4, 4, 4, 4, 4, 4, 4 })]
    [InlineData(new[] { double.NaN, double.NaN, double.NaN, double.NaN })]
    public void Too_few_values_and_equal_ones_need_no_difference(double[] values)
    {
        Assert.Equal(0, Differencing.Ndiffs(values));
        Assert.Equal(0, Differencing.Nsdiffs(values, 4));
    }

    [Fact]
    public void Scale_does_not_matter() => RandomCases.Holds(
        from values in RandomCases.Series(5, 40)
        from exponent in Gen.Elements(-1000, -40, 40, 1000)
        select (values, exponent),
        input => Assert.Equal(
            Differencing.Suggest(input.values, 4),
            Differencing.Suggest([.. input.values.Select(value => Math.ScaleB(value, input.exponent))], 4)));
}
