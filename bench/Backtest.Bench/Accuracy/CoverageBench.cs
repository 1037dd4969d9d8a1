using System.Globalization;
using Backtest.Engineering;
using MathNet.Numerics.Distributions;

namespace Backtest.Bench.Accuracy;

/// <summary>
/// What share of the values to come the published intervals hold, step by step, on simulated series of which the right share is known:
/// random walks and noise, both with normal steps, of 24, 60 and 200 values.
/// </summary>
internal static class CoverageBench
{
    private const int Horizon = 6;
    private const int Seed = 20;

    private static readonly int[] Lengths = [24, 60, 200];

    /// <summary>Simulates, forecasts with the default grid, and prints a Markdown table.</summary>
    /// <param name="arguments">How many series of each kind and length; 400 where nothing is said.</param>
    /// <param name="cancellationToken">Stops the bench.</param>
    /// <exception cref="SetupException">The argument is not a number of series.</exception>
    public static int Run(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var count = arguments.Count == 0 ? 400
            : arguments.Count == 1
                && int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var given)
                && given > 0 ? given
            : throw new SetupException("coverage [number of series of each kind]");
        Console.WriteLine(
            $"{count} series each; the standard error of a 95 is {100 * Math.Sqrt(0.95 * 0.05 / count):F1}, that of an 80 "
                + $"{100 * Math.Sqrt(0.8 * 0.2 / count):F1}");
        Console.WriteLine(
            $"| series | values | level | {string.Join(" | ", Enumerable.Range(1, Horizon).Select(step => $"step {step}"))} |");
        Console.WriteLine($"| --- | --- | --- | {string.Join(" | ", Enumerable.Repeat("---", Horizon))} |");
        foreach (var isWalk in new[] { true, false })
        {
            foreach (var length in Lengths)
            {
                var covered = Cover(isWalk, length, count, cancellationToken);
                foreach (var (k, level) in ForecastScore.Levels.ToArray().Index())
                {
                    var cells = Enumerable.Range(0, Horizon)
                        .Select(step => (100.0 * covered[k, step] / count).ToString("F1", CultureInfo.InvariantCulture));
                    Console.WriteLine($"| {(isWalk ? "random walk" : "noise")} | {length} | {level:P0} | {string.Join(" | ", cells)} |");
                }
            }
        }

        return 0;
    }

    private static int[,] Cover(bool isWalk, int length, int count, CancellationToken cancellationToken)
    {
        var covered = new int[ForecastScore.Levels.Length, Horizon];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.For(0, count, options, k =>
        {
            var steps = new double[length + Horizon];
            Normal.Samples(new Random(Seed + (2 * ((1000 * k) + length)) + (isWalk ? 1 : 0)), steps, 0, 1);
            var level = 100.0;
            double[] values = [.. steps.Select(step => isWalk ? level += step : level + step)];
            var forecast = Methods.Published(new ForecastCase($"{k}", 1, values[..length], values[length..]), cancellationToken)!;
            foreach (var (j, interval) in forecast.Intervals.Index())
            {
                for (var step = 0; step < Horizon; step++)
                {
                    if (interval.Lower[step] <= values[length + step] && values[length + step] <= interval.Upper[step])
                    {
                        Interlocked.Increment(ref covered[j, step]);
                    }
                }
            }
        });
        return covered;
    }
}
