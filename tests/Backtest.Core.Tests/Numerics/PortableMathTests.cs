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

    private static void AssertLog(double x) =>
        Assert.True(Math.Abs(PortableMath.Log(x) - Math.Log(x)) <= 1e-15 * Math.Abs(Math.Log(x)), $"ln {x:R} is not {PortableMath.Log(x):R}");
}
