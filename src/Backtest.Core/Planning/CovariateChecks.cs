using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Planning;

/// <summary>Checks that covariates are known where a plan needs them.</summary>
internal static class CovariateChecks
{
    /// <summary>Checks the covariates of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="protocol">Windows, horizon and gap.</param>
    /// <param name="specs">The trials; only covariates that they use are checked.</param>
    /// <exception cref="InputException">
    /// A covariate is not known as far ahead as forecasts reach, or a window would train without any value of it.
    /// </exception>
    public static void Check(TimeSeries series, BacktestProtocol protocol, IEnumerable<ModelSpec> specs)
    {
        var used = specs.SelectMany(spec => (spec as ArimaSpec)?.Covariates ?? (spec as LstmSpec)?.Covariates ?? []).ToHashSet();
        foreach (var covariate in series.Covariates ?? [])
        {
            if (covariate.IsKnownAhead)
            {
                CheckAhead(series, covariate, protocol.Gap + protocol.Horizon);
            }

            if (used.Contains(covariate.Name))
            {
                CheckWindows(series, covariate, RollingOrigin.Windows(series.Length, protocol));
            }
        }
    }

    // Covariates known ahead must cover the forecasts that the run is for.
    private static void CheckAhead(TimeSeries series, Covariate covariate, int ahead)
    {
        var known = covariate.Values.AsSpan(Math.Min(series.Length, covariate.Values.Length));
        var hole = known.IndexOf(double.NaN) + 1;
        if (hole > 0 && hole <= ahead)
        {
            throw new InputException(
                $"The covariate '{covariate.Name}' has no value at step {hole} after the last value{Time(series.TimestampsAfter(hole)?[^1])}, but the forecasts need {ahead} steps.",
                "futureCovariates",
                "Fill it in, or give a smaller horizon.");
        }

        if (known.Length < ahead)
        {
            throw new InputException(
                $"The covariate '{covariate.Name}' is known for {known.Length} steps after the last value, but the forecasts need {ahead}.",
                "futureCovariates",
                $"Add {ahead} rows after the last value of the series, with the covariate's values and an empty cell for the series.");
        }
    }

    private static void CheckWindows(TimeSeries series, Covariate covariate, Window[] windows)
    {
        var values = covariate.Values.AsSpan(0, Math.Min(series.Length, covariate.Values.Length));
        var (first, last) = (values.IndexOfAnyExcept(double.NaN), values.LastIndexOfAnyExcept(double.NaN));
        for (var k = 0; k < windows.Length; k++)
        {
            var (start, end) = (windows[k].TrainingStart, windows[k].TrainingEnd);
            if (values[Math.Min(start, values.Length)..Math.Min(end, values.Length)].ContainsAnyExcept(double.NaN))
            {
                continue;
            }

            var where = first < 0 ? ""
                : first >= end ? $" before {Row(series, first)}"
                : last < start ? $" after {Row(series, last)}"
                : " where it is needed";
            throw new InputException(
                $"The covariate '{covariate.Name}' has no value{where}, but {(k == 0 ? "the first window" : $"window {k + 1}")} trains on rows {start + 1} to {end}.",
                covariate.IsKnownAhead ? "futureCovariates" : "pastCovariates",
                "Give its earlier values, fewer windows or a larger training part, or leave the covariate out.");
        }
    }

    private static string Row(TimeSeries series, int index) => $"row {index + 1}{Time(series.Timestamps?[index])}";

    private static string Time(DateTime? time) => time is { } known
        ? known.ToString(known.TimeOfDay.Ticks == 0 ? " (yyyy-MM-dd)" : " (yyyy-MM-dd HH:mm:ss)", CultureInfo.InvariantCulture)
        : "";
}
