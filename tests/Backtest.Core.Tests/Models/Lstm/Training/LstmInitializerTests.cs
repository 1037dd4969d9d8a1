using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Models.Lstm.Training;

public sealed class LstmInitializerTests
{
    private static readonly LstmNetwork Network =
        LstmInitializer.Create(new LstmShape(3, 20, 2, [new DenseLayer(10)], 2, Activation.Linear), new SeededRandom(1));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Recurrent_weights_have_orthonormal_columns(int layer)
    {
        var weights = Network.GetLayer(layer).Recurrent;
        for (var i = 0; i < 20; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var product = Enumerable.Range(0, 80).Sum(row => (double)weights[(row * 20) + i] * weights[(row * 20) + j]);
                Assert.Equal(i == j ? 1 : 0, product, 1e-6);
            }
        }
    }

    [Fact]
    public void Input_and_dense_weights_fill_Glorots_interval()
    {
        AssertUniform(Network.GetLayer(0).Input, Math.Sqrt(6.0 / (3 + 80)));
        AssertUniform(Network.GetLayer(1).Input, Math.Sqrt(6.0 / (20 + 80)));
        AssertUniform(Network.GetDense(0).Weights, Math.Sqrt(6.0 / (20 + 10)));
    }

    [Fact]
    public void Forget_gates_start_open_and_all_other_biases_at_zero()
    {
        for (var l = 0; l < 2; l++)
        {
            var layer = Network.GetLayer(l);
            Assert.Equal(Enumerable.Range(0, 80).Select(row => row / 20 == 1 ? 1f : 0f), layer.InputBias);
            Assert.All(layer.RecurrentBias, bias => Assert.Equal(0, bias));
        }

        Assert.All(Network.GetDense(0).Bias.Concat(Network.GetDense(1).Bias), bias => Assert.Equal(0, bias));
    }

    // Within the limit, near it at both ends, and with the variance limit^2 / 3 within five standard errors.
    private static void AssertUniform(float[] weights, double limit)
    {
        Assert.All(weights, weight => Assert.InRange(weight, -limit, limit));
        Assert.InRange(weights.Max(), 0.9 * limit, limit);
        Assert.InRange(weights.Min(), -limit, -0.9 * limit);
        var scaled = weights.Average(weight => weight * weight / (limit * limit));
        Assert.Equal(1.0 / 3, scaled, 5 * Math.Sqrt(4.0 / 45 / weights.Length));
    }
}
