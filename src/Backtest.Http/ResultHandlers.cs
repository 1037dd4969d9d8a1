using Backtest.Core.Series;
using Backtest.Reports;
using Backtest.Runs;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Models;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>Answers the routes of what runs produced: leaderboard, forecasts, models.</summary>
/// <param name="store">Where blobs are.</param>
/// <param name="forecaster">Forecasts with stored models.</param>
/// <param name="options">Limits.</param>
public sealed class ResultHandlers(IBlobStore store, Forecaster forecaster, BacktestOptions options)
{
    /// <summary>GET series/{name}/leaderboard: the published run's ranked trials, as JSON or by Accept as CSV.</summary>
    public Task<IResult> LeaderboardAsync(string name, HttpRequest request, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
    {
        if (await FindPublishedAsync(name, cancellationToken).ConfigureAwait(false) is not { } published)
        {
            return NotPublished(name);
        }

        var leaderboard = await ReadAsync<Leaderboard>(BlobLayout.Leaderboard(new RunKey(name, published.Run)), cancellationToken).ConfigureAwait(false);
        return Answers.WantsCsv(request) ? Answers.Csv(LeaderboardCsv.Write(leaderboard), $"{name}-leaderboard.csv") : Answers.Json(leaderboard);
    });

    /// <summary>GET series/{name}/forecast: forecasts of the winner or of the trial that <c>model</c> names.</summary>
    public Task<IResult> ForecastAsync(string name, HttpRequest request, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
    {
        var asked = ForecastRequest.Parse(Answers.Query(request, "horizon"), Answers.Query(request, "level"), Answers.Query(request, "model"), options.MaxHorizon);
        if (asked.Model is not null)
        {
            SeriesName.Validate(asked.Model);
        }

        var answer = await forecaster.ForecastAsync(SeriesName.Validate(name), asked, cancellationToken).ConfigureAwait(false);
        if (answer is null)
        {
            return asked.Model is null || await FindPublishedAsync(name, cancellationToken).ConfigureAwait(false) is null
                ? NotPublished(name)
                : NoSuchTrial(name, asked.Model);
        }

        return Answers.WantsCsv(request) ? Answers.Csv(ForecastCsv.Write(answer), $"{name}-forecast.csv") : Answers.Json(answer);
    });

    /// <summary>GET series/{name}/report: the published run as a page of its own.</summary>
    public Task<IResult> ReportAsync(string name, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
    {
        if (await FindPublishedAsync(name, cancellationToken).ConfigureAwait(false) is not { } published)
        {
            return NotPublished(name);
        }

        var blob = await store.ReadAsync(BlobLayout.Report(new RunKey(name, published.Run)), cancellationToken).ConfigureAwait(false);
        return blob is null
            ? Answers.NotFound($"The published run of '{name}' has no report.", "name", $"POST /api/series/{name}/backtests, or backtest repair, writes it.")
            : Answers.Html(SealedReport.Read(blob));
    });

    /// <summary>GET series/{name}/models/{trial}: the model of a trial: ONNX for an LSTM, JSON for others.</summary>
    public Task<IResult> ModelAsync(string name, string trial, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
    {
        SeriesName.Validate(trial);
        if (await FindPublishedAsync(name, cancellationToken).ConfigureAwait(false) is not { } published)
        {
            return NotPublished(name);
        }

        var run = new RunKey(name, published.Run);
        var path = trial == published.Winner ? BlobLayout.FinalModel(run, trial) : BlobLayout.Model(run, trial);

        // Of a trial with a score a model that is not there is lost; others have none.
        if (await store.FindAsync(path, cancellationToken).ConfigureAwait(false) is null
            && (await store.ReadAsync<TrialDocument>(BlobLayout.Trial(run, trial), cancellationToken).ConfigureAwait(false))?.Score is null)
        {
            return NoSuchTrial(name, trial);
        }

        var blob = await ModelStore.ReadFileAsync(store, path, cancellationToken).ConfigureAwait(false);
        return Answers.Download(blob.Content, BlobLayout.ContentType(blob.Facts.Path), $"{name}-{trial}{Path.GetExtension(blob.Facts.Path)}");
    });

    /// <summary>GET series/{name}/values: the values that the published run works on, with their times.</summary>
    public Task<IResult> ValuesAsync(string name, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
        await FindPublishedAsync(name, cancellationToken).ConfigureAwait(false) is { } published
            ? Answers.Json(SeriesValues.Of(
                (await ReadAsync<SeriesDocument>(BlobLayout.Values(new RunKey(name, published.Run)), cancellationToken).ConfigureAwait(false)).ToSeries(), published.Run))
            : NotPublished(name));

    /// <summary>GET series/{name}/backtests/{run}/trials/{trial}: how a trial ended, with its forecasts of every window.</summary>
    public Task<IResult> TrialAsync(string name, string run, string trial, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
    {
        var path = BlobLayout.Trial(new RunKey(SeriesName.Validate(name), SeriesName.Validate(run)), SeriesName.Validate(trial));
        return await store.ReadAsync<TrialDocument>(path, cancellationToken).ConfigureAwait(false) is { } result
            ? Answers.Json(result)
            : Answers.NotFound($"The run '{run}' of '{name}' has no result of a trial '{trial}'.", "trial", $"GET /api/series/{name}/leaderboard lists the trials.");
    });

    private static IResult NotPublished(string name) =>
        Answers.NotFound($"The series '{name}' has no finished run.", "name", $"Upload it, and wait until GET /api/series/{name} shows a run as done; it also says why a run failed.");

    private static IResult NoSuchTrial(string name, string trial) =>
        Answers.NotFound($"The published run of '{name}' has no model '{trial}'.", "model", $"GET /api/series/{name}/leaderboard lists them.");

    // What a published run has.
    private async Task<T> ReadAsync<T>(string path, CancellationToken cancellationToken)
        where T : class =>
        await store.ReadAsync<T>(path, cancellationToken).ConfigureAwait(false) ?? throw new InvalidDataException($"The document {path} is not stored.");

    private Task<PublishedRun?> FindPublishedAsync(string name, CancellationToken cancellationToken) =>
        store.ReadAsync<PublishedRun>(BlobLayout.Latest(SeriesName.Validate(name)), cancellationToken);
}
