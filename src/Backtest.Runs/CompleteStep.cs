using System.Text;
using Backtest.Core.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Evaluation.Verdicts;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.External;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Reports;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Models;
using Backtest.Runs.Telemetry;
using Backtest.Runs.Webhooks;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.Extensions.Logging;

namespace Backtest.Runs;

/// <summary>Step 3: ranks the trials, chooses one, scores it once on the hold-out, fits it to all values, and publishes it.</summary>
public sealed partial class CompleteStep(
    IBlobStore store,
    PublishedRuns published,
    WorkContext context,
    ILogger<CompleteStep> logger,
    RunEnds? ends = null)
{
    private static readonly double[] ReportLevels = [80, 95];

    /// <summary>Completes a run whose trials are all over.</summary>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="requestedAt">When it was requested.</param>
    /// <param name="cancellationToken">Stops the work; running the step again does what is missing.</param>
    /// <exception cref="RunNotFoundException">Its values are not stored.</exception>
    /// <exception cref="RunFailedException">No trial could be scored, or no scored trial could be fitted to all values.</exception>
    /// <exception cref="InvalidOperationException">A trial has no result yet.</exception>
    internal async Task<Leaderboard> RunAsync(RunPlan plan, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        var run = plan.Key;
        using var activity = BacktestTelemetry.StartRunWork("backtest.complete", run);
        var leaderboard = await FindAsync(run, cancellationToken).ConfigureAwait(false);
        if (leaderboard is null)
        {
            leaderboard = await RankAsync(plan, requestedAt, withReport: true, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await MendAsync(plan, leaderboard, cancellationToken).ConfigureAwait(false);
        }

        await PublishAsync(leaderboard, requestedAt, cancellationToken).ConfigureAwait(false);
        await store.DeleteAsync(BlobLayout.Check(run), cancellationToken).ConfigureAwait(false);
        return leaderboard;
    }

    /// <summary>Publishes a run that is already ranked.</summary>
    /// <param name="run">The run.</param>
    /// <param name="requestedAt">When it was requested.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Whether it is ranked.</returns>
    public async Task<bool> TryPublishAsync(RunKey run, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        var leaderboard = await FindAsync(run, cancellationToken).ConfigureAwait(false);
        if (leaderboard is not null)
        {
            await PublishAsync(leaderboard, requestedAt, cancellationToken).ConfigureAwait(false);
        }

        return leaderboard is not null;
    }

    // A damaged leaderboard counts as none, so the run is ranked again.
    private Task<Leaderboard?> FindAsync(RunKey run, CancellationToken cancellationToken) =>
        store.ReadOrRemoveAsync<Leaderboard>(BlobLayout.Leaderboard(run), cancellationToken);

    private Task PublishAsync(Leaderboard leaderboard, DateTimeOffset requestedAt, CancellationToken cancellationToken) =>
        published.PublishAsync(
            leaderboard.Name,
        new PublishedRun(Documents.SchemaVersion, leaderboard.Run, leaderboard.Published, requestedAt, leaderboard.ToScore()),
        cancellationToken);

    /// <summary>Ranks the trials of a series, which are all over, and stores the model fitted to all values.</summary>
    /// <param name="plan">The plan of the series.</param>
    /// <param name="requestedAt">When the run was requested.</param>
    /// <param name="withReport">Whether to store the report too.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="globals">The networks of the panel's global trials; null for none.</param>
    /// <exception cref="RunFailedException">No trial could be scored, or no scored trial could be fitted to all values.</exception>
    /// <exception cref="InvalidOperationException">A trial has no result yet.</exception>
    internal async Task<Leaderboard> RankAsync(
        RunPlan plan,
        DateTimeOffset requestedAt,
        bool withReport,
        CancellationToken cancellationToken,
        GlobalNetworks? globals = null)
    {
        var run = plan.Key;
        var document = await store.ReadAsync<SeriesDocument>(BlobLayout.Values(run), cancellationToken).ConfigureAwait(false)
            ?? throw new RunNotFoundException(run);
        var series = document.ToSeries();
        var networks = globals?.For(series);
        using var core = await context.Cores.TakeAsync(run.Whole, 1, cancellationToken).ConfigureAwait(false);
        var bytes = plan.Trials.Max(trial => TrialMemory.Bytes(trial.Spec, series));
        using var taken = await context.Memory.TakeAsync((long)bytes, cancellationToken).ConfigureAwait(false);
        var fitted = await TrialResults.ReadAsync(store, plan, trial => trial.Spec is not EnsembleSpec, cancellationToken)
            .ConfigureAwait(false);
        TrialDocument[] results =
        [
            .. fitted,
            .. await EnsembleTrials.RunAsync(store, plan, series, fitted, context.Clock, cancellationToken).ConfigureAwait(false),
        ];
        var protocol = plan.Protocol!;
        var scored = results.Where(result => result.Score is not null).ToDictionary(result => result.Trial);
        if (scored.Values.All(result => result.Spec is ExternalSpec))
        {
            throw RunFailedException.NoScore(results);
        }

        var significance = RankingSignificance.Of(Trials(scored.Values), protocol);

        // Forecasts made elsewhere are compared with the others but never published.
        var own = scored.Values.Any(result => result.Spec is ExternalSpec)
            ? RankingSignificance.Of(Trials(scored.Values.Where(result => result.Spec is not ExternalSpec)), protocol)
            : significance;
        var choice = own.Choose(protocol.Publication);
        var (published, model, failure) = FitPublished(
            run, choice.Order.Select(trial => scored[trial.Id]), series, networks, cancellationToken);
        await ModelStore.SaveAsync(
            store,
            BlobLayout.FinalModel(run, published.Trial),
            plan.Trials.First(trial => trial.Id == published.Trial),
            model,
            cancellationToken).ConfigureAwait(false);
        var held = scored.Values
            .Where(result => result.Trial == published.Trial || result.Spec is BaselineSpec { IsNaive: true } or ExternalSpec)
            .ToDictionary(result => result.Trial, result => HoldOut(run, series, networks, result, protocol, cancellationToken));
        var holdOut = held[published.Trial].Score;
        var rows = significance.Ranked.Select(trial => scored[trial.Id])
            .Concat(results.Where(result => result.Score is null))
            .Select((result, index) =>
        {
            var outcome = held.GetValueOrDefault(result.Trial);
            var isTested = significance.PValues.TryGetValue(result.Trial, out var pValue);
            return new LeaderboardRow
            {
                Rank = result.Score is null ? null : index + 1,
                Trial = result.Trial,
                Label = result.Label,
                Family = result.Spec.Family,
                Status = result.Status,
                Reason = result.Reason,
                Metrics = result.Score?.Overall,
                HoldOut = outcome?.Score?.Overall,
                HoldOutWindows = result.Trial == published.Trial ? null : outcome?.Score?.Windows,
                ConfidencePValue = isTested ? pValue : null,
                InConfidenceSet = isTested ? pValue >= RankingSignificance.Level : null,
                Spec = result.Spec,
                Warnings =
                [
                    .. result.Trial == published.Trial ? result.Warnings.Union(model.Warnings) : result.Warnings,
                    .. outcome is { Reason: { } reason } ? [$"It could not be scored on the hold-out: {reason}"] : Array.Empty<string>(),
                    .. result.Trial == published.Trial && HoldOutWarning.Of(holdOut, series) is { } warning
                        ? [warning]
                        : Array.Empty<string>(),
                ],
                Timing = result.Timing,
            };
        });
        var comparisons = significance.Compare(published.Trial);
        var lagCheck = CheckLag(run, series, networks, published, protocol, cancellationToken);
        var finished = context.Clock.GetUtcNow();
        var leaderboard = new Leaderboard
        {
            Name = plan.Name,
            Id = plan.Id,
            Run = plan.Run,
            Protocol = protocol,
            Series = plan.Series!,
            Published = published.Trial,
            Choice = ChoiceText.Of(choice, own.Selection, published.Trial, failure),
            Residuals = ResidualDiagnosis.Of(
                Attempt(run, published, () => model.Residuals(History.Of(series))) ?? [],
                protocol.SeasonLength,
                (model as ArimaModel)?.Spec is { } arima ? arima.P + arima.Q + arima.SeasonalP + arima.SeasonalQ : 0),
            Rows = [.. rows],
            Comparisons = comparisons,
            Pooling = PoolingCheck.Of(significance.Ranked, protocol),
            Selection = own.Selection,
            LagCheck = lagCheck,
            Verdict = Verdict.Of(series, protocol, published.Spec, holdOut, NaiveHoldOuts(held, scored, comparisons), lagCheck),
            Intervals = SourceOf(
                Attempt(run, published, () => model.Forecast(History.Of(series), 1, [ReportLevels[^1] / 100])),
                Calibration.Of(published.Score!, holdOut?.Windows, protocol, context.Options)),
            HoldOutWindows = holdOut?.Windows,
            PlannedSeconds = plan.Trials.Sum(trial => trial.EstimatedSeconds),
            Timing = new Timing(finished, Timing.SecondsBetween(requestedAt, finished)),
        };
        if (withReport)
        {
            await ReportAsync(plan, leaderboard, series, published, model, cancellationToken).ConfigureAwait(false);
            await (ends?.NoteAsync(run, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        }

        // The leaderboard comes last: its presence means that the whole run is stored.
        if (await store.CreateDocumentAsync(BlobLayout.Leaderboard(run), leaderboard, cancellationToken).ConfigureAwait(false))
        {
            if (run.Index is null)
            {
                LogComplete(run, published.Label, leaderboard.Timing.Seconds);
                BacktestTelemetry.CountRun(RunState.Done);
            }
        }

        return leaderboard;
    }

    // Restores what a ranked run has lost or what was damaged since: the ensembles' trials, the published model, the report.
    private async Task MendAsync(RunPlan plan, Leaderboard leaderboard, CancellationToken cancellationToken)
    {
        var run = plan.Key;
        var path = BlobLayout.FinalModel(run, leaderboard.Published);
        var isModelWhole = await ModelStore.IsWholeAsync(store, path, withMembers: true, cancellationToken).ConfigureAwait(false);
        var report = await store.ReadAsync(BlobLayout.Report(run), cancellationToken).ConfigureAwait(false);
        var isOfThisVersion = RunCheck.IsOfThisVersion(plan);
        var isReportWhole = report is null ? !isOfThisVersion : SealedReport.IsWhole(report.Content.Span);
        var isChecked = isOfThisVersion
            && await store.FindAsync(BlobLayout.Check(run), cancellationToken).ConfigureAwait(false) is not null;
        if ((isModelWhole && isReportWhole && !isChecked) || (!isModelWhole && !isOfThisVersion))
        {
            return;
        }

        var document = await store.ReadAsync<SeriesDocument>(BlobLayout.Values(run), cancellationToken).ConfigureAwait(false)
            ?? throw new RunNotFoundException(run);
        var series = document.ToSeries();
        if (isChecked)
        {
            var fitted = await TrialResults.ReadAsync(store, plan, trial => trial.Spec is not EnsembleSpec, cancellationToken)
                .ConfigureAwait(false);
            await EnsembleTrials.RunAsync(store, plan, series, fitted, context.Clock, cancellationToken).ConfigureAwait(false);
        }

        var planned = plan.Trials.First(trial => trial.Id == leaderboard.Published);
        var published = (await TrialResults.ReadAsync(store, plan, trial => trial == planned, cancellationToken).ConfigureAwait(false))[0];
        if (!isModelWhole)
        {
            var fitted = ModelFitter.Fit(published.Spec, History.Of(series), cancellationToken, context.Fits);
            await ModelStore.SaveAsync(store, path, planned, fitted, cancellationToken).ConfigureAwait(false);
            LogMended(run, path);
        }

        if (!isReportWhole)
        {
            var model = await ModelStore.LoadAsync(store, path, cancellationToken).ConfigureAwait(false);
            await ReportAsync(plan, leaderboard, series, published, model, cancellationToken).ConfigureAwait(false);
            LogMended(run, BlobLayout.Report(run));
        }
    }

    private async Task ReportAsync(
        RunPlan plan,
        Leaderboard leaderboard,
        TimeSeries series,
        TrialDocument published,
        IFittedModel model,
        CancellationToken cancellationToken) => await store.WriteAsync(
            BlobLayout.Report(plan.Key),
            SealedReport.Write(await PageAsync(plan, leaderboard, series, published, model, cancellationToken).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);

    private async Task<string> PageAsync(
        RunPlan plan,
        Leaderboard leaderboard,
        TimeSeries series,
        TrialDocument published,
        IFittedModel model,
        CancellationToken cancellationToken)
    {
        var served = ServedModel.Of(model, plan, published, leaderboard.HoldOutWindows, context.Options);
        var forecast = Attempt(plan.Key, published, () => served.Forecast(series, new ForecastRequest(null, ReportLevels, null)));
        var shared = SharedNetworks.Of(leaderboard) is { } row
            ? await store.ReadRequiredAsync<TrialDocument>(BlobLayout.Trial(plan.Key, row.Trial), cancellationToken).ConfigureAwait(false)
            : null;
        return ReportPage.Write(plan, leaderboard, series, published, shared, forecast?.Forecast ?? [], cancellationToken);
    }

    /// <summary>The report of a ranked run as a page. For a series of a panel it is not stored but written on demand.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The page; null if the run has none.</returns>
    /// <exception cref="InvalidDataException">A stored document is missing or damaged.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReportAsync(RankedRun run, CancellationToken cancellationToken)
    {
        if (run.Key.Index is null)
        {
            return await store.ReadAsync(BlobLayout.Report(run.Key), cancellationToken).ConfigureAwait(false) is { } blob
                ? SealedReport.Read(blob)
                : default(ReadOnlyMemory<byte>?);
        }

        var plan = await store.ReadRequiredAsync<RunPlan>(BlobLayout.Plan(run.Key), cancellationToken).ConfigureAwait(false);
        var leaderboard =
            await store.ReadRequiredAsync<Leaderboard>(BlobLayout.Leaderboard(run.Key), cancellationToken).ConfigureAwait(false);
        var values = await store.ReadRequiredAsync<SeriesDocument>(BlobLayout.Values(run.Key), cancellationToken).ConfigureAwait(false);
        var trial =
            await store.ReadRequiredAsync<TrialDocument>(BlobLayout.Trial(run.Key, run.Published), cancellationToken).ConfigureAwait(false);
        var model = await ModelStore.LoadAsync(store, run.ModelPath(run.Published), cancellationToken).ConfigureAwait(false);
        using var core = await context.Cores.TakeAsync(run.Key.Whole, 1, cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetBytes(
            await PageAsync(plan, leaderboard, values.ToSeries(), trial, model, cancellationToken).ConfigureAwait(false));
    }

    private static List<ScoredTrial> Trials(IEnumerable<TrialDocument> results) =>
        [.. results.Select(result => new ScoredTrial(result.Trial, result.Label, result.Spec, result.Score!))];

    private static List<NaiveHoldOut> NaiveHoldOuts(
        Dictionary<TrialId, EvaluatedTrial> held,
        Dictionary<TrialId, TrialDocument> scored,
        IReadOnlyList<Comparison> comparisons) =>
    [
        .. held.Where(one => one.Value.Score is not null && scored[one.Key].Spec is BaselineSpec { IsNaive: true })
            .Select(one => new NaiveHoldOut(
                (BaselineSpec)scored[one.Key].Spec,
                one.Value.Score!.Overall,
                comparisons.FirstOrDefault(comparison => comparison.Trial == one.Key)?.Test)),
    ];

    // A model that could be fitted to the windows may still fail on all values; the next one of the choice then replaces it.
    private (TrialDocument Published, IFittedModel Model, string? Failure) FitPublished(
        RunKey run,
        IEnumerable<TrialDocument> candidates,
        TimeSeries series,
        PanelNetworks? networks,
        CancellationToken cancellationToken)
    {
        using var activity = BacktestTelemetry.StartRunWork("backtest.fit", run);
        string? failure = null;
        foreach (var candidate in candidates)
        {
            try
            {
                return (candidate,
                    ModelFitter.Fit(candidate.Spec, History.Of(series, networks), cancellationToken, context.Fits),
                    failure);
            }
            catch (FitException problem)
            {
                failure = problem.Message;
            }
            catch (Exception fault) when (TrialFault.Is(fault))
            {
                LogFault(fault, run, candidate.Trial, candidate.Label);
                failure = EvaluatedTrial.UnexpectedError;
            }
        }

        throw new RunFailedException($"No trial, not even the naive forecast, could be fitted to all values: {failure}");
    }

    // A fault in one model leaves its part out of the result; the rest remains valid.
    private T? Attempt<T>(RunKey run, TrialDocument trial, Func<T?> work)
        where T : class
    {
        try
        {
            return work();
        }
        catch (FitException)
        {
            return null;
        }
        catch (Exception fault) when (TrialFault.Is(fault))
        {
            LogFault(fault, run, trial.Trial, trial.Label);
            return null;
        }
    }

    private static IntervalSource SourceOf(Forecast? forecast, ConformalIntervals calibration) => forecast switch
    {
        { ArePooled: true } => ScaledPool.IsKnown(calibration) ? IntervalSource.ScaledPool : IntervalSource.Pool,
        { AreQuantiles: true } => IntervalSource.Quantiles,
        { Intervals.Count: > 0 } => IntervalSource.Model,
        _ => IntervalSource.Conformal,
    };

    private EvaluatedTrial HoldOut(
        RunKey run,
        TimeSeries series,
        PanelNetworks? networks,
        TrialDocument trial,
        BacktestProtocol protocol,
        CancellationToken cancellationToken)
    {
        using var activity = BacktestTelemetry.StartRunWork("backtest.hold_out", run);
        var outcome = Attempt(run, trial, () => Evaluator.RunHoldOut(
            History.Of(series, networks),
            trial.Spec,
            protocol,
            cancellationToken,
            context.Fits,
            Calibration.Of(trial.Score!, null, protocol, context.Options)));
        return outcome ?? EvaluatedTrial.Failed(EvaluatedTrial.UnexpectedError);
    }

    private LagCheck? CheckLag(
        RunKey run,
        TimeSeries series,
        PanelNetworks? networks,
        TrialDocument published,
        BacktestProtocol protocol,
        CancellationToken cancellationToken)
    {
        using var activity = BacktestTelemetry.StartRunWork("backtest.lag_check", run);
        return Attempt(
            run,
            published,
            () => LagCheck.Run(History.Of(series, networks), published.Spec, protocol, cancellationToken, context.Fits));
    }

    [LoggerMessage(LogLevel.Information, "Run {Run} complete: {Published} is published, {Seconds:F1} s after the request")]
    private partial void LogComplete(RunKey run, string published, double seconds);

    [LoggerMessage(LogLevel.Warning, "Run {Run}: {Blob} was lost or damaged and has been written again")]
    private partial void LogMended(RunKey run, string blob);

    [LoggerMessage(LogLevel.Error, "Run {Run} trial {Trial} {Label} met an unexpected error while the run was completed")]
    private partial void LogFault(Exception fault, RunKey run, string trial, string label);
}
