using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Numerics;

public sealed class BfgsTests
{
    [Fact]
    public void Rosenbrocks_valley_is_followed_to_its_minimum()
    {
        var (point, value) = Bfgs.Minimize(
            x => (100 * Math.Pow(x[1] - (x[0] * x[0]), 2)) + Math.Pow(1 - x[0], 2), [-1.2, 1], TestContext.Current.CancellationToken);

        Assert.Equal(1, point[0], 1e-4);
        Assert.Equal(1, point[1], 1e-4);
        Assert.Equal(0, value, 1e-8);
    }

    [Fact]
    public void A_wall_is_not_crossed()
    {
        // The minimum of x - ln x is at 1; the logarithm has no value below 0.
        var (point, _) = Bfgs.Minimize(x => x[0] > 0 ? x[0] - Math.Log(x[0]) : double.PositiveInfinity, [0.01], TestContext.Current.CancellationToken);

        Assert.Equal(1, point[0], 1e-4);
    }

    [Fact]
    public void Without_variables_there_is_nothing_to_do() =>
        Assert.Equal(3, Bfgs.Minimize(_ => 3, [], TestContext.Current.CancellationToken).Value);

    [Fact]
    public void A_cancelled_search_stops()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();

        Assert.Throws<OperationCanceledException>(() => Bfgs.Minimize(x => x[0] * x[0], [1], stopped.Token));
    }
}
