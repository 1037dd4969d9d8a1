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
            Assert.True(Math.Abs(Value(VectorMath.Sigmoid(Lanes8.Create(x))) - (1 / (1 + Math.Exp(-x)))) < 2e-7, $"sigmoid {x}");
            Assert.True(Math.Abs(Value(VectorMath.Tanh(Lanes8.Create(x))) - Math.Tanh(x)) < 2e-7, $"tanh {x}");
            Assert.True(Math.Abs((Value(VectorMath.Exp(Lanes8.Create(x))) / Math.Exp(x)) - 1) < 3e-7, $"exp {x}");
        }
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(1e30f, 1)]
    [InlineData(-1e30f, -1)]
    [InlineData(0, 0)]
    public void Far_out_tanh_is_one_and_at_zero_exactly_zero(float x, float expected) =>
        Assert.Equal(expected, Value(VectorMath.Tanh(Lanes8.Create(x))));

    [Fact]
    public void Not_a_number_stays_not_a_number()
    {
        Assert.True(float.IsNaN(Value(VectorMath.Sigmoid(Lanes8.Create(float.NaN)))));
        Assert.True(float.IsNaN(Value(VectorMath.Tanh(Lanes8.Create(float.NaN)))));
    }

    [Fact]
    public void Wide_vectors_give_the_bits_of_narrow_ones()
    {
        var random = new SeededRandom(3);
        for (var k = 0; k < 10_000; k++)
        {
            var x = (float)(10 * random.NextNormal());
            Assert.Equal(Value(VectorMath.Exp(Lanes8.Create(x))), Value(VectorMath.Exp(Lanes16.Create(x))));
            Assert.Equal(Value(VectorMath.Sigmoid(Lanes8.Create(x))), Value(VectorMath.Sigmoid(Lanes16.Create(x))));
            Assert.Equal(Value(VectorMath.Tanh(Lanes8.Create(x))), Value(VectorMath.Tanh(Lanes16.Create(x))));
        }
    }

    // The first value of a vector whose values are all the same.
    private static float Value<T>(T lanes)
        where T : struct, IFloatLanes<T>
    {
        var values = new float[T.Count];
        lanes.Store(ref values[0]);
        Assert.All(values, value => Assert.Equal(values[0], value));
        return values[0];
    }
}
