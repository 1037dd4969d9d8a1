using System.Text;
using Backtest.Core.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Series;
using Backtest.Service.Forecasting;
using Backtest.Service.Models;
using Backtest.Service.Reports;
using Backtest.Service.Storage;
using Backtest.Service.Telemetry;
using Microsoft.Extensions.Logging;

namespace Backtest.Service.Runs;

/// <summary>Step 3: rank the trials, score the winner once on the hold-out, fit it to all values, publish it.</summary>
public sealed partial class CompleteStep(
    IBlobStore store, PlanStep planning, PublishedRuns published, BacktestOptions options, LstmEngines engines, TimeProvider clock, ILogger<CompleteStep> logger)
{
    private static readonly double[] ReportLevels = [80, 95];

    /// <summary>Completes a run whose trials are all over.</summary>
    /// <param name="run">Which run.</param>
    /// <param name="requestedAt">When it was asked for; it replaces a published run that was asked for earlier.</param>
    /// <param name="cancellationToken">Stops the work; running the step again does what is missing.</param>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    /// <exception cref="InvalidOperationException">A trial has no result yet.</exception>
    public async Task<Leaderboard> RunAsync(RunKey run, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        using var activity = BacktestTelemetry.StartRunWork("backtest.complete", run);
        var leaderboard = await store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run), cancellationToken).ConfigureAwait(false)
            ?? await RankAsync(run, requestedAt, cancellationToken).ConfigureAwait(false);
        await published.PublishAsync(
            run.Name,
            new PublishedRun(Documents.SchemaVersion, run.Run, leaderboard.Winner, requestedAt, leaderboard.ToScore()),
            stop => IsCurrentAsync(run, stop),
            cancellationToken).ConfigureAwait(false);
        return leaderboard;
    }

    private async Task<bool> IsCurrentAsync(RunKey run, CancellationToken cancellationToken) =>
        await store.ReadAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false) is { } plan
        && await planning.IsCurrentAsync(run, plan.Upload, cancellationToken).ConfigureAwait(false);

    private async Task<Leaderboard> RankAsync(RunKey run, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        var plan = await store.ReadAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false) ?? throw new RunNotFoundException(run);
        var document = await store.ReadAsync<SeriesDocument>(BlobLayout.Values(run), cancellationToken).ConfigureAwait(false) ?? throw new RunNotFoundException(run);
        var series = document.ToSeries();
        var fitted = await TrialResults.ReadAsync(store, plan, trial => trial.Spec is not EnsembleSpec, cancellationToken).ConfigureAwait(false);
        TrialDocument[] results = [.. fitted, .. await EnsembleTrials.RunAsync(store, plan, series, fitted, clock, cancellationToken).ConfigureAwait(false)];
        var ranked = Ranking.Sort(results.Where(result => result.Score is not null), result => result.Score!.Overall, plan.Protocol!.Metric);
        var significance = RankingSignificance.Of(
            [.. ranked.Select(result => new ScoredTrial(result.Trial, result.Label, result.Spec, result.Score!))], plan.Protocol);
        var (winner, model) = FitWinner(
            significance.InOrderOfChoice(plan.Protocol.Winner).Select(choice => ranked.Find(result => result.Trial == choice.Id)!), series, cancellationToken);
        await ModelStore.SaveAsync(
            store, BlobLayout.FinalModel(run, winner.Trial), plan.Trials.First(trial => trial.Id == winner.Trial), model, cancellationToken).ConfigureAwait(false);
        var rows = ranked.Concat(results.Where(result => result.Score is null)).Select((result, index) =>
        {
            var held = result.Trial == winner.Trial || result.Spec is BaselineSpec { IsNaive: true } ? HoldOut(series, result, plan.Protocol, cancellationToken) : null;
            IReadOnlyList<string> warnings = result.Trial == winner.Trial ? [.. result.Warnings.Union(model.Warnings)] : result.Warnings;
            var isTested = significance.PValues.TryGetValue(result.Trial, out var pValue);
            return new LeaderboardRow
            {
                Rank = result.Score is null ? null : index + 1,
                Trial = result.Trial,
                Label = result.Label,
                Engine = result.Spec.Engine,
                Status = result.Status,
                Reason = result.Reason,
                Metrics = result.Score?.Overall,
                HoldOut = held?.Score?.Overall,
                ConfidencePValue = isTested ? pValue : null,
                InConfidenceSet = isTested ? pValue >= RankingSignificance.Level : null,
                Spec = result.Spec,
                Warnings = held is { Reason: { } reason } ? [.. warnings, $"It could not be scored on the hold-out: {reason}"] : warnings,
                Timing = result.Timing,
            };
        });
        var finished = clock.GetUtcNow();
        var leaderboard = new Leaderboard
        {
            Name = run.Name,
            Run = run.Run,
            Protocol = plan.Protocol,
            Series = plan.Series!,
            Winner = winner.Trial,
            Residuals = ResidualDiagnosis.Of(
                model.Residuals(History.Of(series)),
                plan.Protocol.SeasonLength,
                (model as ArimaModel)?.Spec is { } arima ? arima.P + arima.Q + arima.SeasonalP + arima.SeasonalQ : 0),
            Rows = [.. rows],
            Comparisons = significance.Compare(winner.Trial),
            Selection = significance.Selection,
            LagCheck = LagCheck.Run(History.Of(series), winner.Spec, plan.Protocol, cancellationToken, options.ParallelTrials, engines),
            Intervals = winner.Score!.Overall.Coverage95 is null ? IntervalSource.Conformal : IntervalSource.Model,
            PlannedSeconds = plan.Trials.Sum(trial => trial.EstimatedSeconds),
            Timing = new Timing(finished, (finished - requestedAt).TotalSeconds),
        };
        var report = ReportPage.Write(plan, leaderboard, series, winner, Forecast(model, series, winner, plan.Protocol));
        await store.WriteAsync(BlobLayout.Report(run), Encoding.UTF8.GetBytes(report), cancellationToken).ConfigureAwait(false);

        // The leaderboard comes last: its presence means that everything of the run is stored.
        if (await store.CreateAsync(BlobLayout.Leaderboard(run), Documents.Write(leaderboard), cancellationToken).ConfigureAwait(false))
        {
            LogComplete(run, winner.Label, leaderboard.Timing.Seconds);
            BacktestTelemetry.CountRun(RunState.Done);
        }

        return leaderboard;
    }

    // A model that could be fitted to the windows may still fail on all values; the next best one then takes its place.
    private (TrialDocument Winner, IFittedModel Model) FitWinner(
        IEnumerable<TrialDocument> candidates, TimeSeries series, CancellationToken cancellationToken)
    {
        FitException? last = null;
        foreach (var candidate in candidates)
        {
            try
            {
                return (candidate, ModelFitter.Fit(candidate.Spec, History.Of(series), cancellationToken, options.ParallelTrials, engines));
            }
            catch (FitException problem)
            {
                last = problem;
            }
        }

        throw new InvalidOperationException("No trial, not even the naive forecast, could be fitted.", last);
    }

    // A report without a forecast is better than none.
    private ForecastStep[] Forecast(IFittedModel model, TimeSeries series, TrialDocument winner, BacktestProtocol protocol)
    {
        try
        {
            var forecast = model.Forecast(History.Of(series), protocol.Horizon, [.. ReportLevels.Select(level => level / 100)]);
            return Array.TrueForAll(forecast.Point, double.IsFinite) ? ForecastStep.Of(forecast, series, ReportLevels, Calibration(winner, protocol)) : [];
        }
        catch (FitException)
        {
            return [];
        }
    }

    private ConformalIntervals Calibration(TrialDocument trial, BacktestProtocol protocol) =>
        new(trial.Score!.Windows, protocol.Gap, options.IntervalAdaptation);

    private EvaluatedTrial HoldOut(TimeSeries series, TrialDocument trial, BacktestProtocol protocol, CancellationToken cancellationToken) => Evaluator.RunHoldOut(
        History.Of(series),
        trial.Spec,
        protocol,
        cancellationToken,
        options.ParallelTrials,
        Calibration(trial, protocol),
        engines);

    [LoggerMessage(LogLevel.Information, "Run {Run} complete: {Winner} wins, {Seconds:F1} s after the request")]
    private partial void LogComplete(RunKey run, string winner, double seconds);
}
