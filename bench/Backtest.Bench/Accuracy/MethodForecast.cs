using Backtest.Core.Models;

namespace Backtest.Bench.Accuracy;

/// <summary>A method's forecast of one series, and its cost.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Forecast">The forecast; null if it has none for this series.</param>
/// <param name="Seconds">Processor time of all its fits and forecasts in seconds; null if other software forecast.</param>
internal sealed record MethodForecast(string Method, Forecast? Forecast, double? Seconds)
{
    /// <summary>Forecasts on this thread, and measures the time.</summary>
    public static MethodForecast Of(string method, Func<Forecast?> forecast)
    {
        var (result, seconds) = ThreadClock.Time(forecast);
        return new MethodForecast(method, result, seconds);
    }
}
