using System.Text;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests;

public sealed class RunStepsTests : IDisposable
{
    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_stores_every_trial_with_its_model_and_publishes_the_best()
    {
        var run = await _bench.PlanAsync();

        var leaderboard = (await _bench.Executor.RunAsync(run, null, Stop)).Series!;

        var plan = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!;
        Assert.Equal(plan.Trials.Count, leaderboard.Rows.Count);
        Assert.Equal(13, plan.Trials.Count);
        foreach (var row in leaderboard.Rows)
        {
            Assert.NotNull(await _bench.Store.FindAsync(BlobLayout.Trial(run.Key, row.Trial), Stop));
            Assert.NotNull(await _bench.Store.FindAsync(BlobLayout.Model(run.Key, row.Trial), Stop));
            var trial = (await _bench.Store.ReadAsync<TrialDocument>(BlobLayout.Trial(run.Key, row.Trial), Stop))!;
            Assert.Equal((row.Spec as LstmSpec)?.Epochs, trial.History?.Training.Count);
            Assert.Equal(
                row.Spec is LstmSpec,
                await _bench.Store.FindAsync(BlobLayout.Network(BlobLayout.Model(run.Key, row.Trial)), Stop) is not null);
        }

        Assert.Equal(leaderboard.Rows.Select(row => row.Metrics!.Mase), leaderboard.Rows.Select(row => row.Metrics!.Mase).Order());
        Assert.Equal(leaderboard.Rows[0].Trial, leaderboard.Published);
        Assert.Equal((60, 4, 0), (plan.Diagnosis!.Count, plan.Diagnosis.SeasonLength, plan.Diagnosis.Missing));
        Assert.Equal(60, leaderboard.Residuals.Count);
        Assert.NotNull(leaderboard.Residuals.WhiteNoise);
        Assert.Equal(["Naive", "Seasonal naive [4]"], leaderboard.Comparisons.Select(comparison => comparison.Label)
            .Where(label => label.Contains("aive", StringComparison.Ordinal))
            .Order());
        Assert.Contains(leaderboard.Comparisons, comparison => comparison.Trial == leaderboard.Rows[1].Trial);
        Assert.All(leaderboard.Comparisons, comparison => Assert.True(comparison.Test is null || comparison.Test.Statistic <= 0));
        Assert.Equal(run.Key.Run, (await _bench.Store.ReadAsync<PublishedRun>(BlobLayout.Latest("demo"), Stop))!.Run);
    }

    [Fact]
    public async Task Only_the_published_trial_and_the_naive_forecasts_see_the_hold_out()
    {
        var leaderboard = (await _bench.Executor.RunAsync(await _bench.PlanAsync(), null, Stop)).Series!;

        Assert.All(leaderboard.Rows, row => Assert.Equal(
            row.Trial == leaderboard.Published || row.Label is "Naive" or "Seasonal naive [4]", row.HoldOut is not null));
    }

    [Fact]
    public async Task Every_step_again_changes_nothing()
    {
        var run = await _bench.PlanAsync();
        await _bench.Executor.RunAsync(run, null, Stop);
        var before = await _bench.SnapshotAsync(run.Key);
        var lines = _bench.TrialLines.Count;

        Assert.Equal(run.Key, (await _bench.PlanAsync()).Key);
        await _bench.Executor.RunAsync(run, null, Stop);

        Assert.Equal(before, await _bench.SnapshotAsync(run.Key));
        Assert.Equal(lines, _bench.TrialLines.Count);
    }

    [Fact]
    public async Task A_run_that_was_cut_off_goes_on_and_ends_the_same()
    {
        using var undisturbed = new Workbench();
        var expected = await undisturbed.PlanAsync();
        await undisturbed.Executor.RunAsync(expected, null, Stop);
        var run = await _bench.PlanAsync();

        // Stopped after every third trial, again and again.
        for (var attempt = 0; attempt < 10; attempt++)
        {
            using var cut = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var over = 0;
            try
            {
                await _bench.Executor.RunAsync(
                    run,
                    new CallOnReport(_ =>
                    {
                        if (Interlocked.Increment(ref over) == 3 + (3 * attempt))
                        {
                            cut.Cancel();
                        }
                    }),
                    cut.Token);
                break;
            }
            catch (OperationCanceledException)
            {
                // The next attempt resumes it.
            }
        }

        Assert.Equal(await undisturbed.SnapshotAsync(expected.Key), await _bench.SnapshotAsync(run.Key));
        Assert.Equal(13, _bench.TrialLines.Count);
        Assert.Equal(13, _bench.TrialLines.Select(line => line.Split(" trial ")[1].Split(' ')[0]).Distinct().Count());
    }

    [Fact]
    public async Task The_number_of_trials_at_once_changes_no_bit()
    {
        var snapshots = new List<SortedDictionary<string, string>>();
        foreach (var parallel in new[] { 1, 4 })
        {
            using var bench = new Workbench(new BacktestOptions { ParallelTrials = parallel });
            var run = await bench.PlanAsync();
            await bench.Executor.RunAsync(run, null, Stop);
            snapshots.Add(await bench.SnapshotAsync(run.Key));
        }

        Assert.Equal(snapshots[0], snapshots[1]);
    }

    [Fact]
    public async Task A_run_asked_for_earlier_does_not_replace_a_later_one()
    {
        var early = await _bench.PlanAsync();
        var late = await _bench.PlanAsync(count: 61);

        await _bench.Executor.RunAsync(late, null, Stop);
        await _bench.Executor.RunAsync(early, null, Stop);
        Assert.Equal(late.Key.Run, (await _bench.Store.ReadAsync<PublishedRun>(BlobLayout.Latest("demo"), Stop))!.Run);
        Assert.Equal(
            [(RunState.Done, null), (RunState.Done, late.Key.Run)],
            (await _bench.Catalog.SummaryAsync("demo", Stop))!.Runs.Select(run => (run.State, run.SupersededBy)));

        // Uploading the first series again publishes its run again, without any work.
        var lines = _bench.TrialLines.Count;
        await _bench.Executor.RunAsync(await _bench.PlanAsync(), null, Stop);
        Assert.Equal(early.Key.Run, (await _bench.Store.ReadAsync<PublishedRun>(BlobLayout.Latest("demo"), Stop))!.Run);
        Assert.Equal(lines, _bench.TrialLines.Count);
        Assert.Equal(
            [(early.Key.Run, null), (late.Key.Run, early.Key.Run)],
            (await _bench.Catalog.SummaryAsync("demo", Stop))!.Runs.Select(run => (run.Run, run.SupersededBy)));
    }

    [Theory]
    [InlineData("y\n1\ntwo\n", "{}", "'two' is not a number.", "line 3, column 'y'")]
    [InlineData("y\n1\n2\n3\n", "{}", "The series has 3 values, and the grid needs at least", null)]
    [InlineData("y\n1\n2\n3\n", "{ \"horizont\": 3 }", "The key 'horizont' is not known.", "grid")]
    [InlineData(
        "y\n1\n2\n1\n2\n1\n2\n1\n2\n1\n2\n",
        "{ \"horizon\": 1, \"windows\": 1, \"lstm\": { \"lookBack\": 1, \"lstmEngine\": \"torchSharp\" } }",
        "This host was built without the LSTM backend that the grid asks for.",
        "lstm.lstmEngine")]
    public async Task Bad_input_is_a_refused_run_with_its_problem_and_nothing_else(string csv, string grid, string what, string? where)
    {
        await _bench.Store.WriteAsync(BlobLayout.Series("bad"), Encoding.UTF8.GetBytes(csv), Stop);
        await _bench.Store.WriteAsync(BlobLayout.Grid("bad"), Encoding.UTF8.GetBytes(grid), Stop);

        var run = (await _bench.Planning.RunAsync("bad", Stop))!;

        Assert.StartsWith(what, run.Problem!.What);
        Assert.Equal(where, run.Problem.Where);
        Assert.Equal(
            [BlobLayout.Plan(run.Key)],
            (await _bench.Store.ListAsync(BlobLayout.Backtests, Stop).ToListAsync(Stop)).Select(blob => blob.Path));
        var status = (await _bench.Catalog.StatusAsync(run.Key, Stop))!;
        Assert.Equal((RunState.Refused, run.Problem), (status.State, status.Problem));
        Assert.Equal(run.Key, (await _bench.Planning.RunAsync("bad", Stop))!.Key);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_unread()
    {
        using var bench = new Workbench(new BacktestOptions { MaxUploadBytes = 100 });

        var run = await bench.PlanAsync();

        Assert.Contains("larger than 100 bytes", run.Problem!.What);
    }

    [Fact]
    public async Task A_constant_series_fails_no_trial()
    {
        await _bench.Store.WriteAsync(
            BlobLayout.Series("flat"), Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat("7", 60))), Stop);

        var leaderboard = (await _bench.Executor.RunAsync((await _bench.Planning.RunAsync("flat", Stop))!, null, Stop)).Series!;

        // Every model forecasts a constant series without error; the simplest one is published.
        Assert.Equal("Naive", leaderboard.Rows.Single(row => row.Trial == leaderboard.Published).Label);
        Assert.All(leaderboard.Rows, row => Assert.Equal((TrialStatus.Done, 0.0), (row.Status, row.Metrics!.Mae)));
        var forecast = await _bench.Forecaster.ForecastAsync("flat", new ForecastRequest(3, [95], null), Stop);
        Assert.All(forecast!.Forecast, step => Assert.Equal(7, step.Value));
    }

    [Fact]
    public async Task A_failed_trial_is_a_row_with_its_reason_and_the_run_goes_on()
    {
        var run = await _bench.PlanAsync(
            [.. Workbench.Values().Select(value => value - 100)],
            """{ "horizon": 4, "theta": {}, "arima": { "d": 1, "lambda": [0, 0.5] } }""");

        var leaderboard = (await _bench.Executor.RunAsync(run, null, Stop)).Series!;

        Assert.Equal("theta", leaderboard.Rows[0].Family);
        Assert.All(leaderboard.Rows.Where(row => row.Family == "arima"), row =>
        {
            Assert.Equal(TrialStatus.Failed, row.Status);
            Assert.Contains("needs positive values; the one at position", row.Reason);
        });
    }

    [Theory]
    [InlineData(1e160)]
    [InlineData(-1e200)]
    [InlineData(1e300)]
    public async Task A_run_without_any_score_fails_with_the_reason_of_its_trials_and_publishes_nothing(double scale)
    {
        var run = await _bench.PlanAsync([.. Workbench.Values().Select(value => scale * value)], Workbench.Grid);
        var trials = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!.Trials.Count;

        var problem = await Assert.ThrowsAsync<RunFailedException>(() => _bench.Executor.RunAsync(run, null, Stop));

        Assert.Equal(
            $"No trial could be scored. {trials} of {trials} failed, such as Naive: The forecast errors are too large to be squared.",
            problem.Message);
        Assert.Null(await _bench.Store.FindAsync(BlobLayout.Leaderboard(run.Key), Stop));
        Assert.Null(await _bench.Store.FindAsync(BlobLayout.Latest("demo"), Stop));
    }

    [Fact]
    public async Task Stored_models_forecast_as_the_fitted_ones_do()
    {
        var run = await _bench.PlanAsync();
        var leaderboard = (await _bench.Executor.RunAsync(run, null, Stop)).Series!;
        var values = Workbench.Values();

        foreach (var row in leaderboard.Rows)
        {
            var cutoff = row.Trial == leaderboard.Published ? values.Length : values.Length - 8;
            var expected = ModelFitter.Fit(row.Spec, values.AsSpan(0, cutoff), Stop).Forecast(values, 9, [0.8, 0.95]);

            var answer = (await _bench.Forecaster.ForecastAsync("demo", new ForecastRequest(9, [80, 95], row.Trial), Stop))!;

            for (var h = 0; h < 9; h++)
            {
                // ONNX Runtime sums in another order than the trainer.
                Assert.Equal(expected.Point[h], answer.Forecast[h].Value, row.Spec is LstmSpec ? 1e-3 : 1e-9);
                Assert.All(
                    answer.Forecast[h].Intervals,
                    bounds => Assert.InRange(answer.Forecast[h].Value, bounds.Lower!.Value, bounds.Upper!.Value));
                Assert.True(answer.Forecast[h].Intervals[1].Lower < answer.Forecast[h].Intervals[0].Lower);
            }
        }
    }

    [Fact]
    public async Task Networks_with_covariates_branches_ranges_and_direct_output_are_stored_and_served()
    {
        const string Grid = """
            {
              "target": "y", "pastCovariates": ["rain"], "futureCovariates": ["price"], "horizon": 3, "windows": 2,
              "lstm": [
                { "lookBack": 4, "units": 4, "epochs": [2, 4], "output": "direct", "branches": [false, true] },
                { "lookBack": 4, "units": 4, "epochs": 3, "covariates": [["price"], []], "bins": 5 },
                { "lookBack": 4, "units": 4, "epochs": 3, "covariates": [["price", "rain"]], "bins": 4, "output": "direct" },
                { "level": ["ses", "last"], "scale": "sample", "scaleInput": true, "adjustSeason": true, "m": 4, "lookBack": 8, "patch": 4, "units": 4, "epochs": 3, "seeds": 2 }
              ]
            }
            """;
        double[] values = Workbench.Values();
        var rows = Enumerable.Range(0, 63)
            .Select(t => FormattableString.Invariant($"{(t < 60 ? values[t] : null)},{(t < 60 ? Math.Sin(t) : null)},{Math.Cos(t)}"));
        await _bench.Store.WriteAsync(
            BlobLayout.Series("demo"), Encoding.UTF8.GetBytes("y,rain,price\n" + string.Join('\n', rows) + "\n"), Stop);
        await _bench.Store.WriteAsync(BlobLayout.Grid("demo"), Encoding.UTF8.GetBytes(Grid), Stop);
        var run = (await _bench.Planning.RunAsync("demo", Stop))!;

        var leaderboard = (await _bench.Executor.RunAsync(run, null, Stop)).Series!;

        var series = (await _bench.Store.ReadAsync<SeriesDocument>(BlobLayout.Values(run.Key), Stop))!.ToSeries();
        Assert.Equal(["rain", "price"], leaderboard.Series.Covariates!);
        var networks = leaderboard.Rows.Where(row => row.Spec is LstmSpec).ToList();
        Assert.Equal(9, networks.Count);
        foreach (var row in networks)
        {
            Assert.Equal((TrialStatus.Done, null), (row.Status, row.Reason));
            var training = History.Of(series)[..(row.Trial == leaderboard.Published ? 60 : 54)];
            var expected = ModelFitter.Fit(row.Spec, training, Stop).Forecast(History.Of(series), 3, []);

            var answer = (await _bench.Forecaster.ForecastAsync("demo", new ForecastRequest(3, [80], row.Trial), Stop))!;

            Assert.All(answer.Forecast, (step, h) => Assert.Equal(expected.Point[h], step.Value, 1e-3));
            Assert.All(answer.Forecast, step => Assert.Equal(((LstmSpec)row.Spec).Bins, step.Ranges?.Count));
        }
    }

    [Fact]
    public async Task A_damaged_network_is_never_served()
    {
        var run = await _bench.PlanAsync();
        var leaderboard = (await _bench.Executor.RunAsync(run, null, Stop)).Series!;
        var trial = leaderboard.Rows.Last(row => row.Spec is LstmSpec).Trial;
        var path = BlobLayout.Network(BlobLayout.Model(run.Key, trial));
        var bytes = (await _bench.Store.ReadAsync(path, Stop))!.Content.ToArray();
        bytes[^5] ^= 1;
        await _bench.Store.WriteAsync(path, bytes, Stop);

        var problem = await Assert.ThrowsAsync<InvalidDataException>(
            () => _bench.Forecaster.ForecastAsync("demo", new ForecastRequest(1, [], trial), Stop));

        Assert.Contains("checksum", problem.Message);
    }

    [Fact]
    public async Task A_run_is_done_only_when_its_leaderboard_can_be_had()
    {
        var catalog = _bench.Catalog;
        var run = await _bench.PlanAsync();
        await _bench.Executor.RunAsync(run, null, Stop);
        Assert.Equal(RunState.Done, (await catalog.StatusAsync(run.Key, Stop))!.State);

        // The state after a crash between the leaderboard and the pointer: the next start resumes it.
        await _bench.Store.DeleteAsync(BlobLayout.Latest("demo"), Stop);
        Assert.Equal(RunState.Running, (await catalog.StatusAsync(run.Key, Stop))!.State);
        await _bench.Executor.RunAsync(
            Assert.Single(await new InterruptedRuns(_bench.Store).FindAsync(_ => false, withFailed: true, Stop).ToListAsync(Stop)),
            null,
            Stop);
        Assert.Equal(RunState.Done, (await catalog.StatusAsync(run.Key, Stop))!.State);
    }

    [Fact]
    public async Task Interrupted_runs_are_found_and_finished_or_cancelled_ones_are_not()
    {
        var interrupted = await _bench.PlanAsync("a");
        await _bench.Executor.RunAsync(await _bench.PlanAsync("b"), null, Stop);
        var cancelled = await _bench.PlanAsync("c");
        await _bench.Store.WriteAsync(BlobLayout.Cancelled(cancelled.Key), "{}"u8.ToArray(), Stop);

        var found = Assert.Single(await new InterruptedRuns(_bench.Store).FindAsync(_ => false, withFailed: true, Stop).ToListAsync(Stop));
        Assert.Equal((interrupted.Key, interrupted.RequestedAt), (found.Key, found.RequestedAt));
        Assert.Equal(interrupted.Rounds, found.Rounds);
    }

    [Fact]
    public async Task A_failed_run_says_why_until_it_is_tried_again()
    {
        var run = await _bench.PlanAsync();
        await _bench.Marks.FailAsync(run.Key, "The disk is full.", Stop);

        var status = (await _bench.Catalog.StatusAsync(run.Key, Stop))!;
        Assert.Equal((RunState.Failed, "The disk is full."), (status.State, status.Problem!.What));

        await _bench.Marks.ClearFailureAsync(run.Key, Stop);
        Assert.Equal(RunState.Running, (await _bench.Catalog.StatusAsync(run.Key, Stop))!.State);
    }

    public void Dispose() => _bench.Dispose();

    private sealed class CallOnReport(Action<TrialFinished> report) : IProgress<TrialFinished>
    {
        public void Report(TrialFinished value) => report(value);
    }
}
