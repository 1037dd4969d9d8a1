namespace Backtest.Core.Series;

/// <summary>A series that helps to forecast another one.</summary>
/// <param name="Name">Its column's name.</param>
/// <param name="Values">
/// Its values at the times of the series, NaN where missing; if it is known ahead, they may continue past the series' end.
/// </param>
/// <param name="IsKnownAhead">Whether its values are known in advance, as those of a calendar or a price list are.</param>
public sealed record Covariate(string Name, double[] Values, bool IsKnownAhead);
