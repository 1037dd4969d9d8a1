using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Numerics;

public sealed class PortableMathTests
{
    [Fact]
    public void The_logarithm_is_exact_to_its_stated_error()
    {
        var random = new SeededRandom(1);
        for (var k = 0; k < 20_000; k++)
        {
            // Over all exponents of normal numbers, and around one, where the logarithm nearly vanishes.
            AssertLog(Math.ScaleB(1 + random.NextUniform(), random.NextBelow(2045) - 1022));
            AssertLog(1 + ((random.NextUniform() - 0.5) * Math.ScaleB(1, -random.NextBelow(50))));
        }

        Assert.Equal(0, PortableMath.Log(1));
    }

    [Fact]
    public void The_exponential_is_exact_to_its_stated_error()
    {
        var random = new SeededRandom(2);
        for (var k = 0; k < 20_000; k++)
        {
            var x = (random.NextUniform() - 0.5) * 2 * Math.ScaleB(700, -random.NextBelow(40));

            Assert.Equal(1, PortableMath.Exp(x) / Math.Exp(x), 1e-15);
        }

        Assert.Equal(
            [1, 0, 0, double.PositiveInfinity, double.PositiveInfinity, double.NaN],
            new[] { 0, -1000, double.NegativeInfinity, 750, double.PositiveInfinity, double.NaN }.Select(PortableMath.Exp));
    }

    [Fact]
    public void The_cosine_is_exact_to_its_stated_error() =>
        Assert.All(Enumerable.Range(0, 1001), k => Assert.Equal(Math.Cos(Math.PI * k / 1000), PortableMath.CosineOfPi(k / 1000.0), 1e-15));

    private static void AssertLog(double x) =>
        Assert.True(
            Math.Abs(PortableMath.Log(x) - Math.Log(x)) <= 1e-15 * Math.Abs(Math.Log(x)), $"ln {x:R} is not {PortableMath.Log(x):R}");
}
