using Backtest.Core.Models.Intervals;

namespace Backtest.Core.Models;

/// <summary>Forecasts for the steps 1..h after the end of a history.</summary>
/// <param name="Point">Point forecasts; element k is for step k + 1.</param>
/// <param name="Intervals">Prediction intervals, one per requested level; empty if the model has none of its own.</param>
/// <param name="Ranges">Probabilities of ranges of values for each step, in order; null unless the model is a classifier.</param>
public sealed record Forecast(
    double[] Point, IReadOnlyList<PredictionInterval> Intervals, IReadOnlyList<IReadOnlyList<RangeProbability>>? Ranges = null)
{
    /// <summary>
    /// Whether the intervals pool the distributions of several models; see <see cref="Evaluation.Probabilistic.ScaledPool"/>.
    /// </summary>
    public bool ArePooled { get; init; }

    /// <summary>Whether the intervals are quantiles that networks forecast; see <see cref="Lstm.QuantileHead"/>.</summary>
    public bool AreQuantiles { get; init; }

    /// <summary>
    /// The forecast of values that cannot be negative: clips points and bounds at 0. Each interval still covers the values of at least 0
    /// that it covered before. Ranges of values are clipped at 0 as well; the first one that reaches above 0 gets the probability of those
    /// below.
    /// </summary>
    public Forecast AtLeastZero() => this with
    {
        Point = AtLeastZero(Point),
        Intervals =
            [.. Intervals.Select(interval => interval with { Lower = AtLeastZero(interval.Lower), Upper = AtLeastZero(interval.Upper) })],
        Ranges = Ranges?.Select(AtLeastZero).ToList(),
    };

    // NaN stays NaN: a failed forecast is not a forecast of 0.
    private static double[] AtLeastZero(double[] values) => Array.ConvertAll(values, value => Math.Max(0, value));

    private static IReadOnlyList<RangeProbability> AtLeastZero(IReadOnlyList<RangeProbability> ranges)
    {
        var below = ranges.TakeWhile(range => range.Upper <= 0).ToList();
        return
        [
            .. below.Select(_ => new RangeProbability(0, 0, 0)),
            .. ranges.Skip(below.Count).Select((range, k) => new RangeProbability(
                Math.Max(0, range.Lower ?? 0),
                range.Upper,
                k == 0 ? range.Probability + below.Sum(one => one.Probability) : range.Probability)),
        ];
    }
}
