using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Numerics;

public sealed class NelderMeadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void It_finds_the_minimum_of_Rosenbrock_s_valley()
    {
        double[] x = [-1.2, 1];

        var value = Search(p => (100 * Square(p[1] - (p[0] * p[0]))) + Square(1 - p[0]), x, 1000);

        Assert.Equal(0, value, 1e-9);
        Assert.Equal(1, x[0], 1e-3);
        Assert.Equal(1, x[1], 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void It_finds_a_minimum_that_has_no_derivative(int size)
    {
        var x = new double[size];

        Search(p => p.Select((value, k) => Math.Abs(value - k - 0.5)).Sum(), x, 5000);

        Assert.All(x.Index(), item => Assert.Equal(item.Index + 0.5, item.Item, 1e-2));
    }

    [Fact]
    public void It_stays_where_the_function_is_finite()
    {
        double[] x = [0.2, 0.2];

        Search(p => p[0] < 0 || p[1] < 0 ? double.PositiveInfinity : Square(p[0] + 1) + Square(p[1] - 2), x, 1000);

        Assert.InRange(x[0], 0, 1e-2);
        Assert.Equal(2, x[1], 0.05);
    }

    [Fact]
    public void It_never_ends_above_its_start_and_ends_in_time()
    {
        var calls = 0;
        double[] x = [3, -2, 1];

        var value = Search(
            p =>
            {
                calls++;
                return Square(p[0]) + Square(p[1]) + Square(p[2]);
            },
            x,
            40);

        Assert.InRange(calls, 4, 45);
        Assert.InRange(value, 0, 14);
        Assert.Equal(value, Square(x[0]) + Square(x[1]) + Square(x[2]));
    }

    private static double Search(Func<double[], double> function, double[] x, int evaluations) =>
        new NelderMead(function, x.Length).Minimize(x, 0.3, 1e-12, evaluations, Stop);

    private static double Square(double value) => value * value;
}
