using Backtest.Core.Diagnostics;
using Backtest.Core.Tests.Reference;
using static Backtest.Core.Tests.Diagnostics.DiagnosticsReference;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class PortmanteauTests
{
    [Theory]
    [MemberData(nameof(DiagnosticsReference.RTestSeries), MemberType = typeof(DiagnosticsReference))]
    public void Statistics_and_p_values_are_those_of_R(string name)
    {
        var expected = RTests.GetProperty(name);
        var (values, differences) = (Named(name), Difference(Named(name)));

        Check("boxpierce10", Portmanteau.BoxPierce(values, 10));
        Check("ljungbox10", Portmanteau.LjungBox(values, 10));
        Check("ljungbox10_diff", Portmanteau.LjungBox(differences, 10));
        Check("ljungbox20_diff", Portmanteau.LjungBox(differences, 20));
        Check("ljungbox10_diff_fitdf2", Portmanteau.LjungBox(differences, 10, 2));

        void Check(string test, PortmanteauResult result)
        {
            AssertClose(expected.GetProperty(test).GetProperty("stat").GetDouble(), result.Statistic);
            Assert.Equal(expected.GetProperty(test).GetProperty("df").GetInt32(), result.DegreesOfFreedom);
            Assert.Equal(expected.GetProperty(test).GetProperty("p").GetDouble(), result.PValue, 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(DiagnosticsReference.StatsmodelsSeries), MemberType = typeof(DiagnosticsReference))]
    public void Statistics_and_p_values_are_those_of_statsmodels_however_small(string name)
    {
        var tests = Statsmodels.GetProperty(name).GetProperty("ljungbox");
        var (ljungBox, ljungBoxP) = (tests.GetProperty("lb_stat").Doubles(), tests.GetProperty("lb_pvalue").Doubles());
        var (boxPierce, boxPierceP) = (tests.GetProperty("bp_stat").Doubles(), tests.GetProperty("bp_pvalue").Doubles());
        for (var lags = 1; lags <= ljungBox.Length; lags++)
        {
            var (actual, other) = (Portmanteau.LjungBox(Named(name), lags), Portmanteau.BoxPierce(Named(name), lags));
            AssertClose(ljungBox[lags - 1], actual.Statistic);
            Assert.Equal(ljungBoxP[lags - 1], actual.PValue, 1e-6 * ljungBoxP[lags - 1]);
            AssertClose(boxPierce[lags - 1], other.Statistic);
            Assert.Equal(boxPierceP[lags - 1], other.PValue, 1e-6 * boxPierceP[lags - 1]);
        }
    }

    [Fact]
    public void White_noise_is_rejected_as_often_as_the_level_says()
    {
        var rejected = Enumerable.Range(0, 1000).Count(seed => Portmanteau.LjungBox(Noise(200, (ulong)seed), 10).PValue < 0.05);

        // 50 expected, with a standard deviation of 7.
        Assert.InRange(rejected, 30, 75);
    }

    [Theory]
    [InlineData(144, 12, 0, 24)]
    [InlineData(50, 12, 0, 10)]
    [InlineData(1000, 1, 0, 10)]
    [InlineData(20, 1, 0, 4)]
    [InlineData(20, 1, 3, 6)]
    [InlineData(100_000, 8760, 2, 500)]
    public void The_default_lags_follow_season_length_and_size(int observed, int seasonLength, int fitted, int lags) =>
        Assert.Equal(lags, Portmanteau.DefaultLags(observed, seasonLength, fitted));

    [Fact]
    public void Too_few_values_and_wrong_arguments_are_refused()
    {
        Assert.Throws<UndefinedStatisticException>(() => Portmanteau.LjungBox([1, 2, 3], 3));
        Assert.Throws<UndefinedStatisticException>(() => Portmanteau.BoxPierce([1, 1, 1, 1], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Portmanteau.LjungBox([1, 2, 3], 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Portmanteau.LjungBox([1, 2, 3], 0));
    }
}
