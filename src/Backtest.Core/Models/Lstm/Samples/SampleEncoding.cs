using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Theta;
using Backtest.Core.Numerics;
using Backtest.Core.Transforms;

namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>
/// The normalisation that all samples of a series share: fitted to training values, and stored with the
/// network.
/// </summary>
/// <remarks>
/// A value x at time t, counted from 0, becomes y = ln(max(x, <see cref="Least"/>) / s) with the seasonal index s of t, or without
/// logarithm y = x - s. The network sees (y - level) / scale of a sample, clipped to -30 and 30, and its output for step h means
/// base + scale * output. The inputs of a step are the values of its patch, then those of each covariate, then
/// 3 + ln(scale / <see cref="Unit"/>) if the scale is an input.
/// </remarks>
/// <param name="IsLog">
/// Whether logarithms are taken: if requested, and if the training values are positive and not all equal.
/// </param>
/// <param name="Least">Half the smallest training value, which replaces later values that lie below it.</param>
/// <param name="Season">The removed season: multiplicative with a logarithm, otherwise additive.</param>
/// <param name="Alpha">Smoothing parameter of the level; null for other levels.</param>
/// <param name="Change">Mean absolute change from one y to the next over the training values.</param>
/// <param name="Unit">The unit of scales: 1 with a logarithm, otherwise the mean absolute training value.</param>
/// <param name="Opening">The beginning of the training values, which determines the season's phases.</param>
public sealed record SampleEncoding(
    bool IsLog, double Least, SeasonalAdjustment Season, double? Alpha, double Change, double Unit, SeriesOpening Opening)
{
    /// <summary>Weight of the series' change in the scale of a sample, in changes of the sample itself.</summary>
    public const double PriorChanges = 5;

    /// <summary>Least scale, relative to the unit: smaller changes are more often rounding than movement.</summary>
    public const double LeastScale = 0.003;

    /// <summary>The largest distance from the level that a network sees.</summary>
    public const double LargestInput = 30;

    /// <summary>What is added to the logarithm of the scale, so that it is about 0.</summary>
    public const double ScaleOffset = 3;

    // The first errors depend more on the initial level than on the smoothing.
    private const int FirstError = 4;

    /// <summary>Fits the encoding.</summary>
    /// <param name="spec">Logarithm, season and level.</param>
    /// <param name="training">Training values, NaN where missing.</param>
    /// <param name="filled">Training values with missing ones interpolated.</param>
    internal static SampleEncoding Fit(LstmSpec spec, ReadOnlySpan<double> training, double[] filled)
    {
        var isLog = spec.Transforms.Contains(TransformKind.Log)
            && Array.TrueForAll(filled, value => value > 0)
            && filled.AsSpan().ContainsAnyExcept(filled[0]);
        var (least, mean) = (double.PositiveInfinity, 0.0);
        foreach (var value in filled)
        {
            least = Math.Min(least, value);
            mean += Math.Abs(value) / filled.Length;
        }

        var encoding = new SampleEncoding(
            isLog,
            least / 2,
            spec.AdjustSeason ? ThetaFitter.Adjustment(filled, spec.SeasonLength, isLog) : SeasonalAdjustment.None,
            null,
            0,
            isLog || mean == 0 ? 1 : mean,
            SeriesOpening.Of(training));
        var values = encoding.Encode(filled, encoding.Season);
        var change = 0.0;
        for (var t = 1; t < values.Length; t++)
        {
            change += Math.Abs(values[t] - values[t - 1]) / (values.Length - 1);
        }

        return encoding with
        {
            Change = change,
            Alpha = spec.Level == SampleLevel.Ses ? BestAlpha(values) : null,
        };
    }

    /// <summary>The season at the times of a history, which may begin differently from the training values.</summary>
    /// <exception cref="Problems.FitException">The history is too short to determine its phases.</exception>
    internal SeasonalAdjustment SeasonOf(ReadOnlySpan<double> history) =>
        Season.Indices.Length == 0 || Opening.Begins(history) ? Season : ThetaFitter.Readjust(history, Season);

    /// <summary>The values y of a history without missing values.</summary>
    internal double[] Encode(ReadOnlySpan<double> history, SeasonalAdjustment season)
    {
        var result = new double[history.Length];
        for (var t = 0; t < result.Length; t++)
        {
            result[t] = IsLog ? PortableMath.Log(season.Remove(Math.Max(history[t], Least), t)) : season.Remove(history[t], t);
        }

        return result;
    }

    /// <summary>The value in input units for a y at a time.</summary>
    internal double Decode(double value, SeasonalAdjustment season, int time) =>
        season.Restore(IsLog ? PortableMath.Exp(value) : value, time);

    /// <summary>The smoothed level after each value; that after the first one is the first value.</summary>
    internal static double[] Smooth(ReadOnlySpan<double> values, double alpha, out double squaredErrors)
    {
        var levels = new double[values.Length];
        levels[0] = values[0];
        squaredErrors = 0;
        for (var t = 1; t < levels.Length; t++)
        {
            var error = values[t] - levels[t - 1];
            levels[t] = levels[t - 1] + (alpha * error);
            squaredErrors += t >= FirstError ? error * error : 0;
        }

        return levels;
    }

    // Among 0.1, 0.2, ..., 1, the one with the smallest squared one-step errors: samples need no finer level.
    private static double BestAlpha(double[] values) => Enumerable.Range(1, 10).Select(tenths => tenths / 10.0).MinBy(alpha =>
    {
        Smooth(values, alpha, out var squaredErrors);
        return squaredErrors;
    });
}
