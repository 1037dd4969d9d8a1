using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Tests.Planning;

public sealed class TrialMemoryTests
{
    private static readonly TimeSeries Series = new("demo", [.. Enumerable.Range(0, 2_000).Select(t => 100 + t + (10 * Math.Sin(t)))]);

    // The allocations of a fit are measured, and are at least its peak memory.
    [Theory]
    [InlineData(64, 1, 24, 256, 0.0)]
    [InlineData(128, 2, 48, 64, 0.0)]
    [InlineData(32, 3, 60, 512, 0.2)]
    [InlineData(256, 1, 12, 32, 0.0)]
    public void An_LSTM_is_expected_to_use_about_what_its_fit_allocates(int units, int layers, int lookBack, int batchSize, double dropout)
    {
        var spec = new LstmSpec
        {
            Units = units,
            Layers = layers,
            LookBack = lookBack,
            BatchSize = batchSize,
            Epochs = 1,
            Dropout = dropout,
            RecurrentDropout = dropout
        };
        var before = GC.GetAllocatedBytesForCurrentThread();
        ModelFitter.Fit(spec, Series.Values, TestContext.Current.CancellationToken);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(TrialMemory.Bytes(spec, Series) / allocated, 0.7, 2.0);
    }

    [Fact]
    public void A_grid_with_a_trial_that_does_not_fit_the_memory_is_refused_with_what_would_be_right()
    {
        var grid = GridReader.Read("""{ "lstm": { "lookBack": 1000, "units": [8, 1024], "layers": 8, "batchSize": 900 } }"""u8.ToArray());

        var problem = Assert.Throws<InputException>(() => Planner.Plan(Series, grid, maxTrialBytes: 4e9)).Problem;

        Assert.StartsWith("The trial LSTM(1024+1024", problem.What);
        Assert.Contains("and the host allows 4,000.", problem.What);
        Assert.Equal("lstm", problem.Where);
        Assert.Contains("batchSize", problem.Right);
    }
}
