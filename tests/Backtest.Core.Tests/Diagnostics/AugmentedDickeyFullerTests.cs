using System.Text.Json;
using Backtest.Core.Diagnostics;
using Backtest.Testing;
using static Backtest.Core.Tests.Diagnostics.DiagnosticsReference;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class AugmentedDickeyFullerTests
{
    [Theory]
    [MemberData(nameof(DiagnosticsReference.StatsmodelsSeries), MemberType = typeof(DiagnosticsReference))]
    public void Statistic_lags_p_value_and_critical_values_are_those_of_statsmodels(string name)
    {
        var tests = Statsmodels.GetProperty(name);
        var (values, differences) = (Named(name), Difference(Named(name)));
        Check("adf_c_level", AugmentedDickeyFuller.Test(values));
        Check("adf_c_diff", AugmentedDickeyFuller.Test(differences));
        Check("adf_ct_level", AugmentedDickeyFuller.Test(values, Deterministics.ConstantAndTrend));
        Check("adf_ct_diff", AugmentedDickeyFuller.Test(differences, Deterministics.ConstantAndTrend));
        Check("adf_n_level", AugmentedDickeyFuller.Test(values, Deterministics.None));
        Check("adf_n_diff", AugmentedDickeyFuller.Test(differences, Deterministics.None));

        var oneLag = tests.GetProperty("adf_c_lag1_fixed");
        AssertClose(Number(oneLag, "stat"), AugmentedDickeyFuller.TestWithLags(values, 1).Statistic);
        AssertClose(Number(oneLag, "p"), AugmentedDickeyFuller.TestWithLags(values, 1).PValue);

        void Check(string test, AugmentedDickeyFullerResult result)
        {
            var expected = tests.GetProperty(test);
            Assert.Equal(Number(expected, "usedlag"), result.Lags);
            Assert.Equal(Number(expected, "nobs"), result.Observations);
            AssertClose(Number(expected, "stat"), result.Statistic);
            Assert.Equal(Number(expected, "p"), result.PValue, 1e-9);
            Assert.Equal(Number(expected.GetProperty("crit"), "1%"), result.CriticalValues.OnePercent, 1e-9);
            Assert.Equal(Number(expected.GetProperty("crit"), "5%"), result.CriticalValues.FivePercent, 1e-9);
            Assert.Equal(Number(expected.GetProperty("crit"), "10%"), result.CriticalValues.TenPercent, 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(DiagnosticsReference.RSeries), MemberType = typeof(DiagnosticsReference))]
    public void On_further_series_statistic_lags_and_p_value_are_those_of_statsmodels(string name)
    {
        Check("n", Deterministics.None);
        Check("c", Deterministics.Constant);
        Check("ct", Deterministics.ConstantAndTrend);

        void Check(string regression, Deterministics deterministics)
        {
            var expected = StatsmodelsDiagnostics.GetProperty(name).GetProperty("adf").GetProperty(regression);
            var result = AugmentedDickeyFuller.Test(Named(name), deterministics);
            Assert.Equal((Number(expected, "lags"), Number(expected, "observations")), (result.Lags, result.Observations));
            AssertClose(Number(expected, "statistic"), result.Statistic, 1e-8);
            Assert.Equal(Number(expected, "p"), result.PValue, 1e-8);
        }
    }

    [Theory]
    [MemberData(nameof(DiagnosticsReference.RTestSeries), MemberType = typeof(DiagnosticsReference))]
    public void With_a_trend_and_given_lags_the_statistic_is_that_of_R(string name)
    {
        var expected = RTests.GetProperty(name).GetProperty("adf");

        var result =
            AugmentedDickeyFuller.TestWithLags(Named(name), expected.GetProperty("lag").GetInt32(), Deterministics.ConstantAndTrend);

        AssertClose(Number(expected, "stat"), result.Statistic);
    }

    [Fact]
    public void A_unit_root_is_rejected_as_often_as_the_level_says_and_stationary_series_nearly_always()
    {
        var walks = Enumerable.Range(0, 1000).Count(seed => Test(1, seed).PValue < 0.05);
        var stationary = Enumerable.Range(0, 100).Count(seed => Test(0.5, seed).PValue < 0.05);

        // 50 expected, with a standard deviation of 7; choosing the lags costs a little.
        Assert.InRange(walks, 30, 85);
        Assert.InRange(stationary, 90, 100);

        static AugmentedDickeyFullerResult Test(double phi, int seed) =>
            AugmentedDickeyFuller.Test(Autoregression(250, phi, (ulong)seed));
    }

    [Fact]
    public void The_statistic_changes_with_neither_scale_nor_level() => RandomCases.Holds(
        RandomCases.Series(20, 60),
        values =>
        {
            var expected = AugmentedDickeyFuller.Test(values);

            Assert.Equal(expected, AugmentedDickeyFuller.Test([.. values.Select(value => value * Math.ScaleB(1, 900))]));
            var shifted = AugmentedDickeyFuller.Test([.. values.Select(value => 1e9 + value)]);
            Assert.Equal(expected.Lags, shifted.Lags);
            AssertClose(expected.Statistic, shifted.Statistic, 1e-5);
        },
        50);

    [Fact]
    public void Rows_with_a_missing_value_are_left_out()
    {
        var values = Named("Nile");
        values[40] = double.NaN;

        // A row has three neighbouring values in it: of the 98 rows, three have the missing one.
        Assert.Equal(95, AugmentedDickeyFuller.TestWithLags(values, 1).Observations);

        // A missing first value is as if the series began later.
        values = Named("Nile");
        values[0] = double.NaN;
        var (cut, missing) = (AugmentedDickeyFuller.TestWithLags(values.AsSpan(1), 2), AugmentedDickeyFuller.TestWithLags(values, 2));
        AssertClose(cut.Statistic, missing.Statistic);
        Assert.Equal(cut.Observations, missing.Observations);
    }

    [Theory]
    [InlineData(new double[] { })]
    [InlineData(new[] { 1.0 })]
    [InlineData(new[] { 1.0, 2.0, 4.0 })]
    [InlineData(new[] { 5.0, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5 })]
    [InlineData(new[] { 1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 })]
    [InlineData(new[] { 1.0, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2 })]
    [InlineData(new[] { double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN })]
    public void What_leaves_no_statistic_is_refused(double[] values) =>
        Assert.Throws<UndefinedStatisticException>(() => AugmentedDickeyFuller.Test(values));

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
