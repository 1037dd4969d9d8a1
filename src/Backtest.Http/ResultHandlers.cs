using Backtest.Core.Models;
using Backtest.Core.Series;
using Backtest.Reports;
using Backtest.Runs;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Models;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>
/// Answers the routes of what runs produced: leaderboard, forecasts, models. Of a series they are the published run's; below the
/// address of a run they are that run's, published or not.
/// </summary>
/// <param name="store">Where blobs are.</param>
/// <param name="forecaster">Forecasts with stored models.</param>
/// <param name="options">Limits.</param>
public sealed class ResultHandlers(IBlobStore store, Forecaster forecaster, BacktestOptions options)
{
    /// <summary>GET .../leaderboard: the run's ranked trials, as JSON or by Accept as CSV.</summary>
    public Task<IResult> LeaderboardAsync(string name, string? run, HttpRequest request, CancellationToken cancellationToken) =>
        OfRunAsync(name, run, async ranked =>
        {
            var leaderboard = await ReadAsync<Leaderboard>(BlobLayout.Leaderboard(ranked.Key), cancellationToken).ConfigureAwait(false);
            return Answers.WantsCsv(request)
                ? Answers.Csv(LeaderboardCsv.Write(leaderboard), $"{name}-leaderboard.csv")
                : Answers.Json(leaderboard);
        }, cancellationToken);

    /// <summary>GET .../forecast: forecasts of the trial that the run chose, or of the one that <c>model</c> names.</summary>
    public Task<IResult> ForecastAsync(
        string name, string? run, HttpRequest request, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
    {
        var asked = ForecastRequest.Parse(
            Answers.Query(request, "horizon"), Answers.Query(request, "level"), Answers.Query(request, "model"), options.MaxHorizon);
        var answer = await (run is null
            ? forecaster.ForecastAsync(SeriesName.Validate(name), asked, cancellationToken)
            : forecaster.ForecastAsync(RunKey.Parse(name, run), asked, cancellationToken)).ConfigureAwait(false);
        if (answer is null)
        {
            return asked.Model is not null && await FindAsync(name, run, cancellationToken).ConfigureAwait(false) is { } ranked
                ? NoSuchTrial(ranked.Key, asked.Model, "model")
                : NotRanked(name, run);
        }

        return Answers.WantsCsv(request) ? Answers.Csv(ForecastCsv.Write(answer), $"{name}-forecast.csv") : Answers.Json(answer);
    });

    /// <summary>GET .../report: the run as a page of its own.</summary>
    public Task<IResult> ReportAsync(string name, string? run, CancellationToken cancellationToken) => OfRunAsync(name, run, async ranked =>
    {
        var blob = await store.ReadAsync(BlobLayout.Report(ranked.Key), cancellationToken).ConfigureAwait(false);
        return blob is null
            ? Answers.NotFound(
                $"The run '{ranked.Key.Run}' of '{name}' has no report.",
                run is null ? "name" : "run",
                $"POST /api/series/{name}/backtests, or backtest repair, writes it.")
            : Answers.Html(SealedReport.Read(blob));
    }, cancellationToken);

    /// <summary>GET .../models/{trial}: the model of a trial: ONNX for an LSTM, JSON for others.</summary>
    public Task<IResult> ModelAsync(
        string name, string? run, string trial, CancellationToken cancellationToken) => OfRunAsync(name, run, async ranked =>
    {
        var path = ranked.ModelPath(TrialId.Validate(trial, "trial"));
        if (await store.FindAsync(path, cancellationToken).ConfigureAwait(false) is null)
        {
            // Of a trial with a score a model that is not there is lost; others have none.
            var result = await store.ReadAsync<TrialDocument>(BlobLayout.Trial(ranked.Key, trial), cancellationToken).ConfigureAwait(false);
            if (result?.Score is null)
            {
                return NoSuchTrial(ranked.Key, trial, "trial");
            }
        }

        var blob = await ModelStore.ReadFileAsync(store, path, cancellationToken).ConfigureAwait(false);
        return Answers.Download(
            blob.Content, BlobLayout.ContentType(blob.Facts.Path), $"{name}-{trial}{Path.GetExtension(blob.Facts.Path)}");
    }, cancellationToken);

    /// <summary>GET .../values: the values that the run works on, with their times.</summary>
    public Task<IResult> ValuesAsync(string name, string? run, CancellationToken cancellationToken) => OfRunAsync(name, run, async ranked =>
    {
        var values = await ReadAsync<SeriesDocument>(BlobLayout.Values(ranked.Key), cancellationToken).ConfigureAwait(false);
        return Answers.Json(SeriesValues.Of(values.ToSeries(), ranked.Key.Run));
    }, cancellationToken);

    /// <summary>
    /// GET series/{name}/backtests/{run}/trials/{trial}: how a trial ended, with its forecasts of every window; of a run that is not
    /// over too.
    /// </summary>
    public Task<IResult> TrialAsync(string name, string run, string trial, CancellationToken cancellationToken) =>
        Answers.TryAsync(async () =>
    {
        var path = BlobLayout.Trial(RunKey.Parse(name, run), TrialId.Validate(trial, "trial"));
        return await store.ReadAsync<TrialDocument>(path, cancellationToken).ConfigureAwait(false) is { } result
            ? Answers.Json(result)
            : Answers.NotFound(
                $"The run '{run}' of '{name}' has no result of a trial '{trial}'.",
                "trial",
                $"GET /api/series/{name}/backtests/{run}/leaderboard lists the trials.");
    });

    private static IResult NotRanked(string name, string? run) => run is null
        ? Answers.NotFound(
            $"The series '{name}' has no finished run.",
            "name",
            $"Upload it, and wait until GET /api/series/{name} shows a run as done; it also says why a run failed.")
        : Answers.NotFound(
            $"The series '{name}' has no finished run '{run}'.",
            "run",
            $"GET /api/series/{name}/backtests/{run} tells how far it is, and why it failed.");

    private static IResult NoSuchTrial(RunKey run, string trial, string where) => Answers.NotFound(
        $"The run '{run.Run}' of '{run.Name}' has no model '{trial}'.",
        where,
        $"GET /api/series/{run.Name}/backtests/{run.Run}/leaderboard lists them.");

    private Task<IResult> OfRunAsync(
        string name, string? run, Func<RankedRun, Task<IResult>> answer, CancellationToken cancellationToken) =>
        Answers.TryAsync(async () => await FindAsync(name, run, cancellationToken).ConfigureAwait(false) is { } ranked
            ? await answer(ranked).ConfigureAwait(false)
            : NotRanked(name, run));

    private Task<RankedRun?> FindAsync(string name, string? run, CancellationToken cancellationToken) => run is null
        ? RankedRun.PublishedAsync(store, SeriesName.Validate(name), cancellationToken)
        : RankedRun.FindAsync(store, RunKey.Parse(name, run), cancellationToken);

    // What a ranked run has.
    private async Task<T> ReadAsync<T>(string path, CancellationToken cancellationToken)
        where T : class =>
        await store.ReadAsync<T>(path, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException($"The document {path} is not stored.");
}
