using Backtest.Core.Models;

namespace Backtest.Core.Evaluation.Probabilistic;

/// <summary>
/// Split-conformal intervals, one calibration per step ahead, from the errors that a model made in the backtest's windows:
/// with n errors of a step, the half-width of coverage 1 - alpha is the ceil((n + 1)(1 - alpha))-th smallest absolute one
/// (Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, 2018, Journal of the American Statistical Association 113, section 2.2).
/// </summary>
/// <remarks>
/// If the next error and those n are exchangeable, the interval covers with at least its level, whatever their distribution.
/// A level needs n >= level / (1 - level) errors: 4 windows for 80 %, 19 for 95 %. With fewer, the interval is that of
/// <see cref="ErrorIntervals"/>, or as wide as the largest error where that is wider: the errors alone guarantee n / (n + 1).
/// </remarks>
/// <param name="Windows">The model's windows, oldest first.</param>
/// <param name="Gap">Steps between the training part and the first step of a window.</param>
/// <param name="Adaptation">
/// Rate gamma in [0, 1) at which the level is corrected after each window by whether it was covered, as in Gibbs and
/// Candes (2021), "Adaptive conformal inference under distribution shift"; 0 takes the level as it is.
/// </param>
public sealed record ConformalIntervals(IReadOnlyList<WindowScore> Windows, int Gap = 0, double Adaptation = 0)
{
    /// <summary>The calibration from windows that were over at an origin alone; null where there are none.</summary>
    /// <param name="origin">Index of the first value that is not known.</param>
    public ConformalIntervals? KnownAt(int origin)
    {
        var known = Windows.Where(window => window.TestStart + window.Yhat.Count <= origin).ToList();
        return known.Count == 0 ? null : this with { Windows = known };
    }

    /// <summary>Intervals around point forecasts.</summary>
    /// <param name="point">
    /// Point forecasts for the steps 1..h. Steps inside the gap are as sure as the first one after it; beyond the windows'
    /// last step the half-width grows with the square root of the step.
    /// </param>
    /// <param name="levels">Coverages in (0, 1).</param>
    public List<PredictionInterval> Around(double[] point, ReadOnlySpan<double> levels)
    {
        var errors = Errors();
        var normal = ErrorIntervals.Around(
            new double[point.Length],
            [.. Enumerable.Repeat(MeanSquare(errors[0]), Gap), .. errors.Select(MeanSquare)],
            levels);
        var sorted = Array.ConvertAll(errors, step => step.Order().ToArray());
        var intervals = new List<PredictionInterval>(levels.Length);
        foreach (var (level, fallback) in levels.ToArray().Zip(normal))
        {
            var widths = new double[point.Length];
            for (var h = 0; h < point.Length; h++)
            {
                var step = Math.Clamp(h - Gap, 0, errors.Length - 1);
                var growth = Math.Sqrt(Math.Max(1, (double)(h + 1) / (errors.Length + Gap)));
                var probability = Adaptation > 0 ? Adapted(errors[step], level) : level;
                widths[h] = growth * (Rank(sorted[step].Length, probability) is { } rank
                    ? rank == 0 ? 0 : sorted[step][rank - 1]
                    : Math.Max(fallback.Upper[h] / growth, sorted[step].LastOrDefault()));
            }

            intervals.Add(new PredictionInterval(
                level, [.. point.Zip(widths, (value, width) => value - width)], [.. point.Zip(widths, (value, width) => value + width)]));
        }

        return intervals;
    }

    // Of n errors, which one in ascending order, from 1; null where n are too few.
    private static int? Rank(int count, double level)
    {
        // The product of a level such as 0.8 and of 5 may lie a rounding above 4.
        var rank = Math.Max(0, (int)Math.Ceiling(((count + 1) * level) - 1e-9));
        return rank <= count ? rank : null;
    }

    private static double? MeanSquare(double[] errors) => errors.Length == 0 ? null : errors.Average(error => error * error);

    // Each window is covered or not by the interval that the windows before it give, which may have been adapted to the
    // whole line; while they are too few for the level as it is, a window says nothing.
    private double Adapted(double[] errors, double level)
    {
        var miss = 1 - level;
        var before = new List<double>(errors.Length);
        foreach (var error in errors)
        {
            if (Rank(before.Count, level) is not null)
            {
                var rank = Rank(before.Count, 1 - miss);
                var covered = rank is null || (rank > 0 && error <= before[rank.Value - 1]);
                miss += Adaptation * (1 - level - (covered ? 0 : 1));
            }

            var place = before.BinarySearch(error);
            before.Insert(place < 0 ? ~place : place, error);
        }

        return 1 - miss;
    }

    // Absolute errors per step, in the order of the windows; missing actual values have none.
    private double[][] Errors() =>
    [
        .. Enumerable.Range(0, Windows.Max(window => window.Yhat.Count)).Select(step => Windows
            .Where(window => step < window.Yhat.Count && window.Y[step] is not null)
            .Select(window => Math.Abs(window.Yhat[step] - window.Y[step]!.Value))
            .ToArray()),
    ];
}
