using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Tests.Series.Csv.Tables;

public sealed class ProgressionTests
{
    [Fact]
    public void It_gives_back_the_numbers_that_were_added_whatever_their_steps()
    {
        var random = new Random(4);
        for (var trial = 0; trial < 200; trial++)
        {
            var (numbers, progression, value) = (new List<int>(), new Progression(), random.Next(100));
            for (var step = random.Next(4); numbers.Count < 60; step = random.Next(3) == 0 ? random.Next(4) : step)
            {
                numbers.Add(value);
                progression.Add(value);
                value += step;
            }

            Assert.Equal(numbers.Count, progression.Count);
            Assert.Equal(numbers, Enumerable.Range(0, numbers.Count).Select(k => progression[k]));
        }
    }
}
