using Backtest.Core.Evaluation;
using Backtest.Core.Forecasting;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;
using Backtest.Runs.Models;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs.Forecasting;

/// <summary>Networks of a global trial trained on all values of their panel, which forecast series outside the panel too.</summary>
/// <param name="Plan">The plan of the run.</param>
/// <param name="Trial">The trial.</param>
/// <param name="Networks">Its networks.</param>
public sealed record ColdStart(RunPlan Plan, PlannedTrial Trial, TrainedNetworks Networks)
{
    /// <summary>Finds a global trial.</summary>
    /// <param name="plan">The plan of a run.</param>
    /// <param name="trial">Id of the trial; null for the only one.</param>
    /// <exception cref="InputException">The run has no such trial, or several and none is named.</exception>
    public static PlannedTrial Find(RunPlan plan, TrialId? trial)
    {
        var trials = plan.Panel?.Global?.Trials ?? [];
        var ids = string.Join(", ", trials.Select(one => one.Id));
        if (trials.Count == 0)
        {
            throw new InputException(
                $"The run {plan.Run} of '{plan.Name}' has no networks that its series share.",
                trial is null ? null : "model",
                "Name a run of three series or more with an LSTM of the scope panel: only such networks forecast other series.")
            {
                IsNotFound = true,
            };
        }

        if (trial is null)
        {
            return trials.Count == 1 ? trials[0] : throw new InputException(
                $"The run {plan.Run} of '{plan.Name}' has {trials.Count} trials of networks that its series share.",
                "model",
                $"Name one of them: {ids}.");
        }

        return trials.FirstOrDefault(one => one.Id == trial) ?? throw new InputException(
            $"The run {plan.Run} of '{plan.Name}' has no networks '{trial}' that its series share.",
            "model",
            $"Name {(trials.Count == 1 ? ids : $"one of {ids}")}; other trials are fitted to one series each and forecast no other.")
        {
            IsNotFound = true,
        };
    }

    /// <summary>Reads the networks of a global trial.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="trial">One of its global trials.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">A stored document is missing or damaged.</exception>
    public static async Task<ColdStart> LoadAsync(
        IBlobStore store, RunFolder folder, RunPlan plan, PlannedTrial trial, CancellationToken cancellationToken)
    {
        var last = plan.Panel!.Global!.Cutoffs.Count - 1;
        return new ColdStart(plan, trial, await GlobalNetworks.ReadAsync(
            store, folder, trial.Id, (LstmSpec)trial.Spec, last, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Forecasts the values after a series, to which the model's local parts are fitted.</summary>
    /// <param name="series">The series.</param>
    /// <param name="request">Horizon and levels.</param>
    /// <param name="where">Name of the series in errors.</param>
    /// <param name="cancellationToken">Stops the fit of the local parts.</param>
    /// <returns>
    /// The forecasts, with intervals only if the networks forecast quantiles; other intervals need errors in windows, which the series does
    /// not have.
    /// </returns>
    /// <exception cref="InputException">The networks cannot forecast the series.</exception>
    public ForecastAnswer Forecast(TimeSeries series, ForecastRequest request, string where, CancellationToken cancellationToken)
    {
        var (global, spec) = (Plan.Panel!.Global!, (LstmSpec)Trial.Spec);
        RequireStep(series, global.Step, where);
        var protocol = new BacktestProtocol
        {
            Horizon = request.Horizon ?? spec.OutputSteps,
            SeasonLength = spec.SeasonLength,
            TestLength = 0,
            Windows = 1,
            Step = 1,
            NonNegative = Planner.IsNonNegative(series.Values, global.NonNegative),
        };
        series = SeriesCalendars.AddTo(series, Plan.Calendar, protocol.Horizon);
        RequireCovariates(series, spec, where);
        var history = History.Of(
            series, new PanelNetworks([0], new Dictionary<TrialId, IReadOnlyList<TrainedNetworks>> { [Trial.Id] = [Networks] }));
        try
        {
            double[] levels = [.. request.Levels.Select(level => level / 100)];
            var forecast = ModelFitter.Fit(spec, history, cancellationToken).Forecast(history, protocol.Horizon, levels);
            if (Array.FindIndex(forecast.Point, value => !double.IsFinite(value)) is >= 0 and var bad)
            {
                throw new FitException($"The forecast of step {bad + 1} is not a finite number.");
            }

            var shown = forecast.Intervals.Count > 0 ? request.Levels : [];
            return new ForecastAnswer(
                series.Name,
                Plan.Run,
                Trial.Id,
                Trial.Label,
                series.TimeAt(series.Length - 1),
                shown,
                ForecastStep.Of(forecast, series, shown, null, protocol),
                series.Id,
                series.Notes is { Count: > 0 } notes ? notes : null);
        }
        catch (FitException problem)
        {
            throw new InputException(
                $"The networks cannot forecast this series: {problem.Message}",
                where,
                series.Length < spec.MinimumTrainingLength ? "Give a longer series of the same step in time."
                    : spec.Covariates is not null ? "Ask for fewer steps, or give the covariates for all of them."
                    : "Give the values in another unit, so that they are neither as large nor as small.");
        }
    }

    private static void RequireStep(TimeSeries series, string? expected, string where)
    {
        if (expected is null || series is { Timestamps: null } or { Length: 1 } || series.Spacing?.Text == expected)
        {
            return;
        }

        throw new InputException(
            series.Spacing is { Text: var step }
                ? $"The step of this series ({step}) is not that of the series that the networks were trained on ({expected})."
                : $"The times of this series have no regular step; that of the series that the networks were trained on is {expected}.",
            where,
            $"Give values with the step {expected}.");
    }

    private void RequireCovariates(TimeSeries series, LstmSpec spec, string where)
    {
        if ((spec.Covariates ?? []).FirstOrDefault(name => !History.Of(series).HasCovariate(name)) is not { } missing)
        {
            RequireKinds(series, spec, where);
            return;
        }

        throw Plan.Calendar is not null && series.Calendar is null
            ? new InputException(
                "The networks see the calendar, which goes by dates, and the series has none at a regular step.",
                where,
                "Give the date of each value.")
            : new InputException(
                $"The networks see the covariate '{missing}', which the series does not have.",
                where,
                $"Give a file with a column '{missing}', and a grid that names it as a covariate, like that of the upload.");
    }

    // A covariate that is known ahead is seen earlier than its time.
    private void RequireKinds(TimeSeries series, LstmSpec spec, string where)
    {
        bool IsSeen(Covariate covariate) => spec.Covariates?.Contains(covariate.Name) is true;
        if (Plan.Panel!.Global!.FutureCovariates is not { } ahead
            || series.Covariates?.FirstOrDefault(one => IsSeen(one) && one.IsKnownAhead != ahead.Contains(one.Name)) is not { } other)
        {
            return;
        }

        var (seen, given) = other.IsKnownAhead ? ("pastCovariates", "futureCovariates") : ("futureCovariates", "pastCovariates");
        throw new InputException(
            $"The networks were trained with '{other.Name}' among {seen}; this series has it among {given}.",
            where,
            $"Name it in {seen}.");
    }
}
