using Backtest.Core.Evaluation.Checks;
using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Evaluation.Checks;

public sealed class DieboldMarianoTests
{
    private static readonly double[] First =
    [
        -0.626, 0.184, -0.836, 1.595, 0.33, -0.82, 0.487, 0.738, 0.576, -0.305, 1.512, 0.39, -0.621, -2.215, 1.125,
        -0.045, -0.016, 0.944, 0.821, 0.594, 0.919, 0.782, 0.075, -1.989, 0.62, -0.056, -0.156, -1.471, -0.478, 0.418,
    ];

    private static readonly double[] Second =
    [
        1.966, 0.066, 0.704, 0.13, -1.59, -0.339, -0.313, 0.123, 1.63, 1.192, -0.014, -0.129, 1.106, 0.924, -0.695,
        -0.72, 0.674, 1.199, 0.054, 1.345, 0.718, -0.596, 0.643, -1.268, 2.063, 2.775, -0.277, -1.157, 0.941, 0.024,
    ];

    // R 4.2, forecast 8.20: dm.test(e1, e2, h = h, power = power).
    [Theory]
    [InlineData(1, 1, -0.7134350180, 0.4812790317)]
    [InlineData(1, 2, -0.8588752762, 0.3974532020)]
    [InlineData(3, 1, -1.0370929281, 0.3082631993)]
    [InlineData(3, 2, -1.0350226465, 0.3092126117)]
    public void Statistic_and_probability_are_Rs(int overlap, int power, double statistic, double probability)
    {
        double[] Losses(double[] errors) => Array.ConvertAll(errors, error => Math.Pow(Math.Abs(error), power));

        var test = DieboldMariano.Test(Losses(First), Losses(Second), overlap)!;

        Assert.Equal(statistic, test.Statistic, 1e-9);
        Assert.Equal(probability, test.PValue, 1e-9);
        Assert.Equal(-statistic, DieboldMariano.Test(Losses(Second), Losses(First), overlap)!.Statistic, 1e-9);
    }

    [Fact]
    public void Equal_losses_are_rejected_as_often_as_the_level_says()
    {
        var random = new SeededRandom(8);
        double[] Draw() => [.. Enumerable.Range(0, 40).Select(_ => Math.Abs(random.NextNormal()))];

        Assert.InRange(Enumerable.Range(0, 1000).Count(_ => DieboldMariano.Test(Draw(), Draw(), 1)!.PValue < 0.05), 30, 70);
    }

    [Fact]
    public void Too_few_losses_or_equal_ones_tell_nothing()
    {
        Assert.Null(DieboldMariano.Test([1, 2], [2, 1], 1));
        Assert.Null(DieboldMariano.Test([1, 2, 3, 4], [0, 1, 2, 3], 1));
    }
}
