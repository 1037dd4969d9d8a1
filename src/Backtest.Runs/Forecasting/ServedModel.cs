using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Forecasting;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;
using Backtest.Runs.Models;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs.Forecasting;

/// <summary>A model of a run, with the parts of the run that its forecasts need.</summary>
/// <param name="Model">The model.</param>
/// <param name="Run">Id of the run.</param>
/// <param name="Trial">Id of the trial.</param>
/// <param name="Label">The model's display name.</param>
/// <param name="Conformal">Source of intervals if the model has none of its own.</param>
/// <param name="Protocol">The protocol of the run.</param>
/// <param name="Calendar">The calendar of the run, for a series from elsewhere; null for none.</param>
public sealed record ServedModel(
    IFittedModel Model,
    RunId Run,
    TrialId Trial,
    string Label,
    ConformalIntervals Conformal,
    BacktestProtocol Protocol,
    CalendarChoice? Calendar = null)
{
    /// <summary>Creates the model of a trial.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="trial">The trial's result, which has a score.</param>
    /// <param name="holdOut">The published trial's forecasts of the hold-out; null for another trial.</param>
    /// <param name="options">Options of the intervals.</param>
    public static ServedModel Of(
        IFittedModel model, RunPlan plan, TrialDocument trial, IReadOnlyList<WindowScore>? holdOut, BacktestOptions options) =>
        new(
            model,
            plan.Run,
            trial.Trial,
            trial.Label,
            Calibration.Of(trial.Score!, holdOut, plan.Protocol!, options),
            plan.Protocol!,
            plan.Calendar);

    /// <summary>Loads the model of a trial from the folder of its run.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="trial">Id of the trial.</param>
    /// <param name="isFinal">Whether the model is the one fitted to all values.</param>
    /// <param name="options">Options of the intervals.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The model; null if the run has no result of such a trial.</returns>
    /// <exception cref="InputException">The trial has no score, and hence no model.</exception>
    /// <exception cref="InvalidDataException">A stored document is missing or damaged.</exception>
    public static async Task<ServedModel?> LoadAsync(
        IBlobStore store, RunFolder folder, TrialId trial, bool isFinal, BacktestOptions options, CancellationToken cancellationToken)
    {
        var plan = await store.ReadAsync<RunPlan>(BlobLayout.Plan(folder), cancellationToken).ConfigureAwait(false);
        var result = await store.ReadAsync<TrialDocument>(BlobLayout.Trial(folder, trial), cancellationToken).ConfigureAwait(false);
        if (plan?.Protocol is null || result is null)
        {
            return null;
        }

        if (result.Score is null)
        {
            throw new InputException(
                $"Trial {trial} failed: {result.Reason}", "model", "Ask for a trial of the leaderboard that has a rank.");
        }

        var model = await ModelStore.LoadAsync(store, BlobLayout.Model(folder, trial, isFinal), cancellationToken).ConfigureAwait(false);
        var leaderboard = isFinal
            ? await store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(folder), cancellationToken).ConfigureAwait(false)
            : null;
        return Of(model, plan, result, leaderboard?.HoldOutWindows, options);
    }

    /// <summary>Forecasts the values after a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="request">Horizon and levels.</param>
    /// <param name="isFittedToAll">Whether the model is fitted to exactly these values, so that its state is at their end.</param>
    /// <exception cref="FitException">The model cannot forecast this series that far, or its forecasts are not finite.</exception>
    public ForecastAnswer Forecast(TimeSeries series, ForecastRequest request, bool isFittedToAll = false)
    {
        var horizon = request.Horizon ?? Protocol.Horizon;
        series = series.Calendar is null ? SeriesCalendars.AddTo(series, Calendar, horizon) : series;
        double[] levels = [.. request.Levels.Select(level => level / 100)];
        var forecast = isFittedToAll && Model is ArimaModel { Effect: null } arima
            ? arima.FromState(horizon, levels)
            : Model.Forecast(History.Of(series), horizon, levels);
        if (Array.FindIndex(forecast.Point, value => !double.IsFinite(value)) is >= 0 and var step)
        {
            throw new FitException($"The forecast of step {step + 1} is not a finite number.");
        }

        return new ForecastAnswer(
            series.Name,
            Run,
            Trial,
            Label,
            series.TimeAt(series.Length - 1),
            request.Levels,
            ForecastStep.Of(forecast, series, request.Levels, Conformal, Protocol),
            series.Id);
    }
}
