using System.Globalization;
using Backtest.Engineering;
using MathNet.Numerics.Distributions;

namespace Backtest.Bench.Accuracy;

/// <summary>
/// The probability that the published intervals contain future values, step by step, on simulated series with a known distribution: random
/// walks and noise, both with normal steps, of 24, 60 and 200 values.
/// </summary>
/// <remarks>
/// The future of a simulated series has a known distribution, so each interval's probability is computed rather than estimated. Means of
/// probabilities have far smaller standard errors than shares of values.
/// </remarks>
internal static class CoverageBench
{
    private const int Horizon = 6;
    private const int Seed = 20;
    private const double Start = 100;

    private static readonly int[] Lengths = [24, 60, 200];

    /// <summary>Simulates, forecasts with the default grid, and prints a Markdown table.</summary>
    /// <param name="arguments">Number of series of each kind and length; 400 by default.</param>
    /// <param name="cancellationToken">Stops the bench.</param>
    /// <exception cref="SetupException">The argument is not a number of series.</exception>
    public static int Run(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var count = arguments.Count == 0 ? 400
            : arguments.Count == 1
                && int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var given)
                && given > 0 ? given
            : throw new SetupException("coverage [number of series of each kind]");
        Console.WriteLine($"{count} series each");
        Console.WriteLine(
            $"| series | values | level | {string.Join(" | ", Enumerable.Range(1, Horizon).Select(step => $"step {step}"))} |");
        Console.WriteLine($"| --- | --- | --- | {string.Join(" | ", Enumerable.Repeat("---", Horizon))} |");
        foreach (var isWalk in new[] { true, false })
        {
            foreach (var length in Lengths)
            {
                var probabilities = Probabilities(isWalk, length, count, cancellationToken);
                foreach (var (k, level) in ForecastScore.Levels.ToArray().Index())
                {
                    var cells = Enumerable.Range(0, Horizon)
                        .Select(step => Estimate.OfMean([.. probabilities.Select(series => 100 * series[k][step])]))
                        .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Value:F1} ± {one.StandardError:F1}"));
                    Console.WriteLine($"| {(isWalk ? "random walk" : "noise")} | {length} | {level:P0} | {string.Join(" | ", cells)} |");
                }
            }
        }

        return 0;
    }

    // Probability by series, level and step.
    internal static double[][][] Probabilities(bool isWalk, int length, int count, CancellationToken cancellationToken)
    {
        var probabilities = new double[count][][];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.For(0, count, options, k =>
        {
            var steps = new double[length + Horizon];
            Normal.Samples(new Random(Seed + (2 * ((1000 * k) + length)) + (isWalk ? 1 : 0)), steps, 0, 1);
            var sum = Start;
            double[] values = [.. steps.Select(step => isWalk ? sum += step : Start + step)];
            var mean = isWalk ? values[length - 1] : Start;
            var forecast = Methods.Published(new ForecastCase($"{k}", 1, values[..length], values[length..]), cancellationToken).Forecast!;
            probabilities[k] = [.. forecast.Intervals.Select(interval => Enumerable.Range(0, Horizon).Select(step =>
            {
                var deviation = isWalk ? Math.Sqrt(step + 1) : 1;
                return Normal.CDF(mean, deviation, interval.Upper[step]) - Normal.CDF(mean, deviation, interval.Lower[step]);
            }).ToArray())];
        });
        return probabilities;
    }
}
