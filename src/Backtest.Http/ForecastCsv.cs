using System.Globalization;
using Backtest.Runs.Forecasting;

namespace Backtest.Http;

/// <summary>Forecasts as CSV, with columns as forecasting tools name them: ds, yhat, and lower and upper bounds per level.</summary>
internal static class ForecastCsv
{
    public static string Write(ForecastAnswer answer) => CsvText.Write(
        ["step", "ds", "yhat", .. answer.Levels.SelectMany(level => new[] { Column("lo", level), Column("hi", level) })],
        answer.Forecast.Select(step => (object?[])
        [
            step.Step, step.Time, step.Value, .. step.Intervals.SelectMany(bounds => new object?[] { bounds.Lower, bounds.Upper }),
        ]));

    private static string Column(string side, double level) => string.Create(CultureInfo.InvariantCulture, $"{side}-{level}");
}
