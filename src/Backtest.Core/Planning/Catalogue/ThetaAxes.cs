using Backtest.Core.Models.Theta;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>The Theta method in a grid.</summary>
internal static class ThetaAxes
{
    /// <summary>The family and its axis.</summary>
    public static GridFamily Family { get; } = new(
        new ThetaSpec(),
        "Theta",
        "The Theta method: half a straight line, half exponential smoothing.",
        "{}",
        """{"m": 12}""",
        [SharedAxes.SeasonLength(SharedAxes.LongestSeason, "Values per season, which is tested for.")]);
}
