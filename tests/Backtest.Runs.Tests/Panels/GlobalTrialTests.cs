using System.Globalization;
using System.IO.Compression;
using System.Text;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Onnx;
using Backtest.Runs.Exports;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Models;
using Backtest.Runs.Pruning;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests.Panels;

/// <summary>Networks shared by all series of an upload.</summary>
public sealed class GlobalTrialTests : IDisposable
{
    // A network learns a pattern of three values without a declared season; the naive forecast is always wrong.
    private const string Grid = """
        {
          "seasonLength": 1, "horizon": 3, "windows": 2, "baselines": ["naive"], "batchSeconds": 0.1,
          "lstm": {
            "scope": "panel", "level": "last", "lookBack": 6, "units": 8, "epochs": 30, "batchSize": 16, "learningRate": 0.02,
            "loss": "mae", "schedule": "cosine", "seeds": 2, "variants": [[{}, { "lookBack": 4, "units": 4 }]]
          }
        }
        """;

    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_network_of_the_panel_is_trained_once_scored_in_every_series_published_and_served()
    {
        var run = await PlanAsync(Grid);
        var plan = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!;
        var global = plan.Panel!.Global!;

        // Two inputs, two seeds, at the first window and at the end: a batch each, before all others.
        Assert.Equal(8, global.Trainings.Count);
        Assert.Equal(8, plan.Rounds[0]);
        var panel = (await _bench.Executor.RunAsync(run, null, Stop)).Panel!;

        var trial = Assert.Single(global.Trials);
        Assert.Equal((4, 4), (panel.Series, panel.Done));
        for (var index = 0; index < 4; index++)
        {
            var leaderboard = (await _bench.Store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run.Key with { Index = index }), Stop))!;
            Assert.Equal(trial.Id, leaderboard.Published);
            Assert.True(leaderboard.Rows[0].Metrics!.Mase < 0.5 * leaderboard.Rows[1].Metrics!.Mase);
            Assert.NotNull(leaderboard.Rows[0].HoldOut);
        }

        // Served forecasts are those of the stored networks, and ONNX Runtime gives the same to five digits.
        var served = (await _bench.Forecaster.ForecastAsync(run.Key with { Index = 2 }, new ForecastRequest(null, [], null), Stop))!;
        var networks = (await GlobalNetworks.ReadAsync(_bench.Store, run.Key, global, Stop))!;
        var spec = (LstmSpec)trial.Spec;
        var fitted = (PooledLstm)ModelFitter.Fit(
            spec, History.Of(Series(2), networks.For(Series(2))), Stop);
        Assert.Equal(1, fitted.Cutoff);
        Assert.Equal(fitted.Forecast(Values(2), 3, []).Point, served.Forecast.Select(step => step.Value));
        for (var k = 0; k < 4; k++)
        {
            var path = BlobLayout.Network(BlobLayout.Training(run.Key, trial.Id, 1, k));
            using var onnx = new OnnxSampleForecaster((await _bench.Store.ReadAsync(path, Stop))!.Content.ToArray());
            var input = fitted.Inputs[k / 2];
            var other = new OnnxSampledLstm(input.Spec, input.Encoding, onnx).Forecast(Values(2), 3, []).Point;
            var own = (input with { Networks = [input.Networks[k % 2]] }).Forecast(Values(2), 3, []).Point;
            Assert.All(own, (value, h) => Assert.Equal(value, other[h], 1e-5 * value));
        }

        Assert.Equal(4 * 3, (await RowsAsync(_bench.Export.Forecasts(run.Key, new ForecastRequest(null, [80], null), Stop))).Count);
    }

    [Fact]
    public async Task The_networks_of_one_input_are_downloaded_as_one_file_and_their_losses_are_told()
    {
        var run = await PlanAsync(Grid.Replace(""", "variants": [[{}, { "lookBack": 4, "units": 4 }]]""", "", StringComparison.Ordinal));
        await _bench.Executor.RunAsync(run, null, Stop);
        var first = run.Key with { Index = 0 };
        var trial = (await _bench.Store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(first), Stop))!.Published;

        var file = await ModelStore.ReadFileAsync(_bench.Store, BlobLayout.FinalModel(first, trial), Stop);

        var model = (PooledLstm)await ModelStore.LoadAsync(_bench.Store, BlobLayout.FinalModel(first, trial), Stop);
        using var onnx = new OnnxSampleForecaster(file.Content.ToArray());
        var (input, own) = (Assert.Single(model.Inputs), model.Forecast(Values(0), 3, []).Point);
        var other = new OnnxSampledLstm(input.Spec, input.Encoding, onnx).Forecast(Values(0), 3, []).Point;
        Assert.EndsWith(".onnx", file.Facts.Path, StringComparison.Ordinal);
        Assert.All(own, (value, h) => Assert.Equal(value, other[h], 1e-5 * value));
        var document = (await _bench.Store.ReadAsync<TrialDocument>(BlobLayout.Trial(first, trial), Stop))!;
        Assert.Equal(30, document.History!.Training.Count);
        Assert.True(document.History.Training[^1] < 0.5 * document.History.Training[0]);
    }

    [Fact]
    public async Task Networks_that_forecast_quantiles_give_every_series_its_intervals_and_one_that_they_have_not_seen_too()
    {
        var run = await PlanAsync(Grid
            .Replace("\"mae\"", "\"pinball\"", StringComparison.Ordinal)
            .Replace(""", "variants": [[{}, { "lookBack": 4, "units": 4 }]]""", "", StringComparison.Ordinal));
        await _bench.Executor.RunAsync(run, null, Stop);
        var first = run.Key with { Index = 0 };
        var request = new ForecastRequest(null, [50, 80, 95], null);

        var leaderboard = (await _bench.Store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(first), Stop))!;
        var served = (await _bench.Forecaster.ForecastAsync(first, request, Stop))!;
        var trial = leaderboard.Published;
        var model = (PooledLstm)await ModelStore.LoadAsync(_bench.Store, BlobLayout.FinalModel(first, trial), Stop);
        var file = await ModelStore.ReadFileAsync(_bench.Store, BlobLayout.FinalModel(first, trial), Stop);
        using var onnx = new OnnxSampleForecaster(file.Content.ToArray());
        var stored = new OnnxSampledLstm(model.Inputs[0].Spec, model.Inputs[0].Encoding, onnx).Forecast(Values(0), 3, [0.5, 0.8, 0.95]);
        var cold = await _bench.Forecaster.ColdStartAsync(run.Key, Series(9), request with { Model = trial }, "series", Stop);

        Assert.StartsWith("lstm", trial, StringComparison.Ordinal);
        Assert.Equal(IntervalSource.Quantiles, leaderboard.Intervals);
        Assert.NotNull(leaderboard.Rows.Single(row => row.Trial == trial).Metrics!.Coverage95);
        foreach (var (h, step) in served.Forecast.Index())
        {
            Assert.Equal(stored.Point[h], step.Value, 1e-5 * step.Value);
            Assert.All(step.Intervals, (bounds, k) => Assert.Equal(
                (stored.Intervals[k].Lower[h], stored.Intervals[k].Upper[h]),
                (bounds.Lower!.Value, bounds.Upper!.Value),
                (one, other) => Math.Abs(one.Item1 - other.Item1) + Math.Abs(one.Item2 - other.Item2) < 1e-4 * step.Value));
        }

        Assert.Equal([50, 80, 95], cold.Levels);
        Assert.All(cold.Forecast, step => Assert.True(
            step.Intervals[2].Lower < step.Intervals[0].Lower && step.Intervals[0].Upper < step.Intervals[2].Upper));
    }

    [Fact]
    public async Task The_networks_of_several_inputs_are_downloaded_as_one_archive()
    {
        var run = await PlanAsync(Grid);
        await _bench.Executor.RunAsync(run, null, Stop);
        var first = run.Key with { Index = 0 };
        var trial = (await _bench.Store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(first), Stop))!.Published;

        var file = await ModelStore.ReadFileAsync(_bench.Store, BlobLayout.FinalModel(first, trial), Stop);

        Assert.EndsWith(".zip", file.Facts.Path, StringComparison.Ordinal);
        await using var archive = new ZipArchive(new MemoryStream(file.Content.ToArray()));
        var model = (PooledLstm)await ModelStore.LoadAsync(_bench.Store, BlobLayout.FinalModel(first, trial), Stop);
        var sum = new double[3];
        foreach (var (k, input) in model.Inputs.Index())
        {
            await using var entry = await archive.GetEntry($"{trial}-input-{k + 1}.onnx")!.OpenAsync(Stop);
            var content = new MemoryStream();
            await entry.CopyToAsync(content, Stop);
            using var onnx = new OnnxSampleForecaster(content.ToArray());
            var point = new OnnxSampledLstm(input.Spec, input.Encoding, onnx).Forecast(Values(0), 3, []).Point;
            sum = [.. sum.Zip(point, (one, other) => one + other)];
        }

        Assert.All(model.Forecast(Values(0), 3, []).Point, (value, h) => Assert.Equal(value, sum[h] / 2, 1e-5 * value));
        Assert.NotNull(archive.GetEntry($"{trial}.json"));
    }

    [Fact]
    public async Task The_row_of_a_series_says_whether_it_gains_from_networks_that_others_share()
    {
        var run = await PlanAsync(Grid
            .Replace("\"lstm\": {", "\"lstm\": [{ \"lookBack\": 4, \"units\": 2, \"epochs\": 2 }, {", StringComparison.Ordinal)
            .Replace("\"seeds\": 2, \"variants\": [[{}, { \"lookBack\": 4, \"units\": 4 }]]", "\"seeds\": 1", StringComparison.Ordinal)
            .Replace("  }\n}", "  }]\n}", StringComparison.Ordinal));
        await _bench.Executor.RunAsync(run, null, Stop);

        var row = (await _bench.Panels.RowsAsync(run.Key, Stop))![1];
        var leaderboard = (await _bench.Store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run.Key with { Index = 1 }), Stop))!;

        // Two epochs teach a network of two units nothing of the pattern.
        Assert.Equal((2, 2), (row.Pooling!.Windows, row.Pooling.Closer));
        Assert.Equal(leaderboard.Pooling!.Pair, row.Pooling);
    }

    [Fact]
    public async Task A_network_that_is_lost_or_damaged_is_trained_again_to_the_same_bits()
    {
        var run = await PlanAsync(Grid);
        await _bench.Executor.RunAsync(run, null, Stop);
        var trial = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!.Panel!.Global!.Trials[0].Id;
        var (damaged, lost) = (BlobLayout.Network(BlobLayout.Training(run.Key, trial, 0, 1)), BlobLayout.Training(run.Key, trial, 1, 3));
        var whole = (await _bench.Store.ReadAsync(damaged, Stop))!.Content.ToArray();
        await _bench.Store.WriteAsync(damaged, whole.AsMemory()[..^7], Stop);
        await _bench.Store.DeleteAsync(lost, Stop);

        var repaired = await _bench.Repairer.RunAsync(dryRun: false, Stop);

        Assert.Contains(damaged, repaired.Select(blob => blob.Path));
        Assert.Contains(lost, repaired.Select(blob => blob.Path));
        Assert.Empty(await _bench.Repairer.RunAsync(dryRun: false, Stop));
        Assert.Equal(whole, (await _bench.Store.ReadAsync(damaged, Stop))!.Content.ToArray());
    }

    [Fact]
    public async Task Pruning_leaves_the_networks_and_removes_what_no_training_has_written()
    {
        var run = await PlanAsync(Grid);
        await _bench.Executor.RunAsync(run, null, Stop);
        var trial = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!.Panel!.Global!.Trials[0].Id;
        var orphan = BlobLayout.Network(BlobLayout.Training(run.Key, trial, 9, 0));
        await _bench.Store.WriteAsync(orphan, new byte[8], Stop);

        var removed = await new Pruner(_bench.Store, TimeProvider.System).RunAsync(new PruneRequest(TimeSpan.Zero, 1, false), Stop);

        Assert.Equal(orphan, Assert.Single(removed).Path);
    }

    [Fact]
    public async Task A_training_that_is_given_up_fails_its_trial_in_every_series_and_nothing_else()
    {
        var run = await PlanAsync(Grid);
        await _bench.Work.FailBatchAsync(run.Key, 2, "Its batch failed.", Stop);

        var panel = (await _bench.Executor.RunAsync(run, null, Stop)).Panel!;

        Assert.Equal(4, panel.Done);
        var leaderboard = (await _bench.Store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run.Key with { Index = 1 }), Stop))!;
        Assert.Equal("Its batch failed.", leaderboard.Rows.Single(row => row.Family == "lstm").Reason);
        Assert.StartsWith("baseline", leaderboard.Published, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_of_two_series_is_refused_with_what_would_be_right()
    {
        var run = await PlanAsync(Grid, 2);

        Assert.Equal(("lstm.scope", "Give scope series, or send 3 series or more."), (run.Problem!.Where, run.Problem.Right));
    }

    public void Dispose() => _bench.Dispose();

    private static double[] Values(int series) =>
        [.. Enumerable.Range(0, 40 + series).Select(t => (10.0 + series) * (1 + ((t + series) % 3)))];

    private static Backtest.Core.Series.TimeSeries Series(int index) => new($"s{index}", Values(index));

    private async Task<PlannedRun> PlanAsync(string grid, int count = 4)
    {
        var csv = "unique_id,ds,y\n" + string.Concat(Enumerable.Range(0, count).SelectMany(s => Values(s)
            .Select((value, t) => string.Create(CultureInfo.InvariantCulture, $"s{s},{t + 1},{value:R}\n"))));
        await _bench.Store.WriteAsync(BlobLayout.Series("shop"), Encoding.UTF8.GetBytes(csv), Stop);
        await _bench.Store.WriteAsync(BlobLayout.Grid("shop"), Encoding.UTF8.GetBytes(grid), Stop);
        return (await _bench.Planning.RunAsync("shop", Stop))!;
    }

    private static async Task<List<IReadOnlyList<object?>>> RowsAsync(RunTable table) => await table.Rows.ToListAsync(Stop);
}
