namespace Backtest.Core.Series;

/// <summary>A series that helps to forecast another one.</summary>
/// <param name="Name">Its column's name.</param>
/// <param name="Values">
/// Its values at the times of the series, missing ones NaN; one that is known ahead may go on past the series' end.
/// </param>
/// <param name="IsKnownAhead">Whether its values are known before their time, as those of a calendar or a price list are.</param>
public sealed record Covariate(string Name, double[] Values, bool IsKnownAhead);
