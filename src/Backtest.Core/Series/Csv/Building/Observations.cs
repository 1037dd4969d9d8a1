using Backtest.Core.Series.Csv.Formats;

namespace Backtest.Core.Series.Csv.Building;

/// <summary>The contents of a table's rows: times and values.</summary>
/// <param name="Times">The times; null if the rows have none.</param>
/// <param name="Values">The values to forecast.</param>
/// <param name="Covariates">The covariates.</param>
internal sealed record Observations(ColumnTimes? Times, double[] Values, IReadOnlyList<Covariate> Covariates);
