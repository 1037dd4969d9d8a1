using System.Globalization;
using System.Text.Json.Serialization;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models;

namespace Backtest.Core.Evaluation;

/// <summary>How trials are scored: windows, training parts and hold-out.</summary>
public sealed record BacktestProtocol
{
    /// <summary>Steps to forecast from each origin, at least 1.</summary>
    public required int Horizon { get; init; }

    /// <summary>Season length m in observations, 1 for none; it scales MASE and the seasonal naive.</summary>
    public required int SeasonLength { get; init; }

    /// <summary>Lengths of the longer seasons, shortest first, possibly fractional; null for none.</summary>
    /// <remarks>It is written only if there are any, so that the ids of older runs stay the same.</remarks>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? LongSeasons { get; init; }

    /// <summary>All season lengths, shortest first; empty without a season.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> SeasonLengths => SeasonLength > 1 ? [SeasonLength, .. LongSeasons ?? []] : [];

    /// <summary>The season lengths as text, such as <c>24, 168</c>.</summary>
    [JsonIgnore]
    public string SeasonText => string.Join(", ", SeasonLengths.Select(length => length.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Number of last values that no selection sees; only the published trial is scored on them, once.</summary>
    public required int TestLength { get; init; }

    /// <summary>Number of rolling-origin windows before the hold-out, at least 1.</summary>
    public required int Windows { get; init; }

    /// <summary>Number of values between successive origins, at least 1.</summary>
    public required int Step { get; init; }

    /// <summary>Number of values between the training part and the first forecast value.</summary>
    public int Gap { get; init; }

    /// <summary>Length of a sliding training part; null lets it expand from the first value.</summary>
    public int? TrainingLength { get; init; }

    /// <summary>Refit at every n-th window: 1 at each, 0 only at the first.</summary>
    public int RefitEvery { get; init; } = 1;

    /// <summary>The metric that ranks the trials.</summary>
    public RankingMetric Metric { get; init; }

    /// <summary>The rule that chooses the published trial.</summary>
    [JsonPropertyName("winner")]
    public PublicationRule Publication { get; init; }

    /// <summary>Whether the values cannot be below 0; forecasts and intervals are then clipped at 0.</summary>
    /// <remarks>It is written only if it is true, so that the ids of older runs stay the same.</remarks>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NonNegative { get; init; }

    /// <summary>
    /// Completes a model's forecast as it is scored and served, the same everywhere: with intervals if they are known, and clipped at 0
    /// if the values cannot be negative.
    /// </summary>
    /// <param name="forecast">The model's forecast.</param>
    /// <param name="calibration">
    /// Source of intervals if the model has none of its own, and of the scale of pooled ones; null for none.
    /// </param>
    /// <param name="levels">Coverages of the intervals, each in (0, 1).</param>
    public Forecast Finish(Forecast forecast, ConformalIntervals? calibration, ReadOnlySpan<double> levels)
    {
        var own = forecast.ArePooled && calibration is not null ? ScaledPool.Of(forecast, calibration) : forecast;

        // The windows' errors are those of clipped forecasts, so the intervals based on them belong around clipped forecasts.
        var bounded = NonNegative ? own.AtLeastZero() : own;
        if (bounded.Intervals.Count > 0 || calibration is null)
        {
            return bounded;
        }

        var calibrated = bounded with { Intervals = calibration.Around(bounded.Point, levels) };
        return NonNegative ? calibrated.AtLeastZero() : calibrated;
    }
}
