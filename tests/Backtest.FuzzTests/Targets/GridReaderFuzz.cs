using System.Text;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.FuzzTests.Cases;
using Backtest.FuzzTests.Corpus;

namespace Backtest.FuzzTests.Targets;

/// <summary>Arbitrary grids, read, written and planned.</summary>
public sealed class GridReaderFuzz
{
    private const int MaxTrials = 300;

    // Grids may ask for up to ten combinations per allowed trial, and each is built from its values.
    private static readonly CaseBudget Budget = new(60, 256L * 1024 * 1024);

    private static readonly TimeSeries Series =
        new("fuzz", [.. Enumerable.Range(0, 200).Select(t => 100 + t + (10 * Math.Sin(t * Math.PI / 6)))]);

    [Fact]
    public void Any_bytes_give_a_plan_or_a_problem() => Fuzzer.Run(Shares.Grids, Budget, random =>
    {
        var json = Mutation.Of(random, Samples.Grids[random.Next(Samples.Grids.Length)], Samples.Grids, Samples.GridTokens);

        var grid = GridReader.Read(json);

        var written = GridWriter.Write(grid);
        Assert.Equal(written, GridWriter.Write(GridReader.Read(Encoding.UTF8.GetBytes(written))));
        var plan = Planner.Plan(Series, grid, maxTrialSeconds: 1_800, maxTrials: MaxTrials);
        Assert.InRange(plan.Trials.Count, 1, MaxTrials * 10);
        Assert.Equal(plan.Trials.Count, plan.Trials.DistinctBy(trial => trial.Id).Count());
        Assert.All(plan.Trials, trial => Assert.True(trial.EstimatedSeconds >= 0
            && double.IsFinite(trial.EstimatedSeconds), $"{trial.Label} is planned for {trial.EstimatedSeconds} s."));
        Assert.Equal(plan.Batches.Count, plan.Rounds.Sum());
    });
}
