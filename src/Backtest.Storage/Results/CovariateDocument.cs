namespace Backtest.Storage.Results;

/// <summary>A covariate in series.json.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Values at the times of the series, null if missing; with those known ahead after them.</param>
/// <param name="IsKnownAhead">Whether its values are known before their time.</param>
public sealed record CovariateDocument(string Name, IReadOnlyList<double?> Values, bool IsKnownAhead);
