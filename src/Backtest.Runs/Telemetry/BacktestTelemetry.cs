using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs.Telemetry;

/// <summary>Traces and metrics of the service. Nothing is collected unless a host listens to <see cref="Name"/>.</summary>
public static class BacktestTelemetry
{
    /// <summary>Name of the activity source and of the meters.</summary>
    public const string Name = "Backtest";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> TrialSeconds =
        Meter.CreateHistogram<double>("backtest.trial.duration", "s", "Time that a trial took, by model family and status.");

    private static readonly Counter<long> FailedTrials =
        Meter.CreateCounter<long>("backtest.trials.failed", "{trial}", "Trials that failed, by model family and kind of reason.");

    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("backtest.runs", "{run}", "Runs that reached a state.");

    private static readonly Histogram<double> ForecastSeconds =
        Meter.CreateHistogram<double>("backtest.forecast.duration", "s", "Time to answer a forecast, by outcome.");

    /// <summary>
    /// Starts a piece of a run's work in the trace of the run. The trace's id follows from the run's, so that all pieces are in
    /// the same trace on any host, and after a restart; the piece is linked to the activity that requested it.
    /// </summary>
    /// <param name="name">Name of the work.</param>
    /// <param name="run">The run.</param>
    /// <returns>The activity, to be disposed at its end; null if nobody listens.</returns>
    public static Activity? StartRunWork(string name, RunKey run)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var current = Activity.Current;
        var parent = TraceOf(run.Whole);

        // Work inside work of the same run is part of it.
        var isInside = current?.TraceId == parent.TraceId;
        var activity = Source.StartActivity(
            name,
            ActivityKind.Internal,
            isInside ? current!.Context : parent,
            links: isInside || current is null ? null : [new ActivityLink(current.Context)]);
        return activity?.SetTag("backtest.series", run.Name.ToString()).SetTag("backtest.run", run.Run.ToString());
    }

    /// <summary>The trace of a run, always the same.</summary>
    public static ActivityContext TraceOf(RunKey run)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(run.ToString()));
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(hash.AsSpan(0, 16)),
            ActivitySpanId.CreateFromBytes(hash.AsSpan(16, 8)),
            ActivityTraceFlags.Recorded,
            isRemote: true);
    }

    /// <summary>Counts a finished and stored trial.</summary>
    /// <param name="trial">Its result.</param>
    /// <param name="failure">Why it failed, if it did.</param>
    internal static void CountTrial(TrialDocument trial, TrialFailure failure)
    {
        var family = KeyValuePair.Create<string, object?>("backtest.family", trial.Spec.Family);
        var status = trial.Status.ToString().ToLowerInvariant();
        TrialSeconds.Record(trial.Timing.Seconds, family, KeyValuePair.Create<string, object?>("backtest.status", status));
        if (trial.Status == Core.Evaluation.TrialStatus.Failed)
        {
            FailedTrials.Add(1, family, KeyValuePair.Create<string, object?>("backtest.reason", failure switch
            {
                TrialFailure.UnexpectedError => "unexpected_error",
                TrialFailure.GivenUp => "given_up",
                _ => "not_fitted",
            }));
        }
    }

    /// <summary>Counts a run that reached a state.</summary>
    internal static void CountRun(RunState state) =>
        Runs.Add(1, KeyValuePair.Create<string, object?>("backtest.state", state.ToString().ToLowerInvariant()));

    /// <summary>Counts a forecast.</summary>
    /// <param name="outcome">"answered", "not_found", "refused" or "failed".</param>
    /// <param name="elapsed">Its duration.</param>
    internal static void CountForecast(string outcome, TimeSpan elapsed) =>
        ForecastSeconds.Record(elapsed.TotalSeconds, KeyValuePair.Create<string, object?>("backtest.outcome", outcome));
}
