using System.Text.Json;
using Backtest.Core.Diagnostics;
using Backtest.Testing;
using static Backtest.Core.Tests.Diagnostics.DiagnosticsReference;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class KpssTests
{
    [Theory]
    [MemberData(nameof(DiagnosticsReference.RTestSeries), MemberType = typeof(DiagnosticsReference))]
    public void Statistic_lags_and_p_value_are_those_of_R(string name)
    {
        Check("kpss_level", Kpss.Test(Named(name)));
        Check("kpss_trend", Kpss.Test(Named(name), KpssNull.Trend));

        void Check(string test, KpssResult result)
        {
            var expected = RTests.GetProperty(name).GetProperty(test);
            AssertClose(expected.GetProperty("stat").GetDouble(), result.Statistic);
            AssertClose(expected.GetProperty("p").GetDouble(), result.PValue);
            Assert.Equal(expected.GetProperty("lag").GetInt32(), result.Lags);
        }
    }

    [Theory]
    [MemberData(nameof(DiagnosticsReference.StatsmodelsSeries), MemberType = typeof(DiagnosticsReference))]
    public void With_other_lags_the_statistic_is_that_of_statsmodels(string name)
    {
        var expected = Statsmodels.GetProperty(name).GetProperty("kpss_c");

        var result = Kpss.Test(Named(name), KpssNull.Level, expected.GetProperty("lags").GetInt32());

        AssertClose(expected.GetProperty("stat").GetDouble(), result.Statistic);
        AssertClose(expected.GetProperty("p").GetDouble(), result.PValue);
    }

    [Theory]
    [MemberData(nameof(DiagnosticsReference.RSeries), MemberType = typeof(DiagnosticsReference))]
    public void With_the_lags_of_ndiffs_the_statistic_is_that_of_urca(string name)
    {
        Check(R.GetProperty(name).GetProperty("kpss_mu"), KpssNull.Level);
        Check(R.GetProperty(name).GetProperty("kpss_tau"), KpssNull.Trend);

        void Check(JsonElement expected, KpssNull around) => AssertClose(
            expected.GetProperty("statistic").GetDouble(),
            Kpss.Test(Named(name), around, expected.GetProperty("lags").GetInt32()).Statistic);
    }

    [Fact]
    public void The_statistic_changes_with_neither_scale_nor_level_nor_a_trend_where_there_may_be_one() => RandomCases.Holds(
        RandomCases.Series(10, 60),
        values =>
        {
            Assert.Equal(Kpss.Test(values), Kpss.Test([.. values.Select(value => value * Math.ScaleB(1, -900))]));
            AssertClose(Kpss.Test(values).Statistic, Kpss.Test([.. values.Select(value => 1e9 + value)]).Statistic, 1e-4);
            AssertClose(
                Kpss.Test(values, KpssNull.Trend).Statistic,
                Kpss.Test([.. values.Select((value, t) => value + (1000 * t))], KpssNull.Trend).Statistic);
        });

    [Fact]
    public void What_leaves_no_statistic_is_refused()
    {
        Assert.Throws<UndefinedStatisticException>(() => Kpss.Test([]));
        Assert.Throws<UndefinedStatisticException>(() => Kpss.Test([3, 3, 3]));
        Assert.Throws<UndefinedStatisticException>(() => Kpss.Test([1, 2, 3, 4], KpssNull.Level, 4));
        Assert.Throws<UndefinedStatisticException>(
            () => Kpss.Test([.. Enumerable.Range(0, 50).Select(t => 7 + (0.1 * t))], KpssNull.Trend));
        Assert.Throws<ArgumentOutOfRangeException>(() => Kpss.Test([1, 2, 3, 4], KpssNull.Level, -1));
    }
}
