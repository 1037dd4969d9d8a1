using Backtest.Core.Models.Intermittent;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Methods for intermittent demand in a grid.</summary>
internal static class IntermittentAxes
{
    /// <summary>The family and its axes.</summary>
    public static GridFamily Family { get; } = new(
        new IntermittentSpec(),
        "Intermittent demand",
        "Methods for demand that is 0 most of the time.",
        """{ "method": ["croston", "sba", "tsb", "adida", "imapa"] }""",
        """{"method": ["croston", "sba"]}""",
        [
            new(
                "method",
                Choices.Of<IntermittentMethod>(
                    "smoothed demand over the smoothed interval between demands",
                    "the same without its bias",
                    "smoothed demand times the smoothed probability of demand",
                    "smoothed sums over the mean interval",
                    "the mean of smoothed sums over 1 value, 2, and so on up to that interval"),
                "Which method."),
            new("alpha", new Numbers(0.01, 1), "Smoothing parameter of `croston`, `sba` and `tsb`; the others choose theirs."),
        ]);
}
