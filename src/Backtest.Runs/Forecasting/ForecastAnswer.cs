using Backtest.Core.Forecasting;
using Backtest.Core.Models;
using Backtest.Storage;

namespace Backtest.Runs.Forecasting;

/// <summary>The forecasts of a model.</summary>
/// <param name="Name">Name of the series.</param>
/// <param name="Run">The run of the model.</param>
/// <param name="Trial">The model's trial.</param>
/// <param name="Label">The model's display name.</param>
/// <param name="FittedThrough">Time of the last value before the forecasts; null if the series has no times.</param>
/// <param name="Levels">Coverages of the intervals in percent.</param>
/// <param name="Forecast">One element per step ahead.</param>
/// <param name="Id">The series' id in its panel, any text; null for a panel of one.</param>
/// <param name="Notes">How the series of the request was read, where one was and there is something to know; null elsewhere.</param>
public sealed record ForecastAnswer(
    string Name,
    RunId Run,
    TrialId Trial,
    string Label,
    DateTimeOffset? FittedThrough,
    IReadOnlyList<double> Levels,
    IReadOnlyList<ForecastStep> Forecast,
    string? Id = null,
    IReadOnlyList<string>? Notes = null);
