using System.Globalization;
using Backtest.Runs.Forecasting;

namespace Backtest.Runs.Exports;

/// <summary>Forecasts as a table with the column names of forecasting tools: ds, yhat, and lower and upper bounds per level.</summary>
public static class ForecastExport
{
    /// <summary>The forecasts of one series.</summary>
    public static RunTable Of(ForecastAnswer answer) => RunTable.Of(
        ["step", "ds", "yhat", .. Bounds(answer.Levels)],
        answer.Forecast.Select(step => (object?[])
        [
            step.Step, step.Time, step.Value, .. step.Intervals.SelectMany(bounds => new object?[] { bounds.Lower, bounds.Upper }),
        ]));

    /// <summary>Column names of the bounds of some levels.</summary>
    internal static IEnumerable<string> Bounds(IEnumerable<double> levels) =>
        levels.SelectMany(level => new[] { Column("lo", level), Column("hi", level) });

    private static string Column(string side, double level) => string.Create(CultureInfo.InvariantCulture, $"{side}-{level}");
}
