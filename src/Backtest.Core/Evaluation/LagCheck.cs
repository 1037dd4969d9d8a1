using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Transforms;

namespace Backtest.Core.Evaluation;

/// <summary>
/// Checks whether a model foresees anything or merely repeats the last value. Forecasts that repeat it look right on a chart: they
/// have the shape of the series, shifted right by one step.
/// </summary>
/// <param name="Count">Number of one-step-ahead forecasts.</param>
/// <param name="Correlations">
/// Correlation of the forecasts with the series shifted by 0, 1, 2, 3 steps; null if either does not vary.
/// </param>
/// <param name="PeakLag">The shift with the largest correlation.</param>
/// <param name="Skill">1 minus the ratio of the mean squared error to that of repeating the last value; null if the latter is 0.</param>
/// <param name="RepeatsLastValue">
/// Whether the forecasts resemble the previous value most, and are less than 5 % better than it by mean squared error.
/// </param>
/// <param name="Advice">What to do about it; null if the model passes.</param>
public sealed record LagCheck(
    int Count, IReadOnlyList<double?> Correlations, int PeakLag, double? Skill, bool RepeatsLastValue, string? Advice = null)
{
    private const int Lags = 4;
    private const int LeastCount = 20;
    private const int MostCount = 100;
    private const double LeastSkill = 0.05;

    /// <summary>Fits a model before the windows and checks its one-step-ahead forecasts of the windows.</summary>
    /// <param name="series">The whole series; the hold-out is ignored.</param>
    /// <param name="spec">The model.</param>
    /// <param name="protocol">Windows and hold-out of the backtest.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <param name="context">Threads and LSTM backends; null for the default.</param>
    /// <returns>
    /// The check of the last values before the hold-out, as many as the windows cover but 20 to 100; null if the model cannot
    /// be fitted before them, or too few of them are known. Baselines are not checked: their names say what they repeat.
    /// </returns>
    public static LagCheck? Run(
        History series,
        ModelSpec spec,
        BacktestProtocol protocol,
        CancellationToken cancellationToken,
        FitContext? context = null)
    {
        if (spec is BaselineSpec)
        {
            return null;
        }

        var covered = protocol.Horizon + ((protocol.Windows - 1) * protocol.Step);
        var oneStep = protocol with
        {
            Horizon = 1,
            Step = 1,
            Gap = 0,
            RefitEvery = 0,
            TrainingLength = null,
            Windows = Math.Clamp(covered, LeastCount, MostCount),
        };
        var windows = Evaluator.RunEach(series, [spec], oneStep, cancellationToken, context)[0].Score?.Windows;
        var check = windows is null ? null : Of(series.Values, [.. windows.Select(window => (window.TestStart, window.Yhat[0]))]);
        return check is { RepeatsLastValue: true } ? check with { Advice = AdviceOn(spec) } : check;
    }

    /// <summary>Checks one-step-ahead forecasts.</summary>
    /// <param name="values">The series; missing values are NaN.</param>
    /// <param name="forecasts">Indices of values, from 3 on, and the forecast of each from the values before it.</param>
    /// <returns>The check; null if fewer than 8 of the values, with the three before each, are known.</returns>
    public static LagCheck? Of(ReadOnlySpan<double> values, IReadOnlyList<(int Index, double Forecast)> forecasts)
    {
        var known = new List<(double Forecast, double[] Lagged)>();
        foreach (var (index, forecast) in forecasts)
        {
            var lagged = new double[Lags];
            for (var lag = 0; lag < Lags; lag++)
            {
                lagged[lag] = index >= lag ? values[index - lag] : double.NaN;
            }

            if (!lagged.Any(double.IsNaN))
            {
                known.Add((forecast, lagged));
            }
        }

        if (known.Count < 2 * Lags)
        {
            return null;
        }

        var made = known.Select(point => point.Forecast).ToArray();
        var correlations = Enumerable.Range(0, Lags)
            .Select(lag => Correlation(made, [.. known.Select(point => point.Lagged[lag])]))
            .ToArray();
        var peak = Array.IndexOf(correlations, correlations.Max());
        var error = known.Average(point => Square(point.Forecast - point.Lagged[0]));
        var persistence = known.Average(point => Square(point.Lagged[1] - point.Lagged[0]));
        double? skill = persistence > 0 && double.IsFinite(error / persistence) ? 1 - (error / persistence) : null;
        return new LagCheck(known.Count, correlations, peak, skill, correlations[peak] is not null && peak == 1 && skill < LeastSkill);
    }

    private static string AdviceOn(ModelSpec spec)
    {
        var remedy = spec switch
        {
            LstmSpec { Transforms: var transforms } when !transforms.Contains(TransformKind.Difference) =>
                "Try \"transforms\": [\"difference\", ...], or covariates. ",
            ArimaSpec { Auto: null, D: 0 } => "Try d = 1, or covariates. ",
            ArimaSpec or LstmSpec => "Try covariates. ",
            _ => "",
        };
        return $"{remedy}The series may be a random walk; then the naive forecast is as good as any.";
    }

    private static double? Correlation(double[] x, double[] y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        double products = 0, squaresX = 0, squaresY = 0;
        for (var t = 0; t < x.Length; t++)
        {
            var (dx, dy) = (x[t] - meanX, y[t] - meanY);
            products += dx * dy;
            squaresX += dx * dx;
            squaresY += dy * dy;
        }

        var correlation = products / Math.Sqrt(squaresX * squaresY);
        return double.IsFinite(correlation) ? correlation : null;
    }

    private static double Square(double x) => x * x;
}
