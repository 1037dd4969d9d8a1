using System.Globalization;
using Backtest.Core.Models;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.Engineering;

namespace Backtest.Bench;

/// <summary>
/// A published protocol on the sales sample: the last 10 of 45 values are the test, and a model's one-step predictions of
/// the differences, over training and test, are cumulated back to a level whose mean squared error is reported: 2521.30 for
/// its LSTM, 4401.02 for its ARIMA. That figure mostly shows how well a model remembers the training values, so the bench adds those of the
/// test alone.
/// </summary>
internal static class SalesBench
{
    private const int TestLength = 10;
    private const int LookBack = 3;

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var csv = await File.ReadAllBytesAsync(Repository.PathOf("samples", "sales.csv"), cancellationToken);
        var series = SeriesReader.Read(csv, "sales", new ColumnChoice(), new CsvLimits(), cancellationToken)[0];
        var grid =
            GridReader.Read(await File.ReadAllBytesAsync(Repository.PathOf("samples", "sales-protocol.grid.json"), cancellationToken));
        Console.WriteLine($"{"model",-24} {"cumulated, all",15} {"one step, test",15} {"10 ahead, test",15}");
        Console.WriteLine($"{"published LSTM",-24} {2521.30,15:F2}");
        Console.WriteLine($"{"published ARIMA",-24} {4401.02,15:F2}");
        var specs = Planner.Plan(series, grid).Trials.Select(trial => trial.Spec).Append(new BaselineSpec(BaselineMethod.Drift));
        var cumulated = new List<double>();
        foreach (var spec in specs)
        {
            var scores = Score(ModelFitter.Fit(spec, series.Values[..^TestLength], cancellationToken), series.Values);
            var seed = spec is LstmSpec lstm ? $"LSTM, seed {lstm.Seed}" : spec.Label;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{seed,-24} {scores.Cumulated,15:F2} {scores.OneStep,15:F2} {scores.Ahead,15:F2}"));
            if (spec.Family == "lstm")
            {
                cumulated.Add(scores.Cumulated);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"LSTM, cumulated: median of the seeds {cumulated.Order().ElementAt(cumulated.Count / 2):F2}"));
        return 0;
    }

    private static (double Cumulated, double OneStep, double Ahead) Score(IFittedModel model, double[] values)
    {
        var test = values.Length - TestLength;
        var level = values[LookBack];
        double all = 0, oneStep = 0;
        for (var t = LookBack + 1; t < values.Length; t++)
        {
            var forecast = model.Forecast(values[..t], 1, []).Point[0];
            level += forecast - values[t - 1];
            all += Math.Pow(level - values[t], 2) / (values.Length - LookBack - 1);
            oneStep += t < test ? 0 : Math.Pow(forecast - values[t], 2) / TestLength;
        }

        var ahead = model.Forecast(values[..test], TestLength, []).Point.Select((value, h) => Math.Pow(value - values[test + h], 2))
            .Average();
        return (all, oneStep, ahead);
    }
}
