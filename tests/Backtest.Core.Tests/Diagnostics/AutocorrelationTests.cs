using Backtest.Core.Diagnostics;
using Backtest.Core.Tests.Reference;
using Backtest.Testing;
using FsCheck.Fluent;
using static Backtest.Core.Tests.Diagnostics.DiagnosticsReference;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class AutocorrelationTests
{
    [Theory]
    [MemberData(nameof(DiagnosticsReference.RTestSeries), MemberType = typeof(DiagnosticsReference))]
    public void Autocorrelations_are_those_of_R(string name)
    {
        var expected = RTests.GetProperty(name);
        var (acf, pacf) = (expected.GetProperty("acf").Doubles(), expected.GetProperty("pacf").Doubles());

        var correlogram = Correlogram.Of(Named(name), 24);

        Assert.All(correlogram.Acf, (value, k) => Assert.Equal(acf[k + 1], value, 1e-12));
        Assert.All(correlogram.Pacf, (value, k) => Assert.Equal(pacf[k], value, 1e-10));
        Assert.Equal(1.96 / Math.Sqrt(Named(name).Length), correlogram.Bound, 1e-5);
    }

    [Fact]
    public void With_missing_values_autocorrelations_are_those_of_R_with_na_pass()
    {
        var expected = ReferenceFile.Read("r_missing_values.json");
        var values = Named("lynx");
        foreach (var t in expected.GetProperty("missing").Doubles())
        {
            values[(int)t] = double.NaN;
        }

        var (acf, pacf) = (expected.GetProperty("acf").Doubles(), expected.GetProperty("pacf").Doubles());
        Assert.All(Autocorrelation.Acf(values, 12), (value, k) => Assert.Equal(acf[k], value, 1e-12));
        Assert.All(Autocorrelation.Pacf(values, 12), (value, k) => Assert.Equal(pacf[k], value, 1e-10));

        var (ljungBox, boxPierce) = (expected.GetProperty("ljungBox").Doubles(), expected.GetProperty("boxPierce").Doubles());
        AssertClose(ljungBox[0], Portmanteau.LjungBox(values, 10, 1).Statistic);
        AssertClose(boxPierce[0], Portmanteau.BoxPierce(values, 10).Statistic);
        AssertClose(expected.GetProperty("kpss").Doubles()[0], Kpss.Test(values).Statistic);
        var jarqueBera = expected.GetProperty("jarqueBera").Doubles();
        AssertClose(jarqueBera[0], JarqueBera.Test(values).Statistic);
        AssertClose(jarqueBera[1], JarqueBera.Test(values).PValue);
    }

    [Fact]
    public void The_autocorrelations_of_any_values_lie_between_minus_one_and_one() => RandomCases.Holds(
        from values in RandomCases.Series(3, 60)
        from gaps in Gen.Choose(0, 3).ArrayOf(values.Length)
        select values.Select((value, t) => gaps[t] == 0 ? double.NaN : value).ToArray(),
        values =>
        {
            try
            {
                var lags = Math.Min(10, values.Length - 1);
                Assert.All(Autocorrelation.Acf(values, lags), value => Assert.InRange(value, -1, 1));
                Assert.All(Autocorrelation.Pacf(values, lags), value => Assert.InRange(value, -1, 1));
            }
            catch (UndefinedStatisticException)
            {
                // Too few observed values: some lag has no pair.
                Assert.True(values.Count(value => !double.IsNaN(value)) < 12);
            }
        });

    [Fact]
    public void Autocorrelations_change_with_neither_scale_nor_level() => RandomCases.Holds(RandomCases.Series(20, 60), values =>
    {
        var expected = Autocorrelation.Acf(values, 5);

        Assert.Equal(expected, Autocorrelation.Acf([.. values.Select(value => value * Math.ScaleB(1, 900))], 5));
        Assert.Equal(expected, Autocorrelation.Acf([.. values.Select(value => value * Math.ScaleB(1, -900))], 5));
        Assert.All(Autocorrelation.Acf([.. values.Select(value => 1e6 + value)], 5), (value, k) => Assert.Equal(expected[k], value, 1e-6));
    });

    [Fact]
    public void Autocorrelations_that_are_undefined_are_refused_with_the_reason()
    {
        AssertRefused("All values are equal", () => Autocorrelation.Acf([2, 2, 2], 1));
        AssertRefused("No value is observed", () => Autocorrelation.Acf([double.NaN, double.NaN], 1));
        AssertRefused("infinite", () => Autocorrelation.Acf([1, double.PositiveInfinity, 2], 1));
        AssertRefused("lag 3", () => Autocorrelation.Acf([1, 2, 3], 3));
        AssertRefused("1 steps apart", () => Autocorrelation.Acf([1, double.NaN, 3, double.NaN], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Autocorrelation.Acf([1, 2, 3], -1));

        static void AssertRefused(string reason, Func<object> statistic) =>
            Assert.Contains(reason, Assert.Throws<UndefinedStatisticException>(statistic).Message, StringComparison.Ordinal);
    }
}
