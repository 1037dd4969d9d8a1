using Backtest.Core.Diagnostics;
using static Backtest.Core.Tests.Diagnostics.DiagnosticsReference;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class JarqueBeraTests
{
    [Theory]
    [MemberData(nameof(DiagnosticsReference.RSeries), MemberType = typeof(DiagnosticsReference))]
    public void Statistic_and_p_value_are_those_of_R(string name)
    {
        var expected = R.GetProperty(name).GetProperty("jarqueBeraDiff");

        var result = JarqueBera.Test(Difference(Named(name)));

        AssertClose(expected.GetProperty("statistic").GetDouble(), result.Statistic);
        AssertClose(expected.GetProperty("p").GetDouble(), result.PValue);
    }

    [Fact]
    public void Moments_are_those_of_the_definition()
    {
        // Mean 2, deviations -2, -1, -1, 4: moments 22 / 4, 54 / 4, 274 / 4.
        var result = JarqueBera.Test([0, 1, double.NaN, 1, 6]);

        Assert.Equal(13.5 / Math.Pow(5.5, 1.5), result.Skewness, 1e-14);
        Assert.Equal(68.5 / (5.5 * 5.5), result.Kurtosis, 1e-14);
    }

    [Fact]
    public void An_outlier_of_a_million_standard_deviations_is_not_normal()
    {
        var values = Noise(500, 1);
        values[250] = 1e6;

        var result = JarqueBera.Test(values);

        Assert.True(double.IsFinite(result.Statistic));
        Assert.Equal(0, result.PValue);
    }

    [Fact]
    public void Equal_values_are_refused() => Assert.Throws<UndefinedStatisticException>(() => JarqueBera.Test([1, 1, 1]));
}
