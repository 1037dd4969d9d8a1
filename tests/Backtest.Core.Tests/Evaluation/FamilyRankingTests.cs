using Backtest.Core.Evaluation;

namespace Backtest.Core.Tests.Evaluation;

public sealed class FamilyRankingTests
{
    [Fact]
    public void The_overall_weighted_average_is_that_of_the_M4_competition()
    {
        // Table 4 of Makridakis, Spiliotis and Assimakopoulos (2020): Smyl's method has sMAPE 11.374, MASE 1.536, OWA 0.821 over
        // all series, the Theta benchmark 12.309, 1.696, 0.897, and Naive 2, to which they are relative, 13.564 and 1.912.
        var ranking = FamilyRanking.Of([new SeriesScore(
            "smyl", new FamilyScore("naive2", 13.564, 1.912), [new("theta", 12.309, 1.696), new("smyl", 11.374, 1.536)], null, null)]);

        Assert.Equal(["smyl", "theta"], ranking.Families.Select(rank => rank.Family));
        Assert.Equal(0.821, ranking.Families[0].Owa!.Value, 5e-4);
        Assert.Equal(0.897, ranking.Families[1].Owa!.Value, 5e-4);
        Assert.Null(ranking.HoldOut);
    }

    // MASE ranks the first series; another metric, by which the naive forecast is closer, ranks the second one.
    [Fact]
    public void Series_are_counted_by_the_metric_that_ranks_their_trials()
    {
        var (own, naive) = (new FamilyScore("ets", 4, 0.8), new FamilyScore("baseline", 8, 1));

        var ranking = FamilyRanking.Of(
            [new("ets", naive, [own], own, naive, null, true), new("ets", naive, [own], own, naive, null, false)]);

        Assert.Equal(1, ranking.BetterThanNaive);
    }

    [Fact]
    public void Means_come_before_ratios_and_a_series_without_a_scale_is_left_out()
    {
        FamilyScore Naive(double smape, double? mase) => new("baseline", smape, mase);
        var ranking = FamilyRanking.Of(
        [
            new("ets", Naive(10, 1), [new("ets", 5, 0.5)], new FamilyScore("ets", 4, 0.8), Naive(8, 1)),
            new("ets", Naive(30, 3), [new("ets", 25, 2.5)], new FamilyScore("ets", 8, 1.2), Naive(8, 1)),
            new("baseline", Naive(0, null), [new("ets", 1, null)], null, null),
        ]);

        // (15/20 + 1.5/2) / 2, and not the mean of 0.5 and 0.83.
        var ets = Assert.Single(ranking.Families);
        Assert.Equal((2, 2, 15, 1.5, 0.75), (ets.Series, ets.Wins, ets.Smape, ets.Mase, ets.Owa));
        Assert.Equal((3, 1), (ranking.Series, ranking.BetterThanNaive));
        Assert.Equal(
            (2, 6, 1, ((6 / 8.0) + 1) / 2),
            (ranking.HoldOut!.Series, ranking.HoldOut.Smape, ranking.HoldOut.Mase, ranking.HoldOut.Owa!.Value));
    }
}
