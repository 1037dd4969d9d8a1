using System.Diagnostics;
using Backtest.Core.Models;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Runs.Telemetry;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.Extensions.Caching.Memory;

namespace Backtest.Runs.Forecasting;

/// <summary>Forecasts with a run's published model or another trial's. Models stay in memory between requests.</summary>
/// <param name="store">The blob storage.</param>
/// <param name="publishedRuns">The published runs.</param>
/// <param name="options">Limit of models in memory.</param>
public sealed class Forecaster(IBlobStore store, PublishedRuns publishedRuns, BacktestOptions options) : IDisposable
{
    // When a model is dropped while another request uses its session, the garbage collector frees the session.
    private readonly MemoryCache _models = new(new MemoryCacheOptions { SizeLimit = options.CachedModels });

    /// <summary>Forecasts a series with a model of its published run.</summary>
    /// <param name="name">Name of the series.</param>
    /// <param name="request">Horizon, levels and model.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The forecasts; null if no run of the series is published, or it has no such trial.</returns>
    /// <exception cref="InputException">The requested model has no fit, or its forecasts are not finite.</exception>
    public Task<ForecastAnswer?> ForecastAsync(string name, ForecastRequest request, CancellationToken cancellationToken) => RankedAsync(
        async () => await publishedRuns.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } published
            ? RankedRun.Of(SeriesName.Parse(name), published)
            : null,
        request,
        cancellationToken);

    /// <summary>Forecasts a series with a model of one of its runs, published or not.</summary>
    /// <param name="run">The run.</param>
    /// <param name="request">Horizon, levels and model.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The forecasts; null if the run is not ranked, or it has no such trial.</returns>
    /// <exception cref="InputException">The requested model has no fit, or its forecasts are not finite.</exception>
    public Task<ForecastAnswer?> ForecastAsync(RunKey run, ForecastRequest request, CancellationToken cancellationToken) =>
        RankedAsync(() => RankedRun.FindAsync(store, run, cancellationToken), request, cancellationToken);

    /// <summary>Forecasts a series with a model of one of its ranked runs.</summary>
    /// <param name="run">The run, or a series of a panel.</param>
    /// <param name="request">Horizon, levels and model.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The forecasts; null if the run has no such trial.</returns>
    /// <exception cref="InputException">The requested model has no fit, or its forecasts are not finite.</exception>
    public Task<ForecastAnswer?> ForecastAsync(RankedRun run, ForecastRequest request, CancellationToken cancellationToken) =>
        RankedAsync(() => Task.FromResult<RankedRun?>(run), request, cancellationToken);

    /// <summary>Forecasts a series, inside the panel or not, with the networks shared by the panel's series.</summary>
    /// <param name="run">The run of a panel.</param>
    /// <param name="series">The series.</param>
    /// <param name="request">Horizon, levels, and the global trial; null for the only one.</param>
    /// <param name="where">Name of the series in errors.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">The run has no such trial, or its networks cannot forecast the series.</exception>
    public async Task<ForecastAnswer> ColdStartAsync(
        RunKey run, TimeSeries series, ForecastRequest request, string where, CancellationToken cancellationToken) =>
        (await CountedAsync(async () =>
        {
            var plan = await store.ReadRequiredAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false);
            var trial = ColdStart.Find(plan, request.Model);
            var networks = GetAsync(BlobLayout.Trainings(run, trial.Id), LoadAsync);
            return (await networks.WaitAsync(cancellationToken).ConfigureAwait(false))!.Forecast(series, request, where, cancellationToken);

            async Task<ColdStart?> LoadAsync() => await ColdStart.LoadAsync(store, run, plan, trial, default).ConfigureAwait(false);
        }).ConfigureAwait(false))!;

    /// <inheritdoc/>
    public void Dispose() => _models.Dispose();

    private Task<ForecastAnswer?> RankedAsync(
        Func<Task<RankedRun?>> find, ForecastRequest request, CancellationToken cancellationToken) => CountedAsync(
        async () => await find().ConfigureAwait(false) is { } run
            ? await AnswerAsync(run, request, cancellationToken).ConfigureAwait(false)
            : null);

    private static async Task<ForecastAnswer?> CountedAsync(Func<Task<ForecastAnswer?>> forecast)
    {
        var (started, outcome) = (Stopwatch.GetTimestamp(), "failed");
        try
        {
            var answer = await forecast().ConfigureAwait(false);
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

    private async Task<ForecastAnswer?> AnswerAsync(RankedRun run, ForecastRequest request, CancellationToken cancellationToken)
    {
        var trial = request.Model ?? run.Published;
        if (await GetAsync(run.ModelPath(trial), () => LoadAsync(run, trial)).WaitAsync(cancellationToken).ConfigureAwait(false)
            is not var (model, series))
        {
            return null;
        }

        try
        {
            return model.Forecast(series, request, run.IsFinal(trial));
        }
        catch (FitException problem)
        {
            throw new InputException(
                $"{model.Label} cannot forecast {request.Horizon ?? model.Protocol.Horizon} steps: {problem.Message}",
                "horizon",
                "Ask for fewer steps or another model.");
        }
    }

    // The first request for a model loads it once; failures and absent models are not cached.
    private async Task<T?> GetAsync<T>(string path, Func<Task<T?>> load)
        where T : class
    {
        var loading = _models.GetOrCreate(path, entry =>
        {
            entry.Size = 1;
            return new Lazy<Task<T?>>(load);
        })!;
        try
        {
            if (await loading.Value.ConfigureAwait(false) is { } loaded)
            {
                return loaded;
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

    private async Task<Loaded?> LoadAsync(RankedRun run, TrialId trial)
    {
        var values = await store.ReadAsync<SeriesDocument>(BlobLayout.Values(run.Key), default).ConfigureAwait(false);
        var model = await ServedModel.LoadAsync(store, run.Key, trial, run.IsFinal(trial), options, default).ConfigureAwait(false);
        return model is not null && values is not null ? new Loaded(model, values.ToSeries())
            : !run.IsFinal(trial) ? null
            : throw new InvalidDataException($"The plan, the values or the chosen trial {trial} of run {run.Key} is not stored.");
    }

    private sealed record Loaded(ServedModel Model, TimeSeries Series);
}
