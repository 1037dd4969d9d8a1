using Backtest.Core.Numerics;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests;

/// <summary>Runs cannot use what they must not see: whole runs over the default grid, with the future changed.</summary>
public sealed class LeakageTests : IDisposable
{
    private const int Length = 120;
    private const string DefaultGrid = """{ "horizon": 6 }""";
    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signal_that_only_the_hold_out_has_changes_neither_a_score_nor_the_choice()
    {
        var (plan, leaderboard, trials) = await RunAsync(Noise(), "noise");
        var holdOut = Length - plan.Protocol!.TestLength;

        var planted = await RunAsync(Planted(holdOut), "planted");

        Assert.Equal(plan.Trials.Select(trial => trial.Id), planted.Plan.Trials.Select(trial => trial.Id));
        Assert.Equal(plan.Protocol, planted.Plan.Protocol);
        Assert.Equal(trials.Select(trial => trial.Score?.Overall), planted.Trials.Select(trial => trial.Score?.Overall));
        Assert.Equal(leaderboard.Rows.Select(row => row.Trial), planted.Leaderboard.Rows.Select(row => row.Trial));
        Assert.Equal((leaderboard.Published, leaderboard.Selection), (planted.Leaderboard.Published, planted.Leaderboard.Selection));
        Assert.Equal(leaderboard.Rows.Select(row => row.ConfidencePValue), planted.Leaderboard.Rows.Select(row => row.ConfidencePValue));
        Assert.NotEqual(
            leaderboard.Rows.First(row => row.Trial == leaderboard.Published).HoldOut,
            planted.Leaderboard.Rows.First(row => row.Trial == leaderboard.Published).HoldOut);
    }

    [Fact]
    public async Task A_signal_that_starts_after_an_origin_is_forecast_by_no_trial()
    {
        var (_, _, trials) = await RunAsync(Noise(), "noise");
        var count = trials[0].Score!.Windows.Count;
        Assert.True(count > 2);
        foreach (var window in new[] { 1, count - 1 })
        {
            var start = trials[0].Score!.Windows[window].Cutoff + 1;

            var planted = await RunAsync(Planted(start), $"planted{window}");

            // The forecasts are those of the series without the signal, so none of their metrics can benefit from it.
            Assert.Equal(trials.Length, planted.Trials.Length);
            foreach (var (one, other) in trials.Zip(planted.Trials))
            {
                Assert.Equal(one.Score?.Windows.Take(window)
                    .Select(known => known.Metrics), other.Score?.Windows.Take(window)
                    .Select(known => known.Metrics));
                Assert.Equal(one.Score?.Windows[window].Yhat, other.Score?.Windows[window].Yhat);
            }
        }
    }

    public void Dispose() => _bench.Dispose();

    private static double[] Noise()
    {
        var random = new SeededRandom(7);
        return [.. Enumerable.Range(0, Length).Select(_ => 50 + (5 * random.NextNormal()))];
    }

    // A saw tooth without noise, which any model that saw it would follow.
    private static double[] Planted(int start) => [.. Noise().Select((value, t) => t < start ? value : 200 + (30 * (t % 4)))];

    private async Task<(RunPlan Plan, Leaderboard Leaderboard, TrialDocument[] Trials)> RunAsync(double[] values, string name)
    {
        var run = await _bench.PlanAsync(values, DefaultGrid, name);
        var leaderboard = (await _bench.Executor.RunAsync(run, null, Stop)).Series!;
        var plan = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!;
        var trials = new TrialDocument[plan.Trials.Count];
        for (var k = 0; k < trials.Length; k++)
        {
            trials[k] = (await _bench.Store.ReadAsync<TrialDocument>(BlobLayout.Trial(run.Key, plan.Trials[k].Id), Stop))!;
        }

        return (plan, leaderboard, trials);
    }
}
