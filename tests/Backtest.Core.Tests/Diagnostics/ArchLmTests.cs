using System.Globalization;
using Backtest.Core.Diagnostics;
using static Backtest.Core.Tests.Diagnostics.DiagnosticsReference;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class ArchLmTests
{
    [Theory]
    [MemberData(nameof(DiagnosticsReference.RSeries), MemberType = typeof(DiagnosticsReference))]
    public void Both_statistics_and_p_values_are_those_of_statsmodels(string name)
    {
        var differences = Difference(Named(name));
        var mean = differences.Average();
        double[] residuals = [.. differences.Select(value => value - mean)];
        foreach (var expected in StatsmodelsDiagnostics.GetProperty(name).GetProperty("arch").EnumerateObject())
        {
            var result = ArchLm.Test(residuals, int.Parse(expected.Name, CultureInfo.InvariantCulture));

            AssertClose(expected.Value.GetProperty("statistic").GetDouble(), result.Statistic, 1e-8);
            AssertClose(expected.Value.GetProperty("p").GetDouble(), result.PValue, 1e-7);
            AssertClose(expected.Value.GetProperty("f").GetDouble(), result.FStatistic, 1e-8);
            AssertClose(expected.Value.GetProperty("fp").GetDouble(), result.FPValue, 1e-7);
        }
    }

    [Fact]
    public void A_changing_variance_is_found_and_a_constant_one_seldom()
    {
        var noise = Noise(2000, 5);
        var arch = (double[])noise.Clone();
        for (var t = 1; t < arch.Length; t++)
        {
            arch[t] *= Math.Sqrt(0.5 + (0.5 * arch[t - 1] * arch[t - 1]));
        }

        Assert.True(ArchLm.Test(arch).PValue < 1e-10);
        Assert.InRange(Enumerable.Range(0, 500).Count(seed => ArchLm.Test(Noise(300, (ulong)seed)).PValue < 0.05), 10, 40);
    }

    [Fact]
    public void What_leaves_no_statistic_is_refused()
    {
        Assert.Throws<UndefinedStatisticException>(() => ArchLm.Test([]));
        Assert.Throws<UndefinedStatisticException>(() => ArchLm.Test([1, 2, 3]));
        Assert.Throws<UndefinedStatisticException>(() => ArchLm.Test([.. Enumerable.Range(0, 50).Select(t => t % 2 == 0 ? 1.0 : -1.0)]));
        Assert.Throws<UndefinedStatisticException>(() => ArchLm.Test([.. Enumerable.Repeat(double.NaN, 50)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ArchLm.Test([1, 2, 3], 0));
    }
}
