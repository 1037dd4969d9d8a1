using Backtest.Core.Evaluation;
using Backtest.Core.Forecasting;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;
using Backtest.Runs.Models;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs.Forecasting;

/// <summary>Forecasts of a series by the networks of a panel that it need not have been part of.</summary>
public static class ColdStart
{
    /// <summary>Forecasts a series with the networks that saw all values of the panel.</summary>
    /// <param name="store">Where blobs are.</param>
    /// <param name="run">Where the run of the panel lies.</param>
    /// <param name="trial">Id of a global trial.</param>
    /// <param name="series">The series: what of a model is a series' own is fitted to its values.</param>
    /// <param name="request">
    /// How far, and the levels of the intervals of networks that forecast quantiles. Other intervals come from errors in windows, of which
    /// the series has none.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The forecasts; null where the run has no such trial.</returns>
    /// <exception cref="FitException">The networks cannot forecast the series.</exception>
    /// <exception cref="InvalidDataException">What is stored is missing or damaged.</exception>
    public static async Task<ForecastAnswer?> ForecastAsync(
        IBlobStore store, RunFolder run, TrialId trial, TimeSeries series, ForecastRequest request, CancellationToken cancellationToken)
    {
        var plan = await store.ReadRequiredAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false);
        if (plan.Panel?.Global is not { } global || global.Trials.FirstOrDefault(one => one.Id == trial) is not { } planned)
        {
            return null;
        }

        var spec = (LstmSpec)planned.Spec;
        var trained = await GlobalNetworks.ReadAsync(store, run, trial, spec, global.Cutoffs.Count - 1, cancellationToken)
            .ConfigureAwait(false);
        var networks = new PanelNetworks([0], new Dictionary<TrialId, IReadOnlyList<TrainedNetworks>> { [trial] = [trained] });
        var protocol = new BacktestProtocol
        {
            Horizon = request.Horizon ?? spec.OutputSteps,
            SeasonLength = spec.SeasonLength,
            TestLength = 0,
            Windows = 1,
            Step = 1,
            NonNegative = Array.TrueForAll(series.Values, value => !(value < 0)),
        };
        series = SeriesCalendars.AddTo(series, plan.Calendar, protocol.Horizon);
        var history = History.Of(series, networks);
        var forecast = ModelFitter.Fit(spec, history, cancellationToken)
            .Forecast(history, protocol.Horizon, [.. request.Levels.Select(level => level / 100)]);
        var levels = forecast.Intervals.Count > 0 ? request.Levels : [];
        return new ForecastAnswer(
            series.Name,
            plan.Run,
            trial,
            planned.Label,
            series.TimeAt(series.Length - 1),
            levels,
            ForecastStep.Of(forecast, series, levels, null, protocol),
            series.Id);
    }
}
