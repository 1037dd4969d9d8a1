using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Reports;
using Backtest.Runs;
using Backtest.Runs.Exports;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Models;
using Backtest.Runs.Panels;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>
/// Answers the routes of results: leaderboard, forecasts, models. For a series they are those of its published run; below the address
/// of a run they are those of that run, published or not. <c>id</c> selects one series of a panel.
/// </summary>
/// <param name="store">The storage.</param>
/// <param name="finder">Finds what a request asks for.</param>
/// <param name="forecaster">Forecasts with stored models.</param>
/// <param name="completion">Makes the reports of series of panels.</param>
/// <param name="panels">The series of panels.</param>
/// <param name="export">Makes tables over all series of a run.</param>
/// <param name="options">Limits.</param>
public sealed class ResultHandlers(
    IBlobStore store,
    ResultFinder finder,
    Forecaster forecaster,
    CompleteStep completion,
    PanelCatalog panels,
    RunExport export,
    BacktestOptions options)
{
    /// <summary>Name of the parameter that asks for trend and season of the values.</summary>
    internal const string Parts = "parts";

    /// <summary>
    /// GET .../leaderboard: the ranked trials of the run, as JSON or, by Accept, as a table; for a panel without <c>id</c> those of every
    /// series, as a table.
    /// </summary>
    public Task<IResult> LeaderboardAsync(string name, string? run, HttpRequest request, CancellationToken cancellationToken) =>
        OfRunAsync(name, run, request, async ranked =>
        {
            var leaderboard =
                await store.ReadRequiredAsync<Leaderboard>(BlobLayout.Leaderboard(ranked.Key), cancellationToken).ConfigureAwait(false);
            return Answers.WantsTable(request)
                ? Answers.Table(request, LeaderboardExport.Of(leaderboard), $"{leaderboard.Name}-leaderboard")
                : Answers.Json(new LeaderboardAnswer(leaderboard));
        }, panel => Answers.WantsTable(request)
            ? Task.FromResult(Answers.Table(request, export.Leaderboards(panel, cancellationToken), $"{name}-leaderboards"))
            : throw ResultFinder.NeedsId(name),
            cancellationToken);

    /// <summary>
    /// GET .../forecast: forecasts by the published trial of the run, or by the one in <c>model</c>; for a panel without <c>id</c> those of
    /// all series, as a table.
    /// </summary>
    public Task<IResult> ForecastAsync(string name, string? run, HttpRequest request, CancellationToken cancellationToken) =>
        Answers.TryAsync(() =>
    {
        var asked = ForecastRequest.Parse(
            Answers.Query(request, "horizon"), Answers.Query(request, "level"), Answers.Query(request, "model"), options.MaxHorizon);
        return OfRunAsync(name, run, request, async ranked =>
        {
            if (await forecaster.ForecastAsync(ranked, asked, cancellationToken).ConfigureAwait(false) is not { } answer)
            {
                return NoSuchTrial(ranked.Key, asked.Model!, "model");
            }

            return Answers.WantsTable(request)
                ? Answers.Table(request, ForecastExport.Of(answer), $"{answer.Name}-forecast")
                : Answers.Json(answer);
        }, panel => Task.FromResult(asked.Model is null
            ? Answers.Table(request, export.Forecasts(panel, asked, cancellationToken), $"{name}-forecasts")
            : throw new InputException(
                "A trial belongs to one series.", "model", "Also give the series as id, or leave model out for the published trials.")),
            cancellationToken);
    });

    /// <summary>GET .../predictions: the forecasts of every trial in every window beside the actual values, as a table.</summary>
    public Task<IResult> PredictionsAsync(string name, string? run, HttpRequest request, CancellationToken cancellationToken)
    {
        var trial = Answers.Query(request, "model");
        IResult Table(RunKey key) => Answers.Table(
            request,
            export.Predictions(key, trial is null ? null : TrialId.Parse(trial, "model"), cancellationToken),
            $"{name}-predictions");
        return OfRunAsync(
            name, run, request, ranked => Task.FromResult(Table(ranked.Key)), panel => Task.FromResult(Table(panel)), cancellationToken);
    }

    /// <summary>GET .../panel: how the series of a panel ended, page by page.</summary>
    public Task<IResult> PanelAsync(string name, string? run, HttpRequest request, CancellationToken cancellationToken) =>
        Answers.TryAsync(async () =>
        {
            var asked = PanelPageRequest.Parse(
                Answers.Query(request, "sort"),
                Answers.Query(request, "search"),
                Answers.Query(request, "state"),
                Answers.Query(request, "offset"),
                Answers.Query(request, "limit"),
                Answers.Query(request, "points"));
            var key = run is null
                ? await panels.PublishedAsync(SeriesName.Parse(name), cancellationToken).ConfigureAwait(false)
                : RunKey.Parse(name, run);
            if (key is not { } panel
                || !await finder.IsRunAsync(panel, cancellationToken).ConfigureAwait(false)
                || await panels.RowsAsync(panel, cancellationToken).ConfigureAwait(false) is not { } rows)
            {
                return Answers.NotFound(
                    $"'{name}' has no run over several series{(run is null ? " that is published" : $" '{run}'")}.",
                    run is null ? "name" : "run",
                    $"GET /api/series/{name} lists its runs.");
            }

            if (Answers.WantsTable(request))
            {
                return Answers.Table(request, PanelExport.Of(rows, asked), $"{name}-series");
            }

            var page = PanelPage.Of(name, panel.Run, rows, asked) with
            {
                Ranking = await panels.RankingAsync(panel, cancellationToken).ConfigureAwait(false),
            };
            return Answers.Json(asked.Points == 0 ? page : page with
            {
                Rows = await panels.WithPointsAsync(panel, page.Rows, asked.Points, cancellationToken).ConfigureAwait(false),
            });
        });

    /// <summary>GET .../report: the run as a single page.</summary>
    public Task<IResult> ReportAsync(string name, string? run, HttpRequest request, CancellationToken cancellationToken) =>
        OfSeriesAsync(name, run, request, async ranked =>
    {
        return await completion.ReportAsync(ranked, cancellationToken).ConfigureAwait(false) is { } report
            ? Answers.Html(report)
            : Answers.NotFound(
                $"The run '{ranked.Key.Run}' of '{name}' has no report.",
                run is null ? "name" : "run",
                $"POST /api/series/{name}/backtests, or backtest repair, writes it.");
    }, cancellationToken);

    /// <summary>
    /// GET .../models/{trial}: the model of a trial: ONNX for an LSTM, JSON for others; by Accept the transforms of an LSTM, as JSON.
    /// </summary>
    public Task<IResult> ModelAsync(
        string name, string? run, string trial, HttpRequest request, CancellationToken cancellationToken) =>
        OfSeriesAsync(name, run, request, async ranked =>
    {
        var id = TrialId.Parse(trial);
        var path = ranked.ModelPath(id);
        if (await store.FindAsync(path, cancellationToken).ConfigureAwait(false) is null)
        {
            // If a trial has a score, a missing model is lost. Other trials have none.
            var result = await store.ReadAsync<TrialDocument>(BlobLayout.Trial(ranked.Key, id), cancellationToken).ConfigureAwait(false);
            if (result?.Score is null)
            {
                return NoSuchTrial(ranked.Key, id, "trial");
            }
        }

        if (Answers.WantsJson(request))
        {
            var description = await ModelStore.ReadDescriptionAsync(store, path, cancellationToken).ConfigureAwait(false);
            return Answers.Download(description.Content, BlobLayout.ContentType(path), $"{name}-{trial}.json");
        }

        var blob = await ModelStore.ReadFileAsync(store, path, cancellationToken).ConfigureAwait(false);
        return Answers.Download(
            blob.Content, BlobLayout.ContentType(blob.Facts.Path), $"{name}-{trial}{Path.GetExtension(blob.Facts.Path)}");
    }, cancellationToken);

    /// <summary>GET .../values: the values that the run works on, with their times.</summary>
    public Task<IResult> ValuesAsync(string name, string? run, HttpRequest request, CancellationToken cancellationToken) =>
        OfSeriesAsync(name, run, request, async ranked =>
    {
        var values = await store.ReadRequiredAsync<SeriesDocument>(BlobLayout.Values(ranked.Key), cancellationToken).ConfigureAwait(false);
        if (!Answers.IsSet(request, Parts))
        {
            return Answers.Json(SeriesValues.Of(values.ToSeries(), ranked.Key.Run));
        }

        var plan = await store.ReadRequiredAsync<RunPlan>(BlobLayout.Plan(ranked.Key), cancellationToken).ConfigureAwait(false);
        return Answers.Json(SeriesValues.WithParts(values.ToSeries(), ranked.Key.Run, plan.Protocol!.SeasonLengths));
    }, cancellationToken);

    /// <summary>
    /// GET series/{name}/backtests/{run}/trials/{trial}: how a trial ended, with its forecasts in every window; also for a run in progress.
    /// </summary>
    public Task<IResult> TrialAsync(
        string name, string run, string trial, HttpRequest request, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
    {
        var key = RunKey.Parse(name, run);
        var id = TrialId.Parse(trial);
        if (await finder.MovedAsync(name, request, cancellationToken).ConfigureAwait(false) is { } moved)
        {
            return moved;
        }

        key = await finder.SeriesAsync(key, request, cancellationToken).ConfigureAwait(false);
        return await store.ReadAsync<TrialDocument>(BlobLayout.Trial(key, id), cancellationToken).ConfigureAwait(false) is { } result
            && await finder.IsRunAsync(key, cancellationToken).ConfigureAwait(false)
            ? Answers.Json(result)
            : Answers.NotFound(
                $"The run '{run}' of '{name}' has no result of a trial '{trial}'.",
                "trial",
                $"GET /api/series/{name}/backtests/{run}/leaderboard lists the trials.");
    });

    /// <summary>GET series/{name}/backtests/{run}/trials/{trial}/against/{other}: why a trial lost to another one, or won.</summary>
    public Task<IResult> AgainstAsync(
        string name, string run, string trial, string other, HttpRequest request, CancellationToken cancellationToken) =>
        OfSeriesAsync(name, run, request, async ranked =>
    {
        var (id, otherId) = (TrialId.Parse(trial), TrialId.Parse(other, "other"));
        var first = await store.ReadAsync<TrialDocument>(BlobLayout.Trial(ranked.Key, id), cancellationToken).ConfigureAwait(false);
        var second = await store.ReadAsync<TrialDocument>(BlobLayout.Trial(ranked.Key, otherId), cancellationToken).ConfigureAwait(false);
        if (first?.Score is null || second?.Score is null)
        {
            return NoSuchTrial(ranked.Key, first?.Score is null ? id : otherId, first?.Score is null ? "trial" : "other");
        }

        var plan = await store.ReadRequiredAsync<RunPlan>(BlobLayout.Plan(ranked.Key), cancellationToken).ConfigureAwait(false);
        var values = await store.ReadRequiredAsync<SeriesDocument>(BlobLayout.Values(ranked.Key), cancellationToken).ConfigureAwait(false);
        var pair = PairComparison.Of(first.Score, second.Score, plan.Protocol!);
        return Answers.Json(new PairAnswer(id, otherId, pair, [.. PairText.Of(first, second, pair, values.ToSeries())]));
    }, cancellationToken);

    private static IResult NoSuchTrial(RunKey run, TrialId trial, string where) => Answers.NotFound(
        $"The run '{run.Run}' of '{run.Name}' has no model '{trial}'.",
        where,
        $"GET /api/series/{run.Name}/backtests/{run.Run}/leaderboard lists them.");

    private Task<IResult> OfSeriesAsync(
        string name, string? run, HttpRequest request, Func<RankedRun, Task<IResult>> answer, CancellationToken cancellationToken) =>
        OfRunAsync(name, run, request, answer, _ => throw ResultFinder.NeedsId(name), cancellationToken);

    private Task<IResult> OfRunAsync(
        string name,
        string? run,
        HttpRequest request,
        Func<RankedRun, Task<IResult>> answer,
        Func<RunKey, Task<IResult>> answerPanel,
        CancellationToken cancellationToken) => Answers.TryAsync(async () =>
    {
        var found = await finder.FindAsync(name, run, request, cancellationToken).ConfigureAwait(false);
        return found.Answer
            ?? await (found.Series is { } series ? answer(series) : answerPanel(found.Panel!.Value)).ConfigureAwait(false);
    });
}
