using Backtest.Bench.Accuracy;

namespace Backtest.Bench.Tests.Accuracy;

public sealed class CoverageBenchTests
{
    // The published forecast with the default grid. The standard error of a mean of twelve is about 0.01.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Published_intervals_of_a_random_walk_and_of_noise_hold_the_next_values_as_often_as_they_say(bool isWalk)
    {
        var probabilities = CoverageBench.Probabilities(isWalk, 60, 12, TestContext.Current.CancellationToken);

        for (var step = 0; step < 6; step++)
        {
            Assert.Equal(0.8, probabilities.Average(series => series[0][step]), 0.04);
            Assert.Equal(0.95, probabilities.Average(series => series[1][step]), 0.02);
        }
    }
}
