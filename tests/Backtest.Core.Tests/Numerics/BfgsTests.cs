using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Numerics;

public sealed class BfgsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_minimum_of_Rosenbrocks_valley_is_found()
    {
        double[] x = [-1.2, 1];
        var bfgs = new Bfgs(v => (100 * Math.Pow(v[1] - (v[0] * v[0]), 2)) + Math.Pow(1 - v[0], 2), 2);
        Assert.Equal(Bfgs.Outcome.Converged, bfgs.Minimize(x, 1e-14, polish: true, Token));
        Assert.Equal(1, x[0], 1e-6);
        Assert.Equal(1, x[1], 1e-6);
    }

    [Fact]
    public void A_step_out_of_the_domain_is_taken_back()
    {
        // x - ln x, infinite for x at or below 0, with its minimum at 1.
        double[] x = [30];
        var bfgs = new Bfgs(v => v[0] > 0 ? v[0] - Math.Log(v[0]) : double.PositiveInfinity, 1);
        Assert.Equal(Bfgs.Outcome.Converged, bfgs.Minimize(x, 1e-14, polish: true, Token));
        Assert.Equal(1, x[0], 1e-6);
    }

    [Fact]
    public void A_function_without_a_minimum_ends_at_the_cap()
    {
        var bfgs = new Bfgs(v => -v[0], 1);
        Assert.Equal(Bfgs.Outcome.NotConverged, bfgs.Minimize([0], 1e-14, polish: true, Token));
    }

    [Fact]
    public void A_start_outside_the_domain_is_said_to_be_one() =>
        Assert.Equal(Bfgs.Outcome.UndefinedStart, new Bfgs(_ => double.NaN, 2).Minimize([0, 0], 1e-9, polish: true, Token));

    [Fact]
    public void Cancellation_is_heard_at_the_next_iteration()
    {
        using var source = new CancellationTokenSource();
        var calls = 0;
        var bfgs = new Bfgs(
            v =>
            {
                if (++calls == 10)
                {
                    source.Cancel();
                }

                return -v[0];
            },
            1);
        Assert.Throws<OperationCanceledException>(() => bfgs.Minimize([0], 1e-9, polish: true, source.Token));
        Assert.InRange(calls, 10, 20);
    }
}
