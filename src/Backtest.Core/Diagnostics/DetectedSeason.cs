namespace Backtest.Core.Diagnostics;

/// <summary>A season detected in a series.</summary>
/// <param name="Length">Its length in observations.</param>
/// <param name="Strength">Its strength from 0 to 1; see <see cref="SeasonalStrength"/>.</param>
public sealed record DetectedSeason(int Length, double Strength);
