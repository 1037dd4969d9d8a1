using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation;

/// <summary>Ranks model families over many series.</summary>
/// <param name="Series">Number of series.</param>
/// <param name="Families">The model families on the windows, lowest OWA first; each with its best trial on every series.</param>
/// <param name="HoldOut">The published trials on the hold-outs; null if no series has one.</param>
/// <param name="BetterThanNaive">
/// Number of series whose published trial has a smaller error on the hold-out than the naive forecast, by the metric that ranks the
/// series' trials.
/// </param>
public sealed record FamilyRanking(
    int Series, [property: JsonPropertyName("engines")] IReadOnlyList<FamilyRank> Families, FamilyRank? HoldOut, int BetterThanNaive)
{
    private const string Published = "published";

    /// <summary>Ranks the model families.</summary>
    /// <param name="series">One score per series.</param>
    public static FamilyRanking Of(IReadOnlyList<SeriesScore> series)
    {
        var families = series.SelectMany(one => one.Families.Select(score => score.Family)).Distinct().Select(family => Rank(
            family,
            series.Count(one => one.Published == family),
            series.Select(one => (one.Families.FirstOrDefault(score => score.Family == family), (FamilyScore?)one.Naive))));
        var held = Rank(Published, series.Count, series.Select(one => (one.HoldOut, one.NaiveHoldOut)));
        return new FamilyRanking(
            series.Count,
            [.. families.OfType<FamilyRank>().OrderBy(rank => rank.Owa ?? double.PositiveInfinity).ThenBy(rank => rank.Mase)],
            held,
            series.Count(one => one.IsBetterThanNaive ?? (one.HoldOut?.Mase < one.NaiveHoldOut?.Mase)));
    }

    // Means over the series on which both have scores; relative errors are ratios of the means.
    private static FamilyRank? Rank(string family, int wins, IEnumerable<(FamilyScore? Score, FamilyScore? Naive)> series)
    {
        var known = series.Where(one => one is { Score.Mase: not null, Naive.Mase: not null })
            .Select(one => (Score: one.Score!, Naive: one.Naive!))
            .ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var (smape, mase) = (known.Average(one => one.Score.Smape), known.Average(one => one.Score.Mase!.Value));
        var (naiveSmape, naiveMase) = (known.Average(one => one.Naive.Smape), known.Average(one => one.Naive.Mase!.Value));
        return new FamilyRank(
            family,
            known.Count,
            wins,
            smape,
            mase,
            naiveSmape > 0 && naiveMase > 0 ? ((smape / naiveSmape) + (mase / naiveMase)) / 2 : null);
    }
}
