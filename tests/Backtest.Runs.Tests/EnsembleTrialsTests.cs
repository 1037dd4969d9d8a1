using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Ensembles;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Models;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.Runs.Tests;

public sealed class EnsembleTrialsTests : IDisposable
{
    private const string Grid = """
        {
          "seasonLength": 4, "horizon": 4, "windows": 3,
          "ets": { "model": ["ANN", "AAN"] }, "theta": {}, "arima": { "p": 1, "d": 1 },
          "lstm": { "lookBack": 4, "units": 4, "epochs": 5, "transforms": [["difference", "standardise"]] },
          "ensemble": [{ "combine": ["mean", "median", "inverseError"], "onePerEngine": true }, { "best": 2 }]
        }
        """;

    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ensembles_are_ranked_stored_and_served_like_other_trials()
    {
        var run = await _bench.PlanAsync(Workbench.Values(), Grid);

        var leaderboard = (await _bench.Executor.RunAsync(run, null, Stop)).Series!;

        var ensembles = leaderboard.Rows.Where(row => row.Family == "ensemble").ToList();
        Assert.Equal(4, ensembles.Count);
        Assert.Contains("Mean of the best of each model family", ensembles.Select(row => row.Label));
        Assert.All(ensembles, row => Assert.Equal(TrialStatus.Done, row.Status));
        foreach (var row in ensembles)
        {
            var spec = (EnsembleSpec)row.Spec;
            var answer = await ForecastAsync(row.Trial);
            var members = new List<double[]>();
            foreach (var member in spec.Members!)
            {
                var model = await ModelStore.LoadAsync(_bench.Store, BlobLayout.Model(run.Key, member.Trial), Stop);
                members.Add(model.Forecast(Workbench.Values(), 4, []).Point);
            }

            // Unlike the published one, the others are served by the models of the last window.
            if (row.Trial != leaderboard.Published)
            {
                Assert.Equal(FittedEnsemble.Combine(spec, members), answer.Forecast.Select(step => step.Value));
            }

            Assert.All(answer.Forecast, step => Assert.True(step.Intervals[0].Lower < step.Value && step.Value < step.Intervals[0].Upper));
        }
    }

    [Fact]
    public async Task A_published_ensemble_forecasts_as_its_members_fitted_to_all_values_do()
    {
        var run = await _bench.PlanAsync(
            Workbench.Values(),
            """{ "seasonLength": 4, "horizon": 4, "windows": 1, "theta": {}, "lstm": { "lookBack": 4, "units": 4, "epochs": 50, "transforms": [["seasonalDifference", "standardise"]] }, "ensemble": { "onePerEngine": true } }""");

        var leaderboard = (await _bench.Executor.RunAsync(run, null, Stop)).Series!;

        // A single window decides nothing, so the ensemble is published whatever its rank.
        var published = leaderboard.Rows.First(row => row.Trial == leaderboard.Published);
        Assert.Equal(["lstm", "theta"], ((EnsembleSpec)published.Spec).Members!.Select(member => member.Spec.Family).Order());
        var expected = ModelFitter.Fit(published.Spec, Workbench.Values(), Stop).Forecast(Workbench.Values(), 4, []).Point;
        foreach (var (value, step) in expected.Zip((await ForecastAsync(published.Trial)).Forecast))
        {
            // The network runs in ONNX Runtime.
            Assert.Equal(value, step.Value, 1e-4);
        }
    }

    [Fact]
    public async Task Completing_again_changes_nothing_even_without_the_leaderboard()
    {
        var run = await _bench.PlanAsync(Workbench.Values(), Grid);
        await _bench.Executor.RunAsync(run, null, Stop);
        var before = await _bench.SnapshotAsync(run.Key);

        await _bench.Store.DeleteAsync(BlobLayout.Leaderboard(run.Key), Stop);
        await _bench.Work.CompleteAsync(run.Key, run.RequestedAt, Stop);

        Assert.Equal(before, await _bench.SnapshotAsync(run.Key));
    }

    public void Dispose() => _bench.Dispose();

    private async Task<ForecastAnswer> ForecastAsync(TrialId trial) =>
        (await _bench.Forecaster.ForecastAsync("demo", new ForecastRequest(null, [80], trial), Stop))!;
}
