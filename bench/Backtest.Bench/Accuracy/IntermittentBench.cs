using System.Globalization;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Intermittent;
using Backtest.Core.Numerics;
using Backtest.Engineering;

namespace Backtest.Bench.Accuracy;

/// <summary>
/// Accuracy on simulated intermittent demand: counts that are 0 with a probability of 40 to 90 %, and else 1 and more, small or lumpy.
/// In a third of the series the probability of demand changes in the middle.
/// </summary>
internal static class IntermittentBench
{
    private const int Length = 96;
    private const int Horizon = 12;
    private const ulong Seed = 20;

    /// <summary>Simulates, forecasts and prints a Markdown table.</summary>
    /// <param name="arguments">Number of series; 200 by default.</param>
    /// <param name="cancellationToken">Stops the bench.</param>
    /// <exception cref="SetupException">The argument is not a number of series.</exception>
    public static int Run(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var count = arguments.Count == 0 ? 200
            : arguments.Count == 1
                && int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var given)
                && given > 0 ? given
            : throw new SetupException("intermittent [number of series]");
        // The first fits also compile code.
        _ = Forecasts(Series(0), cancellationToken);
        var scores = new IReadOnlyList<(string Method, Score Score)>[count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.For(0, count, options, k => scores[k] = Forecasts(Series(k), cancellationToken));
        Console.WriteLine($"{count} series of {Length} values, {Horizon} steps ahead");
        Console.WriteLine("| method | RMSSE | MASE | mean error, % of the demand | pinball at 90 % | 80 % covers | 95 % covers | CPU ms |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var method in scores.SelectMany(series => series)
            .GroupBy(one => one.Method)
            .OrderBy(one => one.Average(s => s.Score.Rmsse)))
        {
            List<Score> own = [.. method.Select(one => one.Score)];
            string Interval(Func<Score, double?> of, double times) =>
                own.TrueForAll(score => of(score) is not null) ? Text(times * own.Average(of)!.Value) : "-";
            Console.WriteLine(
                $"| {method.Key} | {Text(own.Average(score => score.Rmsse))} | {Text(own.Average(score => score.Mase))} "
                    + $"| {Text(100 * own.Sum(score => score.Excess) / own.Sum(score => score.Demand))} "
                    + $"| {Interval(score => score.Pinball, 1)} | {Interval(score => score.Coverage80, 100)} "
                    + $"| {Interval(score => score.Coverage95, 100)} "
                    + $"| {AccuracyTable.Milliseconds(1e3 * own.Average(score => score.Seconds))} |");
        }

        return 0;
    }

    private static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static ForecastCase Series(int index)
    {
        var random = new SeededRandom(Seed + (ulong)index);
        var probability = 0.1 + (0.5 * random.NextUniform());
        var later = index % 3 == 0 ? 0.1 + (0.5 * random.NextUniform()) : probability;
        var mean = index % 2 == 0 ? 1.0 : 8.0;
        double[] values = [.. Enumerable.Range(0, Length + Horizon).Select(t =>
            random.NextUniform() >= (t < Length / 2 ? probability : later) ? 0
            : 1 + Math.Floor(-mean * Math.Log(1 - random.NextUniform())))];
        return new ForecastCase($"{index}", 1, values[..Length], values[Length..]);
    }

    private static List<(string Method, Score Score)> Forecasts(ForecastCase one, CancellationToken cancellationToken)
    {
        ModelSpec[] specs =
        [
            new BaselineSpec(BaselineMethod.Naive),
            new BaselineSpec(BaselineMethod.Mean),
            .. Enum.GetValues<IntermittentMethod>().Select(method => new IntermittentSpec(method)),
            new EtsSpec(EtsForm.Average),
            new ArimaSpec { Auto = ArimaSearchKind.Stepwise },
        ];
        IEnumerable<MethodForecast> forecasts =
        [
            .. specs.Select(spec => MethodForecast.Of(spec.Label, () => Methods.Fit(one, spec, cancellationToken))),
            Methods.Published(one, cancellationToken),
            MethodForecast.Of("always 0", () => new Forecast(new double[Horizon], [])),
        ];
        return [.. forecasts.Select(method => (method.Method, Score.Of(one, method)))];
    }

    private sealed record Score(
        double Rmsse, double Mase, double Excess, double Demand, double? Pinball, double? Coverage80, double? Coverage95, double Seconds)
    {
        public static Score Of(ForecastCase one, MethodForecast method)
        {
            var forecast = method.Forecast!;
            var changes = one.Train.Zip(one.Train.Skip(1), (before, value) => value - before).ToList();
            var errors = forecast.Point.Zip(one.Test, (point, actual) => point - actual).ToList();
            var measured = ForecastScore.Of(one, forecast);
            return new Score(
                Math.Sqrt(errors.Average(error => error * error) / changes.Average(change => change * change)),
                measured.Mase,
                errors.Sum(),
                one.Test.Sum(),
                forecast.Intervals is [{ Upper: var upper }, _]
                    ? one.Test.Zip(upper, (actual, bound) => PinballLoss.Of(actual, bound, 0.9)).Average() / one.Scale
                    : null,
                measured.Intervals?.Coverage80,
                measured.Intervals?.Coverage95,
                method.Seconds!.Value);
        }
    }
}
