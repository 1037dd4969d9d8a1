using Backtest.Core.Models.ExponentialSmoothing;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Exponential smoothing in a grid.</summary>
internal static class EtsAxes
{
    /// <summary>The family and its axes.</summary>
    public static GridFamily Family { get; } = new(
        new EtsSpec(),
        "ETS",
        "Exponential smoothing: level, trend and season that every value updates.",
        """{ "model": "auto" }""",
        """{"model": ["AAN", "AAA"]}""",
        [
            new(
                "model",
                Choices.Of<EtsForm>(),
                "Errors (A, M), trend (N, A, Ad damped) and season (N, A, M); `auto` takes the form with the smallest AICc, "
                    + "`average` the mean of all, weighted by it."),
            SharedAxes.SeasonLength(EtsFitter.LongestSeason, "Values per season; a model without a season has none."),
        ]);
}
