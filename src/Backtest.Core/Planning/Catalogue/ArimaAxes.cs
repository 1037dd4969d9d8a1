using System.Text.Json.Nodes;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Garch;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>ARIMA in a grid.</summary>
internal static class ArimaAxes
{
    private const int MostTerms = 100;

    /// <summary>The family and its axes.</summary>
    public static GridFamily Family { get; } = new(
        new ArimaSpec(),
        "ARIMA",
        "ARIMA (p, d, q)(P, D, Q) by maximum likelihood.",
        """{ "p": [0, 1, 2], "d": 1, "q": [0, 1, 2] }""",
        """{"p": [0, 1, 2]}""",
        [
            new("p", new WholeNumbers(0, 24), "Order of the autoregressive part.") { MayBeAuto = true },
            new("d", new WholeNumbers(0, 2), "Number of differences.") { MayBeAuto = true },
            new("q", new WholeNumbers(0, 24), "Order of the moving-average part.") { MayBeAuto = true },
            new("P", new WholeNumbers(0, 4), "Order of the seasonal autoregressive part.") { MayBeAuto = true },
            new("D", new WholeNumbers(0, 1), "Number of seasonal differences.") { MayBeAuto = true },
            new("Q", new WholeNumbers(0, 4), "Order of the seasonal moving-average part.") { MayBeAuto = true },
            SharedAxes.SeasonLength(ArimaSearch.LongestSeason, $"Values per season, at most {ArimaSpec.LongestSeason} without `auto`."),
            new(
                "constant",
                new OrNull(new TrueOrFalse(), "a mean where d + D = 0"),
                "Whether there is a mean where d + D = 0, or a drift where d + D = 1."),
            new(
                "lambda",
                new OrNull(new Numbers(-2, 2), "no transform"),
                "Box-Cox parameter: 0 is the logarithm; above 0 it takes zeros too."),
            new(
                "guerrero",
                new TrueOrFalse(),
                "Whether Guerrero's method chooses the Box-Cox parameter, from each window's training values."),
            new("biasAdjust", new TrueOrFalse(), "Whether forecasts under a Box-Cox transform are means rather than medians."),
            new(
                "garch",
                new OrNull(Choices.Of<GarchDistribution>(), "one variance"),
                "Distribution of the errors of a GARCH(1,1) on the residuals, whose variance the intervals follow."),
            SharedAxes.Covariates(
                "Covariates to regress on, of the grid's `futureCovariates` and of its `calendar`; the errors are ARIMA.",
                "all of them"),
            new(
                "fourier",
                new Lists(new Objects(
                    [
                        new("season", new Numbers(SharedAxes.ShortestSeason, SharedAxes.LongestSeason), "Season length."),
                        new(
                            "terms",
                            new OrNull(new WholeNumbers(0, MostTerms), "by AICc"),
                            "Pairs of sine and cosine, at most half the season length."),
                    ],
                    "season")),
                "Seasons, however long, as sines and cosines to regress on; `\"auto\"` has all of `seasonLength`. Such a model has no "
                    + "other season.")
            {
                MayBeAuto = true,
                Otherwise = "none",
                Start = new JsonArray(new JsonArray(new JsonObject { ["season"] = 168 })),
            },
            new(
                "method",
                Choices.Of<ArimaMethod>("maximum likelihood, started from `css`", "maximum likelihood", "conditional sum of squares"),
                "How the coefficients are estimated."),
            new(
                "auto",
                new OrNull(Choices.Of<ArimaSearchKind>(), "orders as given"),
                "How orders, differences and constant are searched for in each window, as R's `auto.arima` does.")
            {
                Start = JsonValue.Create("stepwise"),
            },
            new("stationary", new TrueOrFalse(), "Whether the search takes no differences, so that forecasts return to a mean."),
            new("criterion", Choices.Of<InformationCriterion>(), "What the search minimises."),
        ]);
}
