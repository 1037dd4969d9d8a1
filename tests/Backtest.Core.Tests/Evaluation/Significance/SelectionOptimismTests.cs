using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Evaluation.Significance;

public sealed class SelectionOptimismTests
{
    // Models of equal worth: the best of N looks better by its luck, E[max of N normals] / sqrt(windows).
    [Theory]
    [InlineData(10, 5, 1.5388)]
    [InlineData(10, 20, 1.5388)]
    [InlineData(100, 10, 2.5076)]
    public void Of_models_of_equal_worth_it_is_the_luck_of_the_best(int models, int windows, double largestNormal)
    {
        var random = new SeededRandom(1);
        var optimism = Enumerable.Range(0, 200).Average(k =>
        {
            var common = Enumerable.Range(0, windows).Select(_ => 10 * random.NextNormal()).ToArray();
            var losses = Enumerable.Range(0, models).Select(_ => common.Select(c => c + random.NextNormal()).ToArray()).ToArray();
            return SelectionOptimism.Of(losses, 1, 300, (ulong)k)!.Value;
        });

        var expected = largestNormal / Math.Sqrt(windows);
        Assert.InRange(optimism, 0.85 * expected, 1.15 * expected);
    }

    [Fact]
    public void A_model_that_is_best_in_every_window_was_not_picked_by_luck() =>
        Assert.Equal(0, SelectionOptimism.Of([[1, 2, 3, 4], [2, 3, 4, 5], [5, 5, 5, 5]], 1)!.Value, 1e-12);

    // Whichever window is drawn twice, the best model there loses 1 in the other; the best one seems to lose 0.5 in each.
    [Fact]
    public void Two_windows_with_different_best_models_give_half_of_their_difference() =>
        Assert.Equal(0.5, SelectionOptimism.Of([[0, 1], [1, 0]], 1)!.Value, 1e-12);

    [Fact]
    public void A_single_window_tells_nothing() => Assert.Null(SelectionOptimism.Of([[1], [2]], 1));
}
