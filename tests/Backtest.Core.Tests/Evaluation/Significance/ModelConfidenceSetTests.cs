using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Evaluation.Significance;

public sealed class ModelConfidenceSetTests
{
    // Of models of equal worth the set at 10 % should hold all with a probability of 90 %; with few windows it falls short.
    [Theory]
    [InlineData(2, 5, 1, 0.84)]
    [InlineData(2, 20, 1, 0.86)]
    [InlineData(20, 5, 1, 0.65)]
    [InlineData(20, 10, 1, 0.78)]
    [InlineData(20, 20, 1, 0.84)]
    [InlineData(20, 60, 3, 0.86)]
    public void Equal_models_are_all_in_the_set_about_as_often_as_the_level_says(int models, int windows, int block, double least)
    {
        const int Runs = 400;
        var random = new SeededRandom(1);
        var contained = 0;
        for (var k = 0; k < Runs; k++)
        {
            var common = Enumerable.Range(0, windows).Select(_ => 3 * random.NextNormal()).ToArray();
            var losses = Enumerable.Range(0, models).Select(_ => common.Select(c => c + random.NextNormal()).ToArray()).ToArray();
            contained += ModelConfidenceSet.PValues(losses, block, 400, (ulong)k)!.All(p => p >= 0.1) ? 1 : 0;
        }

        Assert.InRange(contained / (double)Runs, least, 0.97);
    }

    [Fact]
    public void Models_that_lose_clearly_more_are_outside_and_the_best_has_a_p_value_of_one()
    {
        var random = new SeededRandom(2);
        double[] Losses(double mean) => [.. Enumerable.Range(0, 20).Select(_ => mean + random.NextNormal())];

        var pValues = ModelConfidenceSet.PValues([Losses(1), Losses(1.05), Losses(4), Losses(9)], 2)!;

        Assert.Equal(1, pValues.Max());
        Assert.All(pValues.Take(2), p => Assert.True(p >= 0.1));
        Assert.All(pValues.Skip(2), p => Assert.True(p < 0.01));
    }

    [Fact]
    public void Equal_models_are_all_in_the_set_and_one_that_is_always_worse_is_not()
    {
        double[] losses = [3, 1, 4, 1, 5];

        Assert.Equal([1, 1, 1], ModelConfidenceSet.PValues([losses, losses, losses], 1)!);
        Assert.Equal([1, 0], ModelConfidenceSet.PValues([losses, [.. losses.Select(loss => loss + 1)]], 1)!);
    }

    [Fact]
    public void Neither_the_unit_nor_the_order_of_the_models_matters()
    {
        var random = new SeededRandom(3);
        var losses = Enumerable.Range(0, 6)
            .Select(model => Enumerable.Range(0, 10).Select(_ => (0.3 * model) + random.NextNormal()).ToArray())
            .ToArray();

        var pValues = ModelConfidenceSet.PValues(losses, 1)!;

        Assert.Equal(pValues, ModelConfidenceSet.PValues([.. losses.Select(one => one.Select(loss => 8 * loss).ToArray())], 1)!);
        Assert.Equal(pValues.Reverse(), ModelConfidenceSet.PValues([.. losses.Reverse()], 1)!);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(4, 4)]
    [InlineData(4, 9)]
    public void Where_every_resample_is_the_same_there_are_no_p_values(int windows, int block)
    {
        // A circular block as long as all windows holds each of them once.
        Assert.All(BlockBootstrap.Draw(windows, Math.Min(block, windows), 50, 1), times => Assert.All(times, Once));
        double[] losses = [.. Enumerable.Range(1, windows).Select(t => (double)t)];

        Assert.Null(ModelConfidenceSet.PValues([losses, [.. losses.Select(loss => loss + 1)]], block));
        Assert.Null(SelectionOptimism.Of([losses, [.. losses.Reverse()]], Math.Min(block, windows)));

        static void Once(int count) => Assert.Equal(1, count);
    }

    [Fact]
    public void Two_windows_do_not_tell_models_apart_that_win_in_one_each() =>
        Assert.Equal([1, 1], ModelConfidenceSet.PValues([[0, 2], [2, 0]], 1)!);

    [Fact]
    public void One_window_tells_nothing() => Assert.Null(ModelConfidenceSet.PValues([[1], [2]], 1));
}
