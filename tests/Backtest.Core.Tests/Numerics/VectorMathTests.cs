using System.Runtime.Intrinsics;
using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Numerics;

public sealed class VectorMathTests
{
    [Fact]
    public void Errors_stay_below_the_stated_bounds()
    {
        for (var k = -400_000; k <= 400_000; k += 7)
        {
            var x = k / 10_000f;
            Assert.True(Math.Abs(VectorMath.Sigmoid(Vector256.Create(x))[0] - (1 / (1 + Math.Exp(-x)))) < 2e-7, $"sigmoid {x}");
            Assert.True(Math.Abs(VectorMath.Tanh(Vector256.Create(x))[0] - Math.Tanh(x)) < 2e-7, $"tanh {x}");
            Assert.True(Math.Abs((VectorMath.Exp(Vector256.Create(x))[0] / Math.Exp(x)) - 1) < 3e-7, $"exp {x}");
        }
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(1e30f, 1)]
    [InlineData(-1e30f, -1)]
    [InlineData(0, 0)]
    public void Far_out_tanh_is_one_and_at_zero_exactly_zero(float x, float expected) =>
        Assert.Equal(expected, VectorMath.Tanh(Vector256.Create(x))[0]);

    [Fact]
    public void Not_a_number_stays_not_a_number()
    {
        Assert.True(float.IsNaN(VectorMath.Sigmoid(Vector256.Create(float.NaN))[0]));
        Assert.True(float.IsNaN(VectorMath.Tanh(Vector256.Create(float.NaN))[0]));
    }
}
