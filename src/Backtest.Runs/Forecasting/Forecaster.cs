using System.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Forecasting;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Runs.Models;
using Backtest.Runs.Telemetry;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.Extensions.Caching.Memory;

namespace Backtest.Runs.Forecasting;

/// <summary>Forecasts with the published winner or another trial's model. Models stay in memory between requests.</summary>
/// <param name="store">Where blobs are.</param>
/// <param name="publishedRuns">Which runs are published.</param>
/// <param name="options">How many models to keep.</param>
public sealed class Forecaster(IBlobStore store, PublishedRuns publishedRuns, BacktestOptions options) : IDisposable
{
    // A session that another request still uses when its model is dropped is left to the garbage collector.
    private readonly MemoryCache _models = new(new MemoryCacheOptions { SizeLimit = options.CachedModels });

    /// <summary>Forecasts a series.</summary>
    /// <param name="name">Name of the series.</param>
    /// <param name="request">Horizon, levels and model.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The forecasts; null where no run of the series is published, or it has no such trial.</returns>
    /// <exception cref="InputException">The model that was asked for has no fit, or its forecasts are not finite.</exception>
    public async Task<ForecastAnswer?> ForecastAsync(string name, ForecastRequest request, CancellationToken cancellationToken)
    {
        var (started, outcome) = (Stopwatch.GetTimestamp(), "failed");
        try
        {
            var answer = await AnswerAsync(name, request, cancellationToken).ConfigureAwait(false);
            outcome = answer is null ? "not_found" : "answered";
            return answer;
        }
        catch (InputException)
        {
            outcome = "refused";
            throw;
        }
        finally
        {
            BacktestTelemetry.CountForecast(outcome, Stopwatch.GetElapsedTime(started));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _models.Dispose();

    private async Task<ForecastAnswer?> AnswerAsync(string name, ForecastRequest request, CancellationToken cancellationToken)
    {
        var published = await publishedRuns.FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (published is null)
        {
            return null;
        }

        var run = new RunKey(name, published.Run);
        var trial = request.Model ?? published.Winner;
        var path = trial == published.Winner ? BlobLayout.FinalModel(run, trial) : BlobLayout.Model(run, trial);
        var served = await GetAsync(run, trial, path).WaitAsync(cancellationToken).ConfigureAwait(false);
        return served is null ? null : Forecast(run, trial, served, request);
    }

    private static ForecastAnswer Forecast(RunKey run, string trial, ServedModel served, ForecastRequest request)
    {
        var horizon = request.Horizon ?? served.Protocol.Horizon;
        double[] levels = [.. request.Levels.Select(level => level / 100)];
        Forecast forecast;
        try
        {
            forecast = served.IsFinal && served.Model is ArimaModel { Effect: null } arima
                ? arima.FromState(horizon, levels)
                : served.Model.Forecast(History.Of(served.Series), horizon, levels);
        }
        catch (FitException problem)
        {
            throw new InputException($"{served.Label} cannot forecast {horizon} steps: {problem.Message}", "horizon", "Ask for fewer steps or another model.");
        }

        if (Array.FindIndex(forecast.Point, value => !double.IsFinite(value)) is >= 0 and var step)
        {
            throw new InputException($"The forecast of {served.Label} for step {step + 1} is not a finite number.", "horizon", "Ask for fewer steps or another model.");
        }

        var steps = ForecastStep.Of(forecast, served.Series, request.Levels, served.Calibration, served.Protocol);
        return new ForecastAnswer(run.Name, run.Run, trial, served.Label, served.Series.TimeAt(served.Series.Length - 1), request.Levels, steps);
    }

    // A model is loaded once, by the first request for it; neither a failure nor its absence is remembered.
    private async Task<ServedModel?> GetAsync(RunKey run, string trial, string path)
    {
        var loading = _models.GetOrCreate(path, entry =>
        {
            entry.Size = 1;
            return new Lazy<Task<ServedModel?>>(() => LoadAsync(run, trial, path));
        })!;
        try
        {
            if (await loading.Value.ConfigureAwait(false) is { } served)
            {
                return served;
            }
        }
        catch
        {
            _models.Remove(path);
            throw;
        }

        _models.Remove(path);
        return null;
    }

    private async Task<ServedModel?> LoadAsync(RunKey run, string trial, string path)
    {
        var plan = await store.ReadAsync<RunPlan>(BlobLayout.Plan(run), default).ConfigureAwait(false);
        var values = await store.ReadAsync<SeriesDocument>(BlobLayout.Values(run), default).ConfigureAwait(false);
        var result = await store.ReadAsync<TrialDocument>(BlobLayout.Trial(run, trial), default).ConfigureAwait(false);
        var isFinal = path == BlobLayout.FinalModel(run, trial);
        if (plan?.Protocol is null || values is null || result is null)
        {
            return isFinal ? throw new InvalidDataException($"The plan, the values or the published trial {trial} of run {run} is not stored.") : null;
        }

        if (result.Score is null)
        {
            throw new InputException($"Trial {trial} failed: {result.Reason}", "model", "Ask for a trial of the leaderboard that has a rank.");
        }

        var model = await ModelStore.LoadAsync(store, path, default).ConfigureAwait(false);
        var leaderboard = isFinal ? await store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run), default).ConfigureAwait(false) : null;
        var calibration = Calibration.Of(result.Score, leaderboard?.HoldOutWindows, plan.Protocol, options);
        return new ServedModel(model, result.Label, values.ToSeries(), calibration, plan.Protocol, isFinal);
    }

    private sealed record ServedModel(
        IFittedModel Model, string Label, TimeSeries Series, ConformalIntervals Calibration, BacktestProtocol Protocol, bool IsFinal);
}
