using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Planning;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Telemetry;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backtest.Runs.Tests.Telemetry;

public sealed class BacktestTelemetryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_one_trace_whoever_does_its_work()
    {
        var activities = new ConcurrentBag<Activity>();
        using var listener = Listen(activities);
        using var first = new Workbench();
        var planned = await first.PlanAsync("traced");
        using var request = new Activity("a request of a client").Start();
        await first.Work.RunBatchAsync(planned.Key, 0, null, CancellationToken.None, Stop);
        request.Stop();

        // Another host, or the same one after a restart, does the rest.
        using var second = new Workbench(store: first.Store);
        await second.Executor.RunAsync(planned, null, Stop);

        var work = activities.Where(activity => activity.GetTagItem("backtest.series") as string == "traced").ToList();
        var trace = BacktestTelemetry.TraceOf(planned.Key).TraceId;
        Assert.All(work, activity => Assert.Equal(trace, activity.TraceId));
        Assert.All(work, activity => Assert.Equal(planned.Key.Run.ToString(), activity.GetTagItem("backtest.run")));
        Assert.Single(work, activity => activity.OperationName == "backtest.complete");
        var batches = work.Where(activity => activity.OperationName == "backtest.batch").ToList();
        Assert.Contains(batches, batch => batch.Links.Any(link => link.Context.TraceId == request.TraceId));
        var trainings = work.Where(activity => activity.OperationName == "backtest.training").ToList();
        Assert.NotEmpty(trainings);
        Assert.All(trainings, training => Assert.Contains(batches, batch => batch.SpanId == training.ParentSpanId));
        var plan = (await first.Store.ReadAsync<RunPlan>(BlobLayout.Plan(planned.Key), Stop))!;
        Assert.Equal(
            plan.Batches.SelectMany(batch => batch).Select(trial => trial.ToString()).Order(),
            trainings.SelectMany(training => ((string)training.GetTagItem("backtest.trials")!).Split(',')).Order());
    }

    [Fact]
    public void Traces_of_two_runs_differ_and_that_of_one_stays()
    {
        var traces = new[] { RunKey.Parse("a", "0123456789abcdef"),
            RunKey.Parse("a", "0123456789abcdee"),
            RunKey.Parse("b", "0123456789abcdef") }.Select(run => BacktestTelemetry.TraceOf(run).TraceId).ToList();

        Assert.Equal(3, traces.Distinct().Count());

        // The first 16 bytes of the SHA-256 of "a/0123456789abcdef", from sha256sum.
        Assert.Equal("cae73e6837dba78a3e839e67f63b8c94", traces[0].ToHexString());
    }

    [Fact]
    public async Task Trials_runs_and_forecasts_are_measured()
    {
        var measured = new ConcurrentBag<(string Name, double Value, Dictionary<string, object?> Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (
                instrument, self) =>
            { if (instrument.Meter.Name == BacktestTelemetry.Name) { self.EnableMeasurementEvents(instrument); } }
        };
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => measured.Add((instrument.Name, value, new(tags.ToArray()))));
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => measured.Add((instrument.Name, value, new(tags.ToArray()))));
        listener.Start();
        int Count(string name, string tag, string value) =>
            measured.Count(one => one.Name == name && value.Equals(one.Tags.GetValueOrDefault(tag)));

        using var bench = new Workbench();
        var planned = await bench.PlanAsync();
        await bench.Executor.RunAsync(planned, null, Stop);
        await bench.Forecaster.ForecastAsync("demo", new ForecastRequest(3, [80], null), Stop);
        await bench.Forecaster.ForecastAsync("none", new ForecastRequest(3, [80], null), Stop);

        // Other tests run at the same time, and are measured too.
        Assert.InRange(Count("backtest.trial.duration", "backtest.family", "arima"), 5, int.MaxValue);
        Assert.InRange(Count("backtest.trial.duration", "backtest.family", "lstm"), 4, int.MaxValue);
        Assert.InRange(Count("backtest.runs", "backtest.state", "running"), 1, int.MaxValue);
        Assert.InRange(Count("backtest.runs", "backtest.state", "done"), 1, int.MaxValue);
        Assert.InRange(Count("backtest.forecast.duration", "backtest.outcome", "answered"), 1, int.MaxValue);
        Assert.InRange(Count("backtest.forecast.duration", "backtest.outcome", "not_found"), 1, int.MaxValue);
        Assert.All(
            measured.Where(one => one.Name.EndsWith("duration", StringComparison.Ordinal)), one => Assert.InRange(one.Value, 0, 3600));
    }

    [Fact]
    public async Task An_unexpected_error_is_counted_and_keeps_its_details_to_the_log()
    {
        var reasons = new ConcurrentBag<object?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (
                instrument, self) =>
            { if (instrument.Name == "backtest.trials.failed") { self.EnableMeasurementEvents(instrument); } }
        };
        listener.SetMeasurementEventCallback<long>(
            (_, _, tags, _) => reasons.Add(new Dictionary<string, object?>(tags.ToArray())["backtest.reason"]));
        listener.Start();
        using var bench = new Workbench();
        var context = bench.Context with { Backends = new LstmBackends([new BrokenBackend()]) };
        var planning = new PlanStep(bench.Store, context, NullLogger<PlanStep>.Instance);
        var batches = new BatchStep(
            bench.Store, context with { Cores = new FairCores(1, TimeProvider.System) }, NullLogger<BatchStep>.Instance);
        var grid = GridReader.Read("""{ "lstm": { "lookBack": 4, "units": 2, "epochs": 2, "lstmEngine": "torchSharp" } }"""u8.ToArray());
        var run = await planning.StoreAsync(
            planning.Prepare("demo", Workbench.Csv(), grid, DateTimeOffset.UtcNow, Stop), new RunRequest(null, IsStart: true), Stop);
        var plan = (await bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!;

        for (var batch = 0; batch < plan.Batches.Count; batch++)
        {
            await batches.RunAsync(plan, batch, null, CancellationToken.None, Stop);
        }

        var trial =
            await bench.Store.ReadAsync<TrialDocument>(BlobLayout.Trial(run.Key, plan.Trials.Single(one => one.Spec is LstmSpec).Id), Stop);
        Assert.Equal("An unexpected error occurred; the host's log has the details.", trial!.Reason);
        Assert.Contains("unexpected_error", reasons);
    }

    private static ActivityListener Listen(ConcurrentBag<Activity> activities)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BacktestTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private sealed class BrokenBackend : ILstmBackend
    {
        public LstmBackendKind Kind => LstmBackendKind.TorchSharp;

        public ILstmTraining Start(LstmNetwork network, TrainingSet trainingSet, LstmSpec spec, int capacity, int threads) =>
            throw new InvalidOperationException("/home/somebody/AccountKey=abc");
    }
}
