using Backtest.Core.Models.Intervals;

namespace Backtest.Core.Evaluation.Probabilistic;

/// <summary>
/// Intervals from a model's errors in past windows. With many errors they are split-conformal, with one calibration per step ahead:
/// of the n absolute errors of a step, the ceil((n + 1)(1 - alpha))-th smallest is the half-width of coverage 1 - alpha (Lei, G'Sell,
/// Rinaldo, Tibshirani and Wasserman, 2018, Journal of the American Statistical Association 113, section 2.2). With few errors they
/// are Student intervals of the errors pooled over the steps; see <see cref="ErrorSpread"/>.
/// </summary>
/// <remarks>
/// If the next error and those n are exchangeable, a conformal interval covers at least at its level, whatever their
/// distribution. A level needs n >= level / (1 - level) errors, 19 for 95 %; a level that needs more gets the Student interval.
/// A higher level is never narrower, and a further step never narrower than an earlier one: half-widths that fall by chance are
/// averaged with those before them (pool adjacent violators; Barlow, Bartholomew, Bremner and Brunk, 1972).
/// </remarks>
/// <param name="Windows">The model's windows, oldest first, with at least one forecast whose actual value is known.</param>
/// <param name="Gap">Steps between the training part and the first step of a window.</param>
/// <param name="Adaptation">
/// Rate gamma in [0, 1) at which the level is corrected after each window according to whether it was covered, as in Gibbs and
/// Candes (2021), "Adaptive conformal inference under distribution shift"; 0 keeps the level. Student intervals are not
/// corrected.
/// </param>
public sealed record ConformalIntervals(IReadOnlyList<WindowScore> Windows, int Gap = 0, double Adaptation = 0)
{
    /// <summary>Fewest errors of a step for a conformal half-width, as many as a 95 % interval needs.</summary>
    public const int FewestErrors = 19;

    /// <summary>The default rate of adaptation.</summary>
    public const double DefaultAdaptation = 0.05;

    /// <summary>The calibration from the windows that ended before an origin; null if there are none.</summary>
    /// <param name="origin">Index of the first unknown value.</param>
    public ConformalIntervals? KnownAt(int origin)
    {
        var known = this with { Windows = [.. Windows.Where(window => window.TestStart + window.Yhat.Count <= origin)] };
        return known.Known().Count > 0 ? known : null;
    }

    /// <summary>Intervals around point forecasts.</summary>
    /// <param name="point">
    /// Point forecasts for the steps 1..h. Steps inside the gap get the half-width of the first one after it. Beyond the windows' last
    /// step no error is known, and the half-width grows with the square root of the step, as for a random walk.
    /// </param>
    /// <param name="levels">Coverages in (0, 1).</param>
    public List<PredictionInterval> Around(double[] point, ReadOnlySpan<double> levels)
    {
        var windows = Known();
        var errors = Errors(windows);
        var sorted = Array.ConvertAll(errors, step => step.Order().ToArray());
        var spread = Spread(windows, errors);
        var widths = new Dictionary<double, double[]>();
        var narrower = new double[point.Length];
        foreach (var level in levels.ToArray().Distinct().Order())
        {
            var quantile = spread.Quantile(level);
            var width = new double[point.Length];
            for (var h = 0; h < width.Length; h++)
            {
                var step = Math.Clamp(h - Gap, 0, errors.Length - 1);
                var student = quantile * spread.Deviation(step + 1);
                var growth = Math.Sqrt(Math.Max(1, (double)(h + 1) / (errors.Length + Gap)));
                width[h] = growth * (errors[step].Length < FewestErrors ? student
                    : Rank(errors[step].Length, Adaptation > 0 ? Adapted(errors[step], level) : level) is { } rank
                        ? (rank == 0 ? 0 : sorted[step][rank - 1])
                    : Math.Max(student, sorted[step][^1]));
            }

            narrower = widths[level] = [.. NeverFalling(width).Zip(narrower, Math.Max)];
        }

        return
        [
            .. levels.ToArray().Select(level => new PredictionInterval(
                level,
                [.. point.Zip(widths[level], (value, width) => value - width)],
                [.. point.Zip(widths[level], (value, width) => value + width)])),
        ];
    }

    /// <summary>The spread of the errors of all windows.</summary>
    internal ErrorSpread Spread()
    {
        var windows = Known();
        return Spread(windows, Errors(windows));
    }

    private static ErrorSpread Spread(List<WindowScore> windows, double[][] errors) =>
        ErrorSpread.Of(errors, Independent(windows, errors.Length));

    private List<WindowScore> Known() => [.. Windows.Where(window => window.Y.Any(value => value is not null))];

    // Overlapping windows share innovations, so each counts by what it adds to the span of all.
    internal static double Independent(List<WindowScore> windows, int steps)
    {
        var apart = windows.Count > 1 ? (double)(windows[^1].TestStart - windows[0].TestStart) / (windows.Count - 1) : steps;
        return 1 + ((windows.Count - 1) * Math.Min(1, apart / steps));
    }

    private static double[] NeverFalling(double[] widths)
    {
        var blocks = new Stack<(double Mean, int Count)>();
        foreach (var width in widths)
        {
            var block = (Mean: width, Count: 1);
            while (blocks.TryPeek(out var previous) && previous.Mean > block.Mean)
            {
                blocks.Pop();
                var count = previous.Count + block.Count;
                block = (((previous.Mean * previous.Count) + (block.Mean * block.Count)) / count, count);
            }

            blocks.Push(block);
        }

        return [.. blocks.Reverse().SelectMany(block => Enumerable.Repeat(block.Mean, block.Count))];
    }

    // The rank of the half-width among n ascending errors, from 1; null if n is too small.
    private static int? Rank(int count, double level)
    {
        // The product of a level such as 0.8 and 5 may be a rounding error above 4.
        var rank = Math.Max(0, (int)Math.Ceiling(((count + 1) * level) - 1e-9));
        return rank <= count ? rank : null;
    }

    // Each window is either covered or not by the interval from the windows before it, which the adaptation may have widened to
    // the whole line. Windows do not count while they are too few for the unadapted level.
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
    private static double[][] Errors(List<WindowScore> windows) =>
    [
        .. Enumerable.Range(0, windows.Max(window => window.Yhat.Count)).Select(step => windows
            .Where(window => step < window.Yhat.Count && window.Y[step] is not null)
            .Select(window => Math.Abs(Metrics.Error(window.Y[step]!.Value, window.Yhat[step])))
            .ToArray()),
    ];
}
